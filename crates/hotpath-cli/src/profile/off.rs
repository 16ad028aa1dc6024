//! The same names, and nothing behind them.

/// What a session would be.
#[must_use]
pub(crate) struct Nothing;

/// Nothing begins.
pub(crate) fn start() -> Nothing {
    Nothing
}

/// Does a part of the work.
macro_rules! part {
    ($name:literal, $work:expr) => {
        $work
    };
}
pub(crate) use part;
