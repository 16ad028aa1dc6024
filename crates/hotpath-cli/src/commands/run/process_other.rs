//! The program as a process, where there are no signals of Unix: it is waited for. Ctrl-C ends both.

use std::{
    ffi::OsStr,
    io,
    path::PathBuf,
    process::{Child, Command, ExitStatus},
};

/// A program that has been started.
pub(super) struct Process(Child);

impl Process {
    /// Starts the program.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        command.spawn().map(Process)
    }

    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until the program has ended.
    pub(super) fn wait(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

/// There are none.
pub(super) fn signal(_: ExitStatus) -> Option<(i32, String)> {
    None
}

pub(super) fn end_like(_: ExitStatus) {}

/// The exit code of a program that did not start: that of `env` and `timeout`.
pub(super) fn code_of_failure(error: &io::Error) -> u8 {
    if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 }
}

/// Where the program is, as far as its name tells.
pub(super) fn resolve(name: &OsStr) -> Option<PathBuf> {
    Some(name.into())
}
