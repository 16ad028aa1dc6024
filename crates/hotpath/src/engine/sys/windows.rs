//! Windows: no signals and no fork; the report comes when the guard drops or the process exits.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. the foreign functions are declared as the C runtime and kernel32 have them;
//! 2. a standard handle is the process's own and is not closed here.

use std::{
    io::{self, Write},
    sync::{Condvar, Mutex},
    thread,
    time::Duration,
};

use super::{Event, Stream};

// SAFETY: by invariant 1.
unsafe extern "C" {
    fn atexit(run: extern "C" fn()) -> i32;
}
// SAFETY: by invariant 1.
unsafe extern "system" {
    safe fn GetCurrentThreadId() -> u32;
}

/// The name of a running thread; `None` where the system does not tell.
pub(crate) fn thread_name(_: u64) -> Option<String> {
    None
}

/// The name of the calling thread; `None` where it has none.
pub(crate) fn own_thread_name() -> Option<String> {
    None
}

/// The calling thread's number as the operating system shows it.
pub(crate) fn thread_id() -> u64 {
    GetCurrentThreadId().into()
}

/// Windows itself uses the counter whenever it is invariant.
#[cfg(target_arch = "x86_64")]
pub(crate) fn distrusts_counter() -> bool {
    false
}

/// Writes all of `bytes`, past the standard library's lock where the stream can be opened by name.
pub(crate) fn write_all(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    use std::{
        fs::File,
        mem::ManuallyDrop,
        os::windows::io::{AsRawHandle, FromRawHandle},
    };
    let handle = match stream {
        Stream::Out => io::stdout().as_raw_handle(),
        Stream::Err => io::stderr().as_raw_handle(),
    };
    // SAFETY: by invariant 2; `ManuallyDrop` keeps it open.
    let mut file = ManuallyDrop::new(unsafe { File::from_raw_handle(handle) });
    file.write_all(bytes)
}

/// Unknown: the table is as wide as it needs to be.
pub(crate) fn terminal_width() -> Option<usize> {
    None
}

/// Has `run` called when the process ends by `exit` or by returning from `main`.
pub(crate) fn at_exit(run: extern "C" fn()) {
    // SAFETY: by invariant 1; `run` lives for ever and does not unwind.
    unsafe { atexit(run) };
}

/// There is no `fork`.
pub(crate) fn at_fork(_: unsafe extern "C" fn()) {}

/// There is no `fork`.
pub(crate) fn is_forked() -> bool {
    false
}

/// There is no `fork`.
pub(crate) fn is_known_fork() -> bool {
    false
}

/// Starts a thread.
pub(crate) fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name.into()).spawn(run)
}

static WOKEN: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

/// Nothing to prepare.
pub(crate) fn prepare_wait() -> io::Result<()> {
    Ok(())
}

/// Waits for [`wake`] or for the time to be up.
pub(crate) fn wait(timeout: Option<Duration>) -> Event {
    let woken = WOKEN.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let time = timeout.unwrap_or(Duration::from_secs(3_600));
    let result = WOKEN.1.wait_timeout_while(woken, time, |woken| !*woken);
    let (mut woken, _) = result.unwrap_or_else(|poisoned| poisoned.into_inner());
    if std::mem::take(&mut *woken) || timeout.is_none() { Event::Woken } else { Event::Deadline }
}

/// Ends a [`wait`].
pub(crate) fn wake() {
    *WOKEN.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = true;
    WOKEN.1.notify_one();
}

/// There are none.
pub(crate) fn catch_signals() {}

/// There are none.
pub(crate) fn pass_on(_: i32) {}
