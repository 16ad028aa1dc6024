//! A program that hotpath starts: its process, the folder that its reports go to, and what is in it when it has ended.

mod collect;
mod folder;
mod missing;
#[cfg(unix)]
mod process;
#[cfg(not(unix))]
#[path = "process_other.rs"]
mod process;

use std::process::Command;

pub(crate) use self::{
    collect::{Left, collect},
    folder::Folder,
    missing::explain,
    process::{Interrupts, Process, code_of_failure, end_like, signal},
};

/// Has the program and those that it starts leave their reports in the folder.
pub(crate) fn reports_to(command: &mut Command, folder: &Folder) {
    // The environment goes before what the program asks for; see docs/run.md.
    command.env("HOTPATH_OUTPUT_FORMAT", "json").env("HOTPATH_OUTPUT_PATH", folder.path().join("%p.json"));
}
