//! The command, in a folder of its own for everything that it may leave.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use hotpath_report::Report;

use crate::program;

/// A folder that ends with the test, and in it one for temporary files.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self::named("run".as_ref())
    }

    pub(crate) fn named(name: &OsStr) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let mut full = OsString::from(format!("hp-{}-{}-", std::process::id(), MADE.fetch_add(1, Relaxed)));
        full.push(name);
        let folder = Folder(env::temp_dir().join(full));
        fs::create_dir_all(folder.temporary()).expect("a folder");
        folder
    }

    pub(crate) fn temporary(&self) -> PathBuf {
        self.0.join("tmp")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// `hotpath` with these arguments, and without what the environment has of it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HOTPATH_")) {
            command.env_remove(name);
        }
        command.args(arguments).env("TMPDIR", self.temporary()).env("XDG_RUNTIME_DIR", &self.0).current_dir(&self.0);
        command.env("HOTPATH_HTTP_PORT", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// `hotpath run` with these options and the program that does this.
    pub(crate) fn run(&self, options: &[&str], does: &str) -> Command {
        let mut command = self.command(&["run"]);
        command.args(options).arg("--").args(program::command()).env(program::DO, does);
        command
    }

    /// `hotpath run` with a line for the shell.
    pub(crate) fn run_shell(&self, options: &[&str], line: &str) -> Command {
        let mut command = self.command(&["run"]);
        command.args(options).args(["--", "sh", "-c", line]).env(program::DO, "ends");
        command
    }

    #[track_caller]
    pub(crate) fn check_nothing_left(&self) {
        let left: Vec<_> = fs::read_dir(self.temporary()).expect("it is there").flatten().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[track_caller]
    pub(crate) fn report(&self, name: &str) -> Report {
        read(&self.path(name))
    }
}

#[track_caller]
pub(crate) fn read(path: &Path) -> Report {
    serde_json::from_slice(&fs::read(path).expect("it is there")).expect("a report")
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// How often the program's function was called.
pub(crate) fn calls(report: &Report) -> Option<u64> {
    report.function("load").and_then(|row| row.calls())
}

/// The texts of an output.
pub(crate) fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[track_caller]
pub(crate) fn output(mut command: Command) -> (ExitStatus, String, String) {
    let output = command.output().expect("the command runs");
    let (stdout, stderr) = texts(&output);
    (output.status, stdout, stderr)
}

/// A command that runs, whose program has said that it is ready.
pub(crate) struct Running {
    pub(crate) child: Child,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the command runs");
        let mut stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        while line.trim() != "ready" {
            line.clear();
            assert_ne!(stderr.read_line(&mut line).expect("text"), 0, "it has ended before it was ready");
        }
        Running { child, stderr }
    }

    pub(crate) fn send(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).expect("it is there");
    }

    /// Lets the program end.
    pub(crate) fn release(&mut self) {
        let _ = self.child.stdin.take().map(|mut stdin| stdin.flush());
    }

    /// How it ended, and what it said after it was ready.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let mut text = String::new();
        self.stderr.read_to_string(&mut text).expect("text");
        (self.child.wait().expect("it ends"), text)
    }
}
