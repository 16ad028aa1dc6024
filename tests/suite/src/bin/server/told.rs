//! What the program can be told.

use std::{
    fs::File,
    io::{ErrorKind, Read, Seek},
    os::{
        fd::{AsRawFd, FromRawFd},
        unix::net::UnixStream,
    },
    panic::catch_unwind,
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
    own: Vec<(File, UnixStream, UnixStream)>,
}

impl Told {
    /// In a session already.
    pub(crate) fn new() -> Self {
        Self { session: Some(begin("<script>alert('caller')</script>\u{1b}[31m\n")), own: Vec::new() }
    }

    /// Does what the line says.
    pub(crate) fn run(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "call" => (0..rest.parse().expect("a number")).for_each(work::quick),
            "odd" => work::odd(),
            "many" => work::many(),
            "flow" => work::flow(),
            "panic" => drop(catch_unwind(work::panics)),
            "followed" => work::followed(),
            // So many short threads of each of three names; every other one calls something.
            "short" => short(rest.parse().expect("a number")),
            "meanwhile" => {
                let count = rest.parse().expect("a number");
                thread::spawn(move || short(count));
            }
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
            // Files of its own, where others had theirs.
            "take" => self.own = take(Path::new(rest)),
            "check" => self.own.iter_mut().for_each(check),
            // A child that lives until there is a file.
            "fork" => fork(Path::new(rest)),
            _ => panic!("told {line:?}"),
        }
    }
}

/// So many threads of each of three names, one after the other. What starts them has their name: until a thread has its own,
/// it has that of the one that started it.
fn short(count: usize) {
    let spawn = |name: &str, run: Box<dyn FnOnce() + Send>| {
        thread::Builder::new().name(name.into()).spawn(run).expect("a thread")
    };
    let starts = ["short-0", "short-1", "short-2"].map(|name| {
        let start = move || {
            for number in 0..count {
                let run = move || if number % 2 == 0 { work::quick(1) } else { thread::yield_now() };
                spawn(name, Box::new(run)).join().expect("no panic");
            }
        };
        spawn(name, Box::new(start))
    });
    starts.into_iter().for_each(|start| start.join().expect("no panic"));
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

/// Closes all descriptors that it does not know, as daemons do, and opens files and connections.
fn take(folder: &Path) -> Vec<(File, UnixStream, UnixStream)> {
    for descriptor in 3..100 {
        // SAFETY: no precondition; the owners of these descriptors must bear it.
        unsafe { libc::close(descriptor) };
    }
    let open = |number| {
        let mut options = File::options();
        let file = options.read(true).write(true).create_new(true).open(folder.join(format!("{number}")));
        let (one, other) = UnixStream::pair().expect("they are made");
        (file.expect("it is made"), one, out_of_reach(&other))
    };
    (3..52).map(open).collect()
}

/// The same end of a connection where no descriptor was before: at both ends the server would read what it writes.
fn out_of_reach(stream: &UnixStream) -> UnixStream {
    // SAFETY: no precondition; it makes a descriptor that nobody else owns.
    let descriptor = unsafe { libc::fcntl(stream.as_raw_fd(), libc::F_DUPFD_CLOEXEC, 200) };
    assert!(descriptor >= 200, "there is room");
    // SAFETY: it was just made.
    unsafe { UnixStream::from_raw_fd(descriptor) }
}

/// They are open, and nothing has come there.
fn check((file, one, other): &mut (File, UnixStream, UnixStream)) {
    let mut text = String::new();
    file.read_to_string(&mut text).expect("it is open");
    assert_eq!((text.as_str(), file.stream_position().expect("it is open")), ("", 0));
    for stream in [one, other] {
        stream.set_nonblocking(true).expect("it is open");
        let error = stream.read(&mut [0]).expect_err("nobody has written to it or ended it");
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }
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
