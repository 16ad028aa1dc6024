//! A scenario as a process: how it is started, what is done to it meanwhile, what it leaves.

use std::{
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader, Read},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child as Process, ChildStdout, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering::Relaxed},
        mpsc::{self, Receiver},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// A child that lasts longer than this hangs.
const LONGEST: Duration = Duration::from_secs(30);

/// A scenario that has not been started.
pub(crate) struct Child {
    scenario: &'static str,
    environment: Vec<(OsString, OsString)>,
    name: Option<OsString>,
    directory: Option<PathBuf>,
    stdout: Option<Stdio>,
    ignored: Vec<i32>,
    steps: Vec<(&'static str, Step)>,
}

/// What the test does once the child has said a certain line on stderr.
enum Step {
    /// Sends a signal.
    Signal(i32),
    /// Closes the child's standard input, for which it may be waiting.
    Release,
    /// Closes the reading end of the child's standard output.
    CloseStdout,
    /// Anything.
    Run(Box<dyn FnOnce() + Send>),
}

/// What is left of a child.
#[derive(Debug)]
pub(crate) struct Remains {
    pub(crate) exit: Exit,
    pub(crate) stdout: String,
    pub(crate) stderr: Vec<String>,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Code(i32),
    Signal(i32),
}

impl From<&'static str> for Child {
    fn from(scenario: &'static str) -> Self {
        Self::new(scenario)
    }
}

impl Child {
    /// The scenario with its report as JSON on standard output.
    pub(crate) fn new(scenario: &'static str) -> Self {
        Self::with_own_report(scenario).set("HOTPATH_JSON", "1")
    }

    /// The scenario with the report that it asks for itself.
    pub(crate) fn with_own_report(scenario: &'static str) -> Self {
        Self {
            scenario,
            environment: Vec::new(),
            name: None,
            directory: None,
            stdout: None,
            ignored: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// An environment variable; there are no others.
    pub(crate) fn set(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().into()));
        self
    }

    /// The name that the child is started by.
    pub(crate) fn named(mut self, name: impl AsRef<OsStr>) -> Self {
        self.name = Some(name.as_ref().into());
        self
    }

