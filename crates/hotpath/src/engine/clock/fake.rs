//! A clock for tests: each thread reads what it last set.

use std::{
    cell::Cell,
    sync::{Mutex, MutexGuard},
};

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

/// Tests that choose the clock or start a session hold this: they share both with all tests of the process.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
