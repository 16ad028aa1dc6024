//! Whether there are colours.

use std::env;

use clap::ValueEnum;

use crate::output::Stream;

/// When text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
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
        let is_unwanted = || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self {
            Color::Auto => stream.is_terminal() && !is_unwanted(),
            Color::Always => true,
            Color::Never => false,
        }
    }
}