    /// The current directory of the child.
    pub(crate) fn directory(mut self, directory: &Path) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// Something else than a pipe as standard output.
    pub(crate) fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.stdout = Some(stdout.into());
        self
    }

    /// The child is started with the signal ignored, as `nohup` does it.
    pub(crate) fn ignore(mut self, signal: i32) -> Self {
        self.ignored.push(signal);
        self
    }

    /// Once the child has said `line`, it gets a signal.
    pub(crate) fn signal_at(self, line: &'static str, signal: i32) -> Self {
        self.step(line, Step::Signal(signal))
    }

    /// Once the child has said `line`, it may go on.
    pub(crate) fn release_at(self, line: &'static str) -> Self {
        self.step(line, Step::Release)
    }

    /// Once the child has said `line`, nobody reads its standard output any more.
    pub(crate) fn close_stdout_at(self, line: &'static str) -> Self {
        self.step(line, Step::CloseStdout)
    }

    /// Once the child has said `line`, this runs.
    pub(crate) fn run_at(self, line: &'static str, run: impl FnOnce() + Send + 'static) -> Self {
        self.step(line, Step::Run(Box::new(run)))
    }

    fn step(mut self, line: &'static str, step: Step) -> Self {
        self.steps.push((line, step));
        self
    }

    /// Runs the child to its end.
    #[track_caller]
    pub(crate) fn run(self) -> Remains {
        let deadline = Instant::now() + LONGEST;
        let is_piped = self.stdout.is_none();
        let mut command = Command::new(env!("CARGO_BIN_EXE_exits"));
        // Any port: that another one is taken than was asked for would be said.
        command.arg(self.scenario).env_clear().envs([("RUST_BACKTRACE", "0"), ("HOTPATH_HTTP_PORT", "0")]);
        command.envs(self.environment);
        command.stdin(Stdio::piped()).stdout(self.stdout.unwrap_or_else(Stdio::piped)).stderr(Stdio::piped());
        if let Some(name) = self.name {
            command.arg0(name);
        }
        if let Some(directory) = self.directory {
            command.current_dir(directory);
        }
        let ignored = self.ignored;
        let prepare = move || {
            for signal in &ignored {
                // SAFETY: `signal` is async-signal-safe and is called between fork and exec.
                unsafe { libc::signal(*signal, libc::SIG_IGN) };
            }
            Ok(())
        };
        command.process_group(0);
        // SAFETY: the closure calls nothing but `signal` and does not allocate.
        unsafe { command.pre_exec(prepare) };
        let mut process = command.spawn().expect("the program starts");
        // The write ends that the test holds must go, or a reader of the pipe never sees its end.
        drop(command);
        let mut stdin = process.stdin.take();
        let mut reader = Reader::Waiting(process.stdout.take());
        let closes = self.steps.iter().any(|(_, step)| matches!(step, Step::CloseStdout));
        if is_piped && !closes {
            reader = reader.start();
        }
        let lines = lines_of(process.stderr.take().expect("stderr is a pipe"));
        let mut stderr = Vec::new();
        for (awaited, step) in self.steps {
            while stderr.last().is_none_or(|line| line != awaited) {
                match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                    Ok(line) => stderr.push(line),
                    Err(_) => end_in_shame(&mut process, &format!("never said {awaited:?}, but {stderr:?}")),
                }
            }
            match step {
                Step::Signal(signal) => send(&process, signal),
                Step::Release => drop(stdin.take()),
                Step::CloseStdout => reader = Reader::Waiting(None),
                Step::Run(run) => run(),
            }
        }
        let exit = wait(&mut process, deadline);
        drop(stdin);
        assert!(!end_group(&process), "the child left processes behind");
        stderr.extend(lines.iter());
        Remains { exit, stdout: reader.text(), stderr }
    }
}

/// Standard output, which is read by a thread so that the child never waits for us, unless it is to be closed.
enum Reader {
    Waiting(Option<ChildStdout>),
    Reading(JoinHandle<String>),
}

impl Reader {
    fn start(self) -> Self {
        let Self::Waiting(Some(mut stdout)) = self else { return self };
        Self::Reading(thread::spawn(move || {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes).expect("stdout can be read");
            String::from_utf8(bytes).expect("stdout is UTF-8")
        }))
    }

    fn text(self) -> String {
        match self {
            Self::Waiting(_) => String::new(),
            Self::Reading(thread) => thread.join().expect("stdout is UTF-8"),
        }
    }
}

fn lines_of(stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            let _ = send.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
    lines
}

fn send(process: &Process, signal: i32) {
    // SAFETY: no precondition; the child has not been waited for, so the id is still its own.
    assert_eq!(unsafe { libc::kill(id(process), signal) }, 0);
}

/// Ends the child and what it has started; false when there is nobody.
fn end_group(process: &Process) -> bool {
    // SAFETY: no precondition; as long as somebody is in the group, no other has its number.
    unsafe { libc::killpg(id(process), libc::SIGKILL) == 0 }
}

fn id(process: &Process) -> i32 {
    i32::try_from(process.id()).expect("a process id")
}

#[track_caller]
fn wait(process: &mut Process, deadline: Instant) -> Exit {
    loop {
        if let Some(status) = process.try_wait().expect("the child can be waited for") {
            let signal = status.signal().map(Exit::Signal);
            return signal.unwrap_or_else(|| Exit::Code(status.code().expect("a code or a signal")));
        }
        if Instant::now() > deadline {
            end_in_shame(process, "does not end");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[track_caller]
fn end_in_shame(process: &mut Process, why: &str) -> ! {
    end_group(process);
    let _ = process.wait();
    panic!("the child {why}");
}

/// A new empty folder, removed with everything in it when dropped.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("hotpath-exits-{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("the folder can be made");
        Self(path)
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<OsString> {
        let entries = std::fs::read_dir(&self.0).expect("the folder can be read");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
