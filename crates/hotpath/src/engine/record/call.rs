//! A measured call: enter, run the body, leave.

use core::{fmt::Debug, hint::black_box, marker::PhantomData, mem};

use super::{recorder::Frame, text, thread, timer::Timer};
use crate::engine::{clock, site::Site};

/// Runs `body` as a call of `site`.
#[inline(always)]
pub fn call<R>(site: &'static Site, body: impl FnOnce() -> R) -> R {
    finish(guard(site), body())
}

/// Runs `body` as a call of `site` and keeps the `Debug` text of what it returns.
#[inline(always)]
pub fn call_logged<R: Debug>(site: &'static Site, body: impl FnOnce() -> R) -> R {
    let guard = guard(site);
    let result = body();
    black_box(&result);
    if let Some(frame) = &guard.frame {
        let end = clock::end();
        if frame.leave(end) {
            text::keep(frame, end, &result);
        }
    }
    mem::forget(guard);
    result
}

/// A call of `site` that lasts until the guard is finished or dropped.
#[inline(always)]
#[must_use]
pub fn guard(site: &'static Site) -> Guard {
    let was_panicking = std::thread::panicking();
    Guard { frame: thread::enter(site), was_panicking, _not_send: PhantomData }
}

/// Ends what `span` measures, now that its body has returned `result`.
#[inline(always)]
pub fn finish<R>(span: impl Span, result: R) -> R {
    // Without this the compiler moves a pure body below the closing clock read: 100 ns would read as 10 ns.
    black_box(&result);
    span.end();
    result
}

/// What a body can be measured by.
pub trait Span {
    /// The body has returned.
    #[doc(hidden)]
    fn end(self);
}

/// A call in progress. It belongs to its thread's stack, hence not `Send`.
#[derive(Debug)]
pub struct Guard {
    frame: Option<Frame>,
    /// A destructor that runs while the thread unwinds may call and return as ever.
    was_panicking: bool,
    _not_send: PhantomData<*const ()>,
}

impl Span for Guard {
    #[inline(always)]
    fn end(self) {
        if let Some(frame) = &self.frame {
            frame.leave(clock::end());
        }
        mem::forget(self);
    }
}

impl Span for Timer {
    #[inline(always)]
    fn end(self) {
        Timer::end(self);
    }
}

impl Drop for Guard {
    /// Reached when the body unwinds, and by plain guards at the end of their scope.
    #[inline]
    fn drop(&mut self) {
        let Some(frame) = &self.frame else { return };
        let end = clock::end();
        if std::thread::panicking() && !self.was_panicking {
            frame.leave_panicking(end);
        } else {
            frame.leave(end);
        }
    }
}
