//! The subcommands, one folder each.

pub(crate) mod console;
pub(crate) mod report;
