//! Linux and macOS.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. the arguments of each call are valid for it: pointers are to live locals or to statics, descriptors are our own or
//!    the standard ones;
//! 2. signal and fork handlers call async-signal-safe functions and touch atomics, nothing else.

use std::{
    ffi::CStr,
    io, mem, ptr,
    sync::atomic::{
        AtomicI32, AtomicU64, AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
    },
    thread,
    time::Duration,
};

use super::{Event, Stream};

const ENDING: [i32; 2] = [libc::SIGINT, libc::SIGTERM];

/// The name of a running thread; `None` where the system does not tell.
pub(crate) fn thread_name(thread: u64) -> Option<String> {
    let name = std::fs::read_to_string(format!("/proc/self/task/{thread}/comm")).ok()?;
    Some(name.trim_end().to_owned()).filter(|name| !name.is_empty())
}

/// The name of the calling thread; `None` where it has none.
pub(crate) fn own_thread_name() -> Option<String> {
    // Long enough for every system's.
    let mut name = [0u8; 64];
    // SAFETY: by invariant 1; the name is cut to the buffer and ends with a 0.
    let error = unsafe { libc::pthread_getname_np(libc::pthread_self(), name.as_mut_ptr().cast(), name.len()) };
    let name = CStr::from_bytes_until_nul(&name).ok().filter(|_| error == 0)?;
    Some(name.to_string_lossy().into_owned()).filter(|name| !name.is_empty())
}

/// The calling thread's number as the operating system shows it.
pub(crate) fn thread_id() -> u64 {
    #[cfg(target_os = "linux")]
    // SAFETY: no precondition.
    return unsafe { libc::gettid() }.cast_unsigned().into();
    #[cfg(target_vendor = "apple")]
    {
        let mut id = 0;
        // SAFETY: by invariant 1; 0 means the calling thread.
        unsafe { libc::pthread_threadid_np(0, &mut id) };
        id
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    // SAFETY: no precondition.
    return unsafe { libc::pthread_self() } as u64;
}

/// Has the kernel found that the cores' counters disagree? Then it does not offer them as its own clock either.
#[cfg(target_arch = "x86_64")]
pub(crate) fn distrusts_counter() -> bool {
    let offered = std::fs::read_to_string("/sys/devices/system/clocksource/clocksource0/available_clocksource");
    offered.is_ok_and(|names| !names.split_whitespace().any(|name| name == "tsc"))
}

/// Writes all of `bytes`. A closed pipe is an error here, whatever the program does about `SIGPIPE`.
pub(crate) fn write_all(stream: Stream, mut bytes: &[u8]) -> io::Result<()> {
    let descriptor = match stream {
        Stream::Out => libc::STDOUT_FILENO,
        Stream::Err => libc::STDERR_FILENO,
    };
    let _blocked = BlockedPipeSignal::new();
    while !bytes.is_empty() {
        // SAFETY: by invariant 1.
        let written = unsafe { libc::write(descriptor, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(_) => wait_writable(descriptor, io::Error::last_os_error())?,
        }
    }
    Ok(())
}

/// After a failed write: waits where trying again will help.
fn wait_writable(descriptor: i32, error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::Interrupted => Ok(()),
        io::ErrorKind::WouldBlock => {
            let mut poll = libc::pollfd { fd: descriptor, events: libc::POLLOUT, revents: 0 };
            // SAFETY: by invariant 1. A reader that never reads must not hold the program for ever.
            match unsafe { libc::poll(&mut poll, 1, 2_000) } {
                0 => Err(error),
                _ => Ok(()),
            }
        }
        _ => Err(error),
    }
}

/// Keeps `SIGPIPE` from ending the program while we write.
struct BlockedPipeSignal {
    before: libc::sigset_t,
    pending_before: bool,
}

impl BlockedPipeSignal {
    fn new() -> Self {
        let set = signal_set(&[libc::SIGPIPE]);
        let mut before = signal_set(&[]);
        let pending_before = is_pipe_signal_pending();
        // SAFETY: by invariant 1.
        unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &set, &mut before) };
        Self { before, pending_before }
    }
}

impl Drop for BlockedPipeSignal {
    fn drop(&mut self) {
        if is_pipe_signal_pending() && !self.pending_before {
            let mut signal = 0;
            // SAFETY: by invariant 1; the signal is pending and blocked, so this returns at once.
            unsafe { libc::sigwait(&signal_set(&[libc::SIGPIPE]), &mut signal) };
        }
        // SAFETY: by invariant 1.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.before, ptr::null_mut()) };
    }
}

fn is_pipe_signal_pending() -> bool {
    let mut pending = signal_set(&[]);
    // SAFETY: by invariant 1.
    unsafe { libc::sigpending(&mut pending) == 0 && libc::sigismember(&pending, libc::SIGPIPE) == 1 }
}

