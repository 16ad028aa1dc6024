//! The program as a process, where there are no signals of Unix: it is waited for. Ctrl-C ends both.

use std::{
    ffi::OsStr,
    io,
    path::PathBuf,
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

/// A program that has been started.
pub(crate) struct Process(Child);

impl Process {
    /// Starts the program.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        command.spawn().map(Process)
    }

    /// Starts the program; there are no groups of processes.
    pub(crate) fn start_apart(command: &mut Command) -> io::Result<Self> {
        Process::start(command)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until the program has ended.
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }

    /// Waits until the program has ended, which it is made to after this time. Whether it was is the second thing.
    pub(crate) fn wait_at_most(mut self, longest: Duration) -> io::Result<(ExitStatus, bool)> {
        /// How often one looks.
        const PAUSE: Duration = Duration::from_millis(5);
        let started = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok((status, false));
            }
            if started.elapsed() > longest {
                self.0.kill()?;
                return Ok((self.0.wait()?, true));
            }
            thread::sleep(PAUSE);
        }
    }
}

/// Ctrl-C ends us as it ends the program.
#[derive(Debug, Clone)]
pub(crate) struct Interrupts;

impl Interrupts {
    /// There is nothing to hear.
    pub(crate) fn hear() -> io::Result<Self> {
        Ok(Interrupts)
    }

    pub(crate) fn came(&self) -> bool {
        false
    }
}

/// There are none.
pub(crate) fn signal(_: ExitStatus) -> Option<(i32, String)> {
    None
}

pub(crate) fn end_like(_: ExitStatus) {}

/// The exit code of a program that did not start: that of `env` and `timeout`.
pub(crate) fn code_of_failure(error: &io::Error) -> u8 {
    if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 }
}

/// Where the program is, as far as its name tells.
pub(crate) fn resolve(name: &OsStr) -> Option<PathBuf> {
    Some(name.into())
}
