//! The program as a process: started, found by its run file, told what to do, ended.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering::Relaxed},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// What takes longer than this hangs.
pub(crate) const LONGEST: Duration = Duration::from_secs(60);

/// A token for tests that need one.
pub(crate) const TOKEN: &str = "c0rrect-horse";

/// A program that runs.
pub(crate) struct Program {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: Lines,
    stderr: Lines,
    folder: PathBuf,
}

impl Program {
    /// A program in a folder of its own, on any port.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// A program whose server can be told things.
    pub(crate) fn start_with_token() -> Self {
        Self::start_with(&[("HOTPATH_METRICS_AUTH_TOKEN", TOKEN)])
    }

    /// A program with more in its environment.
    pub(crate) fn start_with(environment: &[(&str, &str)]) -> Self {
        Self::start_in(new_folder(), environment)
    }

    /// A program in a folder that is there, which is removed with it.
    pub(crate) fn start_in(folder: PathBuf, environment: &[(&str, &str)]) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_server")).env_clear(), folder, environment)
    }

    fn start_as(command: &mut Command, folder: PathBuf, environment: &[(&str, &str)]) -> Self {
        command.env("XDG_RUNTIME_DIR", &folder).env("HOTPATH_HTTP_PORT", "0").envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program starts");
        let stdin = process.stdin.take();
        let stdout = lines_of(process.stdout.take().expect("a pipe"));
        let stderr = lines_of(process.stderr.take().expect("a pipe"));
        let program = Self { process, stdin, stdout, stderr, folder };
        program.expect_ok();
        program
    }

    /// Has the program do something, and waits until it has.
    pub(crate) fn tell(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("the program runs");
        writeln!(stdin, "{line}").expect("the program listens");
        self.expect_ok();
    }

    fn expect_ok(&self) {
        assert_eq!(lines(&self.stdout).recv_timeout(LONGEST).as_deref(), Ok("ok"));
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The folder in which run files are.
    pub(crate) fn run_folder(&self) -> PathBuf {
        self.folder.join("hotpath")
    }

    pub(crate) fn run_file_path(&self) -> PathBuf {
        self.run_folder().join(format!("{}.json", self.pid()))
    }

    /// What the program's run file says.
    #[track_caller]
    pub(crate) fn run_file(&self) -> Value {
        let text = fs::read_to_string(self.run_file_path()).expect("there is a run file");
        serde_json::from_str(&text).expect("it is JSON")
    }

    #[track_caller]
    pub(crate) fn port(&self) -> u16 {
        self.run_file()["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port")
    }

    /// Sends a signal.
    pub(crate) fn kill(&self, signal: i32) {
        let pid = i32::try_from(self.pid()).expect("a process id");
        // SAFETY: no precondition; the process has not been waited for, so that the number is its own.
        assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
    }

    /// Lets the program come to its end; what it has said on stderr.
    #[track_caller]
    pub(crate) fn end(mut self) -> Vec<String> {
        self.release();
        let status = self.wait();
        assert!(status.success(), "{status}");
        self.said()
    }

    /// What the program has said on stderr; it has ended.
    pub(crate) fn said(&self) -> Vec<String> {
        lines(&self.stderr).iter().collect()
    }

    /// Lets the program come to its end.
    pub(crate) fn release(&mut self) {
        drop(self.stdin.take());
    }

    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let process = &mut self.process;
        poll("the program ends", || process.try_wait().expect("it can be waited for"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Asks again and again until there is an answer.
#[track_caller]
pub(crate) fn poll<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + LONGEST;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "it never comes that {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// A new empty folder, nobody else's.
pub(crate) fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("hotpath-server-{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
    let path = std::env::temp_dir().join(name);
    fs::create_dir(&path).expect("the folder can be made");
    path
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What comes from a thread that reads them. Several threads may ask the program something.
type Lines = Mutex<Receiver<String>>;

fn lines(lines: &Lines) -> MutexGuard<'_, Receiver<String>> {
    lines.lock().expect("no panic")
}

fn lines_of(stream: impl Read + Send + 'static) -> Lines {
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    Mutex::new(lines)
}
