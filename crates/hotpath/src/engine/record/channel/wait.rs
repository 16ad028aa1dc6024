//! A wait: from the moment somebody has to, to the moment it is over.

use core::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use super::super::{node::Node, thread};
use crate::engine::{clock, site::Site};

/// Somebody waits at a site from its making until it is dropped. The call path is that of its beginning, unless it is said to
/// be another one's.
#[derive(Debug)]
#[must_use = "the wait ends when this is dropped"]
pub struct Wait {
    lane: &'static Site,
    session: u64,
    start: u64,
    path: Option<&'static Node>,
}

impl Wait {
    /// A wait of `lane` begins.
    #[cold]
    pub fn begin(lane: &'static Site) -> Self {
        let Some((recorder, slot)) = thread::place(lane) else {
            return Self { lane, session: 0, start: 0, path: None };
        };
        slot.begun.add(1);
        Self { lane, session: recorder.epoch.get(), start: clock::start(), path: Some(recorder.current_node()) }
    }

    /// The wait has this path, that of whom it waits for.
    pub(in super::super) fn on(self, path: Option<&'static Node>) -> Self {
        let mut wait = self;
        wait.path = path;
        wait
    }
}

impl Drop for Wait {
    #[cold]
    fn drop(&mut self) {
        if self.session == 0 {
            return;
        }
        let end = clock::end();
        if let Some((recorder, slot)) = thread::place(self.lane)
            && recorder.epoch.get() == self.session
        {
            let path = self.path.map_or(std::ptr::null(), std::ptr::from_ref);
            slot.record(clock::since(self.start, end), end, path);
        }
    }
}

/// What `future` resolves to. Unless its first poll is ready, somebody waits at `lane`, until it is or is dropped.
pub async fn waited<F: Future>(lane: &'static Site, future: F) -> F::Output {
    waited_by(|| Wait::begin(lane), future).await
}

/// The same where the wait is one that `begin` makes.
pub async fn waited_by<W, F: Future>(begin: impl Fn() -> W, future: F) -> F::Output {
    let mut future = pin!(future);
    let mut wait = None;
    poll_fn(|cx| {
        let result = future.as_mut().poll(cx);
        if result.is_pending() {
            wait.get_or_insert_with(&begin);
        } else {
            wait = None;
        }
        result
    })
    .await
}

/// After a poll: the wait begins where there is none, or is over.
#[inline]
pub fn waited_for<T>(wait: &mut Option<Wait>, lane: &'static Site, result: &Poll<T>) {
    if result.is_pending() {
        wait.get_or_insert_with(|| Wait::begin(lane));
    } else if wait.is_some() {
        *wait = None;
    }
}
