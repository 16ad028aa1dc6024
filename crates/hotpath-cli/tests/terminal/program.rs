//! A program that is measured: this test as a process of its own, told what to do on its standard input.

use std::{
    env, fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// The program, in a folder of its own for its run file.
pub(super) struct Program {
    process: Child,
    folder: PathBuf,
}

impl Program {
    pub(super) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With these variables in its environment.
    pub(super) fn start_with(variables: &[(&str, &str)]) -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Relaxed);
        let folder = env::temp_dir().join(format!("hp-console-{}-{number}", process::id()));
        Program::start_in(&folder, variables)
    }

    /// The same in this folder, which may be that of another one.
    pub(super) fn start_in(folder: &Path, variables: &[(&str, &str)]) -> Self {
        fs::create_dir_all(folder).expect("a folder");
        let mut command = Command::new(env::current_exe().expect("this test"));
        command.args(["program::runs", "--exact", "--ignored", "--nocapture"]);
        command.env("XDG_RUNTIME_DIR", folder).env("HOTPATH_HTTP_PORT", "0");
        command.envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Program { process: command.spawn().expect("the program starts"), folder: folder.into() }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Has it call something so often.
    pub(super) fn tell(&mut self, calls: &str) {
        let stdin = self.process.stdin.as_mut().expect("a pipe");
        writeln!(stdin, "{calls}").expect("the program listens");
    }

    pub(super) fn end(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().expect("the program ends");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
#[ignore = "this is the program: the other tests here start it, by `Program::start`"]
fn runs() {
    let session = hotpath::FunctionsGuardBuilder::new("app::main").build();
    work::often(3);
    let held = hotpath::mutex!(std::sync::Mutex::new(0), label = "held");
    *held.lock().expect("nobody panics") += 1;
    let (sender, _receiver) = hotpath::channel!(std::sync::mpsc::channel(), label = "sent");
    sender.send(1).expect("there is a receiver");
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        work::often(line.parse().expect("a number"));
    }
    drop(session);
}

mod work {
    #[hotpath::measure]
    pub(super) fn often(times: u64) {
        (0..times).for_each(seldom);
    }

    #[hotpath::measure]
    fn seldom(number: u64) {
        std::hint::black_box(number);
    }
}
