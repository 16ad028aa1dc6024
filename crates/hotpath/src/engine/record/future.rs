//! A measured future: every poll is entered and left like a call, the call is counted once, when it completes.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. `Measured::future` is pinned whenever its `Measured` is: it is never moved out or handed out unpinned, and no
//!    `Drop` of ours touches it.

use core::{
    fmt::Debug,
    future::Future,
    hint::black_box,
    marker::PhantomData,
    mem,
    pin::Pin,
    task::{Context, Poll},
};

use super::{
    memory::FutureMemory,
    recorder::{Frame, Recorder, Taken},
    text, thread,
};
use crate::engine::{clock, site::Site};

/// Measures `future` as a call of `site`.
#[inline]
pub fn future<F: Future>(site: &'static Site, future: F) -> Measured<F> {
    Measured { state: State::new(site), future, keep: PhantomData }
}

/// Measures `future` as a call of `site` and keeps the `Debug` text of what it returns.
#[inline]
pub fn future_logged<F: Future<Output: Debug>>(site: &'static Site, future: F) -> Measured<F, Text> {
    Measured { state: State::new(site), future, keep: PhantomData }
}

/// A future whose polls are measured: at most 64 bytes more, no allocation, wakers passed through.
#[derive(Debug)]
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Measured<F, K = Nothing> {
    state: State,
    future: F,
    keep: PhantomData<fn() -> K>,
}

/// Nothing of the result is kept.
#[derive(Debug)]
pub struct Nothing;

/// The text of the result is kept.
#[derive(Debug)]
pub struct Text;

/// What is kept of a result.
pub trait Keep<R> {
    /// Is anything?
    #[doc(hidden)]
    const IS_ANY: bool;

    /// Called once, after the call has been counted.
    #[doc(hidden)]
    fn keep(frame: &Frame, end: u64, result: &R);
}

impl<R> Keep<R> for Nothing {
    const IS_ANY: bool = false;

    #[inline(always)]
    fn keep(_: &Frame, _: u64, _: &R) {}
}

impl<R: Debug> Keep<R> for Text {
    const IS_ANY: bool = true;

    fn keep(frame: &Frame, end: u64, result: &R) {
        text::keep(frame, end, result);
    }
}

impl<F: Future, K: Keep<F::Output>> Future for Measured<F, K> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: by invariant 1 `future` stays where it is.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: by invariant 1.
        let future = unsafe { Pin::new_unchecked(&mut this.future) };
        let Some(frame) = thread::enter(this.state.site) else {
            this.state.miss();
            return future.poll(cx);
        };
        this.state.begin(&frame);
        let unwinding = Unwinding { frame: &frame, state: &mut this.state };
        let result = future.poll(cx);
        black_box(&result);
        let end = clock::end();
        mem::forget(unwinding);
        let taken = frame.leave_poll(end);
        if this.state.add_poll(&frame, taken, end)
            && let Poll::Ready(output) = &result
        {
            this.state.complete(&frame, end);
            K::keep(&frame, end, output);
        }
        result
    }
}

/// What is known of a future, or of a block that awaits, between its polls.
#[derive(Debug)]
pub(super) struct State {
    site: &'static Site,
    /// The session of the first poll; 0 before it, `ENDED` after the last one.
    session: u32,
    polls: u32,
    busy_ticks: u64,
    /// Between polls. Wall time is the sum of the two: what measuring costs within a poll is in neither.
    suspended_ticks: u64,
    /// The end of the latest poll, on the clock itself.
    left_at: u64,
    memory: FutureMemory,
}

/// No session has this number.
const ENDED: u32 = u32::MAX;

/// The recorder's session as a future remembers it.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "what goes on for four thousand million resets is another one's")]
fn session_of(recorder: &Recorder) -> u32 {
    recorder.epoch.get() as u32
}

impl State {
    #[inline(always)]
    pub(super) fn new(site: &'static Site) -> Self {
        Self { site, session: 0, polls: 0, busy_ticks: 0, suspended_ticks: 0, left_at: 0, memory: FutureMemory::new() }
    }

    /// The state of what is over.
    #[inline(always)]
    pub(super) fn ended(site: &'static Site) -> Self {
        let mut state = Self::new(site);
        state.end();
        state
    }

