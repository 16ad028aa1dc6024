//! One of the two programs.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use hotpath_report::Report;

use super::Arguments;
use crate::child::{self, Folder, Process};

/// A program that is run again and again.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub(super) command: Vec<OsString>,
    /// Where it runs, if that is not where we are, and where cargo puts what it builds there.
    pub(super) elsewhere: Option<Elsewhere>,
}

#[derive(Debug, Clone)]
pub(super) struct Elsewhere {
    pub(super) folder: PathBuf,
    pub(super) target: PathBuf,
}

impl Side {
    /// The program in words.
    pub(super) fn name(&self) -> String {
        let words: Vec<_> = self.command.iter().map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }

    /// Sets a command up to run here.
    pub(super) fn place(&self, command: &mut Command) {
        if let Some(Elsewhere { folder, target }) = &self.elsewhere {
            command.current_dir(folder).env("CARGO_TARGET_DIR", target);
        }
    }

    /// Runs it once.
    ///
    /// # Errors
    ///
    /// When there is no report, or the program did not end well. The first line says why, the others are what the program said last.
    pub(super) fn run(&self, arguments: &Arguments) -> Result<Report, String> {
        let folder = Folder::new()?;
        let [name, rest @ ..] = &self.command[..] else { return Err("no program is named".into()) };
        let mut command = Command::new(name);
        command.args(rest).stdin(Stdio::null());
        self.place(&mut command);
        folder.take_reports_of(&mut command);
        let said = folder.path().join("said");
        if arguments.show_output {
            command.stdout(io::stderr());
        } else {
            let file = File::create(&said).map_err(|error| format!("{}: {error}", said.display()))?;
            command.stdout(Stdio::null()).stderr(file);
        }
        let process = Process::start_apart(&mut command).map_err(|error| error.to_string())?;
        let started = process.id();
        let (status, is_late) = process.wait_at_most(arguments.timeout).map_err(|error| error.to_string())?;
        let last_words = || last_lines(&end_of(&said).unwrap_or_default());
        if is_late {
            let longest = arguments.timeout.as_secs_f64();
            return Err(format!("it took longer than {longest} s and was ended; --timeout is how long a run may take"));
        }
        if !status.success() {
            let how = match child::signal(status) {
                Some((_, signal)) => format!("it was ended by {signal}"),
                None => format!("it ended with exit code {}", status.code().unwrap_or(1)),
            };
            return Err(how + &last_words());
        }
        let collected = child::collect(folder.path(), started);
        match (collected.broken.into_iter().next(), collected.reports.into_iter().next()) {
            (Some(why), _) => Err(why),
            (None, Some(left)) => Ok(left.report),
            (None, None) => Err(child::explain(name, rest, status).join("\n") + &last_words()),
        }
    }
}

/// The end of a file, which may be as long as the disk.
fn end_of(path: &Path) -> io::Result<Vec<u8>> {
    /// So many bytes of it.
    const MOST: u64 = 64 << 10;
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(MOST)))?;
    let mut end = Vec::new();
    file.take(MOST).read_to_end(&mut end)?;
    Ok(end)
}

/// The last lines of what a program said, each below the one before.
fn last_lines(said: &[u8]) -> String {
    /// So many.
    const MOST: usize = 8;
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.iter().skip(lines.len().saturating_sub(MOST)).map(|line| format!("\n  {line}")).collect()
}
