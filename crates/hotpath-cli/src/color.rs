//! Whether there are colours.

use std::env;

use clap::ValueEnum;

use crate::output::Stream;

/// When text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal or with CLICOLOR_FORCE, unless NO_COLOR is set
    #[default]
    Auto,
    /// In any case
    Always,
    /// In none
    Never,
}

impl Color {
    /// Whether what is written there is coloured.
    pub(crate) fn is_on(self, stream: Stream) -> bool {
        // As measured programs read them.
        let is_set = |name| env::var_os(name).filter(|value| !value.is_empty());
        let is_forced = || is_set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        match self {
            Color::Auto => is_set("NO_COLOR").is_none() && (is_forced() || stream.is_terminal()),
            Color::Always => true,
            Color::Never => false,
        }
    }
}