    #[inline(always)]
    pub(super) fn site(&self) -> &'static Site {
        self.site
    }

    #[inline(always)]
    pub(super) fn begin(&mut self, frame: &Frame) {
        if self.session == 0 {
            self.session = session_of(frame.recorder);
            frame.slot.begun.add(1);
        } else if self.session != ENDED {
            self.suspended_ticks += clock::between(self.left_at, frame.start());
        }
    }

    /// A poll for a stream's next item begins; true when it is the first one in its session. Of a stream that began in another
    /// one, only what comes now counts.
    #[inline(always)]
    pub(super) fn begin_item(&mut self, frame: &Frame) -> bool {
        let session = session_of(frame.recorder);
        let is_first = self.session != session && self.session != ENDED;
        if is_first {
            (self.session, self.busy_ticks, self.suspended_ticks, self.memory) = (session, 0, 0, FutureMemory::new());
            frame.slot.begun.add(1);
        } else {
            self.begin(frame);
        }
        is_first
    }

    /// The item is there: a call that began when the one before it was.
    #[inline(always)]
    pub(super) fn complete_item(&mut self, frame: &Frame, end: u64, is_listed: bool) {
        let busy = Taken { ticks: self.busy_ticks, memory: self.memory.call() };
        if is_listed {
            frame.complete(&busy, self.suspended_ticks, end);
        } else {
            frame.complete_unlisted(&busy, self.suspended_ticks, end);
        }
        (self.busy_ticks, self.suspended_ticks, self.memory) = (0, 0, FutureMemory::new());
    }

    /// A poll that is not recorded. If it is the first one, the future is no call of any session.
    #[inline]
    pub(super) fn miss(&mut self) {
        if self.session == 0 {
            self.session = ENDED;
        }
    }

    /// Adds a poll; false if the future's first poll was in another session, in which case it is no call of this one.
    #[inline(always)]
    pub(super) fn add_poll(&mut self, frame: &Frame, taken: Option<Taken>, end: u64) -> bool {
        self.left_at = end;
        self.polls = self.polls.saturating_add(1);
        let Some(taken) = taken else { return false };
        self.busy_ticks += taken.ticks;
        self.memory.add(&taken.memory);
        self.session == session_of(frame.recorder)
    }

    /// Adds what lies between an entry and a leave that do not belong together: nobody knows what the thread did meanwhile.
    #[cold]
    pub(super) fn add_lost(&mut self, frame: &Frame, end: u64) {
        self.suspended_ticks += clock::since(frame.start(), end);
        self.left_at = end;
    }

    /// The time so far, up to the end of the latest poll.
    #[inline(always)]
    pub(super) fn ticks(&self) -> u64 {
        self.busy_ticks + self.suspended_ticks
    }

    pub(super) fn polls(&self) -> u32 {
        self.polls
    }

    /// Nothing more will be counted.
    #[inline(always)]
    pub(super) fn end(&mut self) {
        self.session = ENDED;
    }

    /// Counts the call where it has no place in the call tree.
    #[cold]
    pub(super) fn complete_elsewhere(&mut self, end: u64) {
        if let Some((recorder, slot)) = thread::place(self.site)
            && session_of(recorder) == self.session
        {
            slot.suspended_ticks.add(self.suspended_ticks);
            slot.record(self.busy_ticks + self.suspended_ticks, end, std::ptr::null());
        }
        self.end();
    }

    #[inline(always)]
    pub(super) fn complete(&mut self, frame: &Frame, end: u64) {
        self.session = ENDED;
        if self.polls > 1 {
            frame.slot.note(self.polls.into());
        }
        let busy = Taken { ticks: self.busy_ticks, memory: self.memory.call() };
        frame.complete(&busy, self.suspended_ticks, end);
    }
}

impl Drop for State {
    #[inline]
    fn drop(&mut self) {
        if self.session != 0 && self.session != ENDED {
            cancel(self.site, self.session, self.ticks(), self.left_at, self.polls);
        }
    }
}

/// Counts a future that was dropped before it was ready, on the thread that drops it.
#[cold]
#[inline(never)]
fn cancel(site: &'static Site, session: u32, ticks: u64, left_at: u64, polls: u32) {
    if let Some((recorder, slot)) = thread::place(site)
        && session_of(recorder) == session
    {
        let end = clock::now();
        slot.cancel(ticks + clock::between(left_at, end), end, polls);
    }
}

/// Leaves a poll that panics.
pub(super) struct Unwinding<'a> {
    pub(super) frame: &'a Frame,
    pub(super) state: &'a mut State,
}

impl Drop for Unwinding<'_> {
    #[cold]
    fn drop(&mut self) {
        let end = clock::end();
        let taken = self.frame.leave_poll(end);
        if self.state.add_poll(self.frame, taken, end) {
            self.frame.slot.end_in_panic(self.state.ticks(), end, self.state.polls);
        }
        self.state.session = ENDED;
    }
}