fn signal_set(signals: &[i32]) -> libc::sigset_t {
    // SAFETY: by invariant 1; `sigemptyset` makes the set whole.
    unsafe {
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        for signal in signals {
            libc::sigaddset(&mut set, *signal);
        }
        set
    }
}

/// Columns of the terminal that standard output is.
pub(crate) fn terminal_width() -> Option<usize> {
    // SAFETY: by invariant 1.
    let size = unsafe {
        let mut size: libc::winsize = mem::zeroed();
        (libc::ioctl(libc::STDOUT_FILENO, libc::TIOCGWINSZ, &mut size) == 0).then_some(size)
    };
    size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Has `run` called when the process ends by `exit` or by returning from `main`.
pub(crate) fn at_exit(run: extern "C" fn()) {
    // SAFETY: `run` lives for ever and does not unwind.
    unsafe { libc::atexit(run) };
}

/// The process that called [`at_fork`]; 0 before, and -1 in a child of it.
static PROCESS: AtomicI32 = AtomicI32::new(0);

/// Has `run` called in the child of every `fork`, and lets [`is_forked`] know such a child.
pub(crate) fn at_fork(run: unsafe extern "C" fn()) {
    // SAFETY: both functions live for ever and, by invariant 2, only touch atomics.
    unsafe {
        PROCESS.store(libc::getpid(), Relaxed);
        libc::pthread_atfork(None, None, Some(mark_forked));
        libc::pthread_atfork(None, None, Some(run));
    }
}

unsafe extern "C" fn mark_forked() {
    PROCESS.store(-1, Relaxed);
}

/// Are we in a child of the process that called [`at_fork`]? Also one that was made by the system call alone.
pub(crate) fn is_forked() -> bool {
    let process = PROCESS.load(Relaxed);
    // SAFETY: no precondition.
    process != 0 && process != unsafe { libc::getpid() }
}

/// The same without a system call: a child that was made by the system call alone is not known.
pub(crate) fn is_known_fork() -> bool {
    PROCESS.load(Relaxed) == -1
}

/// Starts a thread that no signal of the program will ever be delivered to.
pub(crate) fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<thread::JoinHandle<()>> {
    // SAFETY: by invariant 1. The new thread inherits the mask; ours is restored.
    let before = unsafe {
        let (mut all, mut before) = (signal_set(&[]), signal_set(&[]));
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
        before
    };
    let thread = thread::Builder::new().name(name.into()).spawn(run);
    // SAFETY: by invariant 1.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &before, ptr::null_mut()) };
    thread
}

/// The reading and the writing end of the pipe between signal handler and [`wait`]; -1 before [`prepare_wait`].
static PIPE: [AtomicI32; 2] = [const { AtomicI32::new(-1) }; 2];
/// The pipe's number in the file system.
static PIPE_INODE: AtomicUsize = AtomicUsize::new(0);
/// The signal that has been passed to [`wait`] as the first, and above it when that was, in milliseconds of the system's clock; 0
/// before. The next one ends the program at once.
static SIGNALLED: AtomicU64 = AtomicU64::new(0);
/// So long after the first signal the same one is still the first: `timeout` sends it to the program and then to its group, and
/// whoever starts the program and is in that group passes it on. Nobody presses a key twice in this time.
const SAME_SIGNAL_MS: u64 = 250;

/// Makes [`wait`] and [`wake`] work.
pub(crate) fn prepare_wait() -> io::Result<()> {
    let mut ends = [0; 2];
    // SAFETY: by invariant 1.
    unsafe {
        if libc::pipe(ends.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        for end in ends {
            libc::fcntl(end, libc::F_SETFD, libc::FD_CLOEXEC);
            libc::fcntl(end, libc::F_SETFL, libc::O_NONBLOCK);
        }
    }
    PIPE_INODE.store(inode(ends[0]).unwrap_or(0), Relaxed);
    for (end, descriptor) in PIPE.iter().zip(ends) {
        // Release: pairs with the Acquire in `pipe_end`.
        end.store(descriptor, Release);
    }
    Ok(())
}

/// Waits for a signal, for [`wake`], or for the time to be up.
pub(crate) fn wait(timeout: Option<Duration>) -> Event {
    let milliseconds = timeout.map_or(-1, |time| i32::try_from(time.as_millis()).unwrap_or(i32::MAX));
    // Without the pipe there is only the time to wait for: the system passes over a negative descriptor.
    let mut poll = libc::pollfd { fd: pipe_end(0).unwrap_or(-1), events: libc::POLLIN, revents: 0 };
    // SAFETY: by invariant 1.
    if unsafe { libc::poll(&mut poll, 1, milliseconds) } == 0 {
        return Event::Deadline;
    }
    let mut byte = 0u8;
    match pipe_end(0) {
        // SAFETY: by invariant 1.
        Some(end) if unsafe { libc::read(end, (&raw mut byte).cast(), 1) } == 1 && byte != 0 => {
            Event::Signal(byte.into())
        }
        _ => Event::Woken,
    }
}

/// Ends a [`wait`].
pub(crate) fn wake() {
    send(0);
}

/// False when nobody will get the byte.
fn send(byte: u8) -> bool {
    let Some(end) = pipe_end(1) else { return false };
    // SAFETY: by invariant 1. A full pipe already holds what ends the wait.
    unsafe { libc::write(end, (&raw const byte).cast(), 1) };
    true
}

/// The pipe's reading or writing end. A program may close all descriptors that it does not know, and then their numbers
/// are those of files of its own.
fn pipe_end(end: usize) -> Option<i32> {
    // Acquire: pairs with the Release in `prepare_wait`.
    let descriptor = PIPE[end].load(Acquire);
    (descriptor >= 0 && inode(descriptor)? == PIPE_INODE.load(Relaxed)).then_some(descriptor)
}

fn inode(descriptor: i32) -> Option<usize> {
    // SAFETY: by invariants 1 and 2.
    unsafe {
        let mut status: libc::stat = mem::zeroed();
        (libc::fstat(descriptor, &mut status) == 0).then_some(status.st_ino as usize)
    }
}

/// Has SIGINT and SIGTERM reported by [`wait`], where the program left them at their default action: a signal that is
/// ignored, as under `nohup`, stays ignored, and a handler of the program's stays in charge.
pub(crate) fn catch_signals() {
    for signal in ENDING {
        // SAFETY: by invariants 1 and 2.
        unsafe {
            let mut action: libc::sigaction = mem::zeroed();
            if libc::sigaction(signal, ptr::null(), &mut action) == 0 && action.sa_sigaction == libc::SIG_DFL {
                action.sa_sigaction = handler_address();
                action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
                libc::sigemptyset(&mut action.sa_mask);
                libc::sigaction(signal, &action, ptr::null_mut());
            }
        }
    }
}

/// Lets `signal` do what it would have done without us, unless the program has installed a handler since.
pub(crate) fn pass_on(signal: i32) {
    if !is_ours(signal) {
        SIGNALLED.store(0, Relaxed);
        return;
    }
    // SAFETY: by invariant 1. The signal is unblocked for this thread, so that it cannot stay pending.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &signal_set(&[signal]), ptr::null_mut());
        libc::raise(signal);
    }
}

extern "C" fn on_signal(signal: i32) {
    // A handler installed after ours may call ours in passing: then the program is in charge, not we.
    if !is_ours(signal) {
        return;
    }
    // SAFETY: by invariants 1 and 2; `errno` is left as it was.
    unsafe {
        let errno = *errno_location();
        // In a child of a fork the pipe is its parent's and nobody waits.
        let number = u8::try_from(signal).unwrap_or(0);
        let now = (milliseconds() << 8) | u64::from(number);
        let is_passed_on = match SIGNALLED.compare_exchange(0, now, Relaxed, Relaxed) {
            Ok(_) => !is_forked() && send(number),
            Err(first) => first & 0xff == now & 0xff && (now >> 8).saturating_sub(first >> 8) < SAME_SIGNAL_MS,
        };
        if !is_passed_on {
            libc::signal(signal, libc::SIG_DFL);
            libc::raise(signal);
        }
        *errno_location() = errno;
    }
}

/// The time since some moment, never 0.
fn milliseconds() -> u64 {
    // SAFETY: by invariants 1 and 2.
    let now = unsafe {
        let mut now: libc::timespec = mem::zeroed();
        libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now);
        now
    };
    let (seconds, rest) = (u64::try_from(now.tv_sec).unwrap_or(0), u64::try_from(now.tv_nsec).unwrap_or(0));
    (seconds * 1_000 + rest / 1_000_000).max(1)
}

fn handler_address() -> libc::sighandler_t {
    on_signal as extern "C" fn(i32) as libc::sighandler_t
}

fn is_ours(signal: i32) -> bool {
    // SAFETY: by invariants 1 and 2.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        libc::sigaction(signal, ptr::null(), &mut action) == 0 && action.sa_sigaction == handler_address()
    }
}

/// Where the calling thread's `errno` is.
fn errno_location() -> *mut i32 {
    // SAFETY: no precondition; the pointer is valid for the thread's life.
    unsafe {
        #[cfg(target_vendor = "apple")]
        return libc::__error();
        #[cfg(not(target_vendor = "apple"))]
        return libc::__errno_location();
    }
}
