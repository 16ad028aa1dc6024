//! Stacks that hold any program: towers in towers, and futures that are polled on top of them.

use std::{panic::resume_unwind, thread};

/// A thread with far more room than the deepest program takes: in a debug build that is more than a test's thread has.
pub(super) fn roomy() -> thread::Builder {
    thread::Builder::new().stack_size(256 << 20)
}

/// What `run` returns on a thread of its own, which has room.
pub(super) fn with_room<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = roomy().spawn_scoped(scope, run).expect("a thread");
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
