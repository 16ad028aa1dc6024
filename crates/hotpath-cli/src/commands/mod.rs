//! The subcommands, one file or folder each.

pub(crate) mod console;
pub(crate) mod diff;
pub(crate) mod list;
pub(crate) mod mcp;
pub(crate) mod report;
