//! The subcommands, one folder each.

pub(crate) mod console;
