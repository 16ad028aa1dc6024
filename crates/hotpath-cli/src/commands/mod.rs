//! The subcommands, one file or folder each.

pub(crate) mod console;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod list;
pub(crate) mod report;
pub(crate) mod run;
