//! A detached timer: the wall time of a block that may cross an await and end on another thread.

use core::mem;

use super::thread;
use crate::engine::{clock, site::Site};

/// Starts a timer of `site`. It is no part of the call tree: what runs inside has its own place in it.
#[inline]
#[must_use]
pub fn timer(site: &'static Site) -> Timer {
    let session = thread::session_and_its_clock();
    let start = if session == 0 { 0 } else { clock::start() };
    Timer { site, session, start, was_panicking: std::thread::panicking() }
}

/// The wall time from its making to its end.
#[derive(Debug)]
pub struct Timer {
    site: &'static Site,
    session: u64,
    start: u64,
    was_panicking: bool,
}

impl Timer {
    /// The block has returned.
    #[inline]
    pub(super) fn end(self) {
        self.record(false);
        mem::forget(self);
    }

    fn record(&self, panicked: bool) {
        if self.session == 0 {
            return;
        }
        let end = clock::end();
        let Some((recorder, slot)) = thread::place(self.site) else { return };
        if recorder.epoch.get() != self.session {
            return;
        }
        if panicked {
            slot.panicked.add(1);
        } else {
            let ticks = clock::since(self.start, end);
            slot.record(ticks, end, std::ptr::null());
            recorder.trace_apart(self.site, self.start, end, ticks);
        }
        recorder.add_own_ticks(clock::cost());
    }
}

impl Drop for Timer {
    /// Reached when the block is left early: by `return`, `?` or a panic, or because its future is dropped.
    #[inline]
    fn drop(&mut self) {
        self.record(std::thread::panicking() && !self.was_panicking);
    }
}
