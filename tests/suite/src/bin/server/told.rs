//! What the program can be told.

use std::{
    path::Path,
    sync::mpsc::{self, Sender},
    thread,
    time::Duration,
};

use hotpath::{FunctionsGuard, FunctionsGuardBuilder};

use crate::work;

/// The program's session.
pub(crate) struct Told {
    session: Option<FunctionsGuard>,
}

impl Told {
    /// In a session already.
    pub(crate) fn new() -> Self {
        Self { session: Some(begin("<script>alert('caller')</script>\u{1b}[31m\n")) }
    }

    /// Does what the line says.
    pub(crate) fn run(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "call" => (0..rest.parse().expect("a number")).for_each(work::quick),
            "odd" => work::odd(),
            "many" => work::many(),
            "flow" => work::flow(),
            "followed" => work::followed(),
            // A thread that has called something and does nothing any more.
            "idle" => on_thread(|done| {
                work::on_idle_thread();
                done.send(()).expect("somebody waits");
                work::wait_for_ever();
            }),
            // A thread that never returns from what it calls.
            "stay" => on_thread(work::stay),
            "end" => drop(self.session.take()),
            "begin" => self.session = Some(begin("second")),
            // A session whose report is larger than what lies between two processes.
            "begin-large" => self.session = Some(begin(Box::leak("x".repeat(8 << 20).into_boxed_str()))),
            // A child that lives until there is a file.
            "fork" => fork(Path::new(rest)),
            _ => panic!("told {line:?}"),
        }
    }
}

/// Starts a thread and waits until it says that it is so far.
fn on_thread(run: impl FnOnce(Sender<()>) + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || run(done));
    is_done.recv().expect("the thread says so");
}

fn begin(name: &'static str) -> FunctionsGuard {
    FunctionsGuardBuilder::new(name).limit(1).format(hotpath::Format::None).build()
}

fn fork(until: &Path) {
    // SAFETY: no precondition; what a child of several threads may do is what is being tested.
    if unsafe { libc::fork() } == 0 {
        while !until.exists() {
            thread::sleep(Duration::from_millis(2));
        }
        // SAFETY: no precondition.
        unsafe { libc::_exit(0) };
    }
}
