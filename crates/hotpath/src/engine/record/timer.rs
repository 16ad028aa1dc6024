//! A detached timer: the wall time of a block that may cross an await and end on another thread.

use super::thread;
use crate::engine::{clock, site::Site};

/// Starts a timer of `site`. It is no part of the call tree: what runs inside has its own place in it.
#[inline]
#[must_use]
pub fn timer(site: &'static Site) -> Timer {
    let session = thread::session();
    Timer { site, session, start: if session == 0 { 0 } else { clock::start() } }
}

/// The wall time from its making to its drop.
#[derive(Debug)]
pub struct Timer {
    site: &'static Site,
    session: u64,
    start: u64,
}

impl Drop for Timer {
    #[inline]
    fn drop(&mut self) {
        if self.session == 0 {
            return;
        }
        let end = clock::end();
        let Some((recorder, slot)) = thread::place(self.site) else { return };
        if recorder.epoch.get() != self.session {
            return;
        }
        if std::thread::panicking() {
            slot.panicked.add(1);
        } else {
            slot.record(clock::since(self.start, end), end, std::ptr::null());
        }
    }
}
