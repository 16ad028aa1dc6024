//! A clock for tests: each thread reads what it last set.

use std::cell::Cell;

thread_local! {
    static NOW: Cell<u64> = const { Cell::new(1 << 32) };
}

/// The calling thread's fake time.
pub(crate) fn now() -> u64 {
    NOW.get()
}

/// Moves the calling thread's fake time.
pub(crate) fn advance(ticks: u64) {
    NOW.set(NOW.get() + ticks);
}
