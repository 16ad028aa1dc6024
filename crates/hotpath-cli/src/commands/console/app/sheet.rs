//! Texts that take the place of the body: the help, and the details of a row.

use super::{App, Sheet, details, help};

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetLine {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// How important a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Heading,
    Text,
    Dim,
}

impl SheetLine {
    pub(super) fn new(kind: Kind, text: impl Into<String>) -> Self {
        SheetLine { kind, text: text.into() }
    }
}

/// The lines of what is open, for a screen of this width.
pub(crate) fn sheet_lines(app: &App, sheet: Sheet, width: usize) -> Vec<SheetLine> {
    match sheet {
        Sheet::Help => help::lines(),
        Sheet::Details => details::lines(app, width),
    }
}
