//! The help: all keys, from the table of keys.

use super::{Kind, SheetLine};
use crate::commands::console::keys::{KEYS, Place};

/// The lines of the help.
pub(super) fn lines() -> Vec<SheetLine> {
    let mut lines = vec![SheetLine::new(Kind::Heading, "Keys")];
    for place in Place::ALL {
        lines.push(SheetLine::new(Kind::Text, ""));
        lines.push(SheetLine::new(Kind::Heading, place.title()));
        for binding in KEYS.iter().filter(|binding| binding.place == place) {
            lines.push(SheetLine::new(Kind::Text, format!("  {:<12} {}", binding.names, binding.job)));
        }
    }
    lines.push(SheetLine::new(Kind::Text, ""));
    lines.push(SheetLine::new(
        Kind::Text,
        "The mouse chooses tabs, rows and blocks; a click on a heading sorts, a second one on a row opens it.",
    ));
    lines
}
