//! A wait: from the moment somebody has to, to the moment it is over.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. `Waited::future` is pinned whenever its `Waited` is: it is never moved out or handed out unpinned, and no
//!    `Drop` of ours touches it.

use core::{
    future::Future,
    mem::replace,
    pin::Pin,
    task::{Context, Poll},
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
            return Self::none(lane);
        };
        slot.begun.add(1);
        Self { lane, session: recorder.epoch.get(), start: clock::start(), path: Some(recorder.current_node()) }
    }

    /// Nothing is recorded.
    pub(in super::super) fn none(lane: &'static Site) -> Self {
        Self { lane, session: 0, start: 0, path: None }
    }

    /// The wait has this path, that of whom it waits for.
    pub(in super::super) fn on(self, path: Option<&'static Node>) -> Self {
        let mut wait = self;
        wait.path = path;
        wait
    }

    /// The wait is over, where it was not.
    #[cold]
    pub(in super::super) fn end(&mut self) {
        let session = replace(&mut self.session, 0);
        if session == 0 {
            return;
        }
        let end = clock::end();
        if let Some((recorder, slot)) = thread::place(self.lane)
            && recorder.epoch.get() == session
        {
            let path = self.path.map_or(std::ptr::null(), std::ptr::from_ref);
            let ticks = clock::since(self.start, end);
            slot.record(ticks, end, path);
            recorder.trace_apart(self.lane, self.start, end, ticks);
        }
    }
}

impl Drop for Wait {
    #[cold]
    fn drop(&mut self) {
        self.end();
    }
}

/// What `future` resolves to. Unless its first poll is ready, somebody waits at `lane`, until it is or is dropped.
#[inline]
pub fn waited<F: Future>(lane: &'static Site, future: F) -> impl Future<Output = F::Output> {
    waited_then(lane, future, |output| output)
}

/// What `then` makes of that, once nobody waits any more.
#[inline]
pub fn waited_then<F: Future, R>(
    lane: &'static Site,
    future: F,
    then: impl FnOnce(F::Output) -> R,
) -> impl Future<Output = R> {
    waited_by(move || Wait::begin(lane), future, then)
}

/// The same where the wait is one that `begin` makes.
#[inline]
pub fn waited_by<W: Ends, F: Future, R>(
    begin: impl Fn() -> W,
    future: F,
    then: impl FnOnce(F::Output) -> R,
) -> impl Future<Output = R> {
    Waited { stage: Stage::Before(begin), future, then: Some(then) }
}

/// PERF: no `async` block, which would keep what it is given once more beside what it awaits.
struct Waited<F, B, W, M> {
    /// Before the future, so that the wait is over when that is dropped.
    stage: Stage<B, W>,
    future: F,
    then: Option<M>,
}

/// PERF: two variants, told apart by a pointer in the wait.
enum Stage<B, W> {
    Before(B),
    /// It may be over.
    Since(W),
}

/// A wait that can be over before it is dropped.
pub trait Ends {
    /// It is over, where it was not.
    #[doc(hidden)]
    fn end(&mut self);
}

impl Ends for Wait {
    fn end(&mut self) {
        Wait::end(self);
    }
}

impl<W: Ends> Ends for Option<W> {
    fn end(&mut self) {
        if let Some(wait) = self {
            wait.end();
        }
    }
}

/// `then` is never pinned.
impl<F: Unpin, B, W, M> Unpin for Waited<F, B, W, M> {}

impl<F: Future, W: Ends, B: Fn() -> W, R, M: FnOnce(F::Output) -> R> Future for Waited<F, B, W, M> {
    type Output = R;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        // SAFETY: by invariant 1 `future` stays where it is.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: by invariant 1.
        let future = unsafe { Pin::new_unchecked(&mut this.future) };
        match future.poll(cx) {
            Poll::Pending => {
                if let Stage::Before(begin) = &this.stage {
                    this.stage = Stage::Since(begin());
                }
            }
            Poll::Ready(output) => {
                if let Stage::Since(wait) = &mut this.stage {
                    wait.end();
                }
                if let Some(then) = this.then.take() {
                    return Poll::Ready(then(output));
                }
            }
        }
        Poll::Pending
    }
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
