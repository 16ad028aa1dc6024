//! What holds a followed lock.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. a `LockGuard`'s raw guard is there until the `LockGuard` is dropped or taken apart, which is its end.
//!
//! What is not the raw type's own has no receiver, so that it hides no method of what a guard points to.

use core::{
    fmt::{self, Debug, Display},
    future::Future,
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
};

use super::{
    super::channel::waited_by,
    hold::{Hold, InHands, Paused},
    locked::{Access, LockWait},
};
use crate::engine::site::Site;

/// What holds a followed lock: the raw guard, and since when.
#[must_use = "the lock is given back when this is dropped"]
pub struct LockGuard<'a, G> {
    hold: Hold<'a>,
    guard: ManuallyDrop<G>,
}

impl<'a, G> LockGuard<'a, G> {
    /// `guard` holds the lock from now on, as `hold` records it.
    #[inline(always)]
    pub(super) fn new(hold: Hold<'a>, guard: G) -> Self {
        Self { hold, guard: ManuallyDrop::new(guard) }
    }
}

impl<'a, G> LockGuard<'a, G> {
    /// The raw guard.
    #[doc(hidden)]
    #[inline]
    pub fn raw(this: &Self) -> &G {
        &this.guard
    }

    /// The raw guard.
    #[doc(hidden)]
    #[inline]
    pub fn raw_mut(this: &mut Self) -> &mut G {
        &mut this.guard
    }

    /// Another guard of the same lock, made of this one.
    #[doc(hidden)]
    #[inline]
    pub fn map_raw<H>(this: Self, map: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let (hold, guard) = this.apart();
        let guard = map(guard);
        LockGuard::new(hold.unchanged(), guard)
    }

    /// The same where it may be that there is none, or this one again.
    #[doc(hidden)]
    #[inline]
    pub fn try_map_raw<H, I>(
        this: Self,
        map: impl FnOnce(G) -> Result<H, I>,
    ) -> Result<LockGuard<'a, H>, LockGuard<'a, I>> {
        let (hold, guard) = this.apart();
        match map(guard) {
            Ok(guard) => Ok(LockGuard::new(hold.unchanged(), guard)),
            Err(guard) => Err(LockGuard::new(hold.unchanged(), guard)),
        }
    }

    /// The same where that has a reason.
    #[doc(hidden)]
    #[inline]
    pub fn try_map_raw_or_err<H, I, E>(
        this: Self,
        map: impl FnOnce(G) -> Result<H, (I, E)>,
    ) -> Result<LockGuard<'a, H>, (LockGuard<'a, I>, E)> {
        let (hold, guard) = this.apart();
        match map(guard) {
            Ok(guard) => Ok(LockGuard::new(hold.unchanged(), guard)),
            Err((guard, error)) => Err((LockGuard::new(hold.unchanged(), guard), error)),
        }
    }

    /// What `leak` makes of the raw guard, which never gives the lock back.
    #[doc(hidden)]
    #[inline]
    pub fn hold_for_ever<R>(this: Self, leak: impl FnOnce(G) -> R) -> R {
        let (hold, guard) = this.apart();
        core::mem::forget(hold);
        leak(guard)
    }

    /// The lock is held in another way from now on, in what `change` makes of the guard.
    #[doc(hidden)]
    #[inline]
    pub fn change<H>(this: Self, access: Access, change: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let lane = this.hold.lane_of(access);
        Self::turn(this, lane, change)
    }

    /// The same where it may be that it stays as it is.
    #[doc(hidden)]
    #[inline]
    pub fn try_change<H, I>(
        this: Self,
        access: Access,
        change: impl FnOnce(G) -> Result<H, I>,
    ) -> Result<LockGuard<'a, H>, LockGuard<'a, I>> {
        let lane = this.hold.lane_of(access);
        Self::try_turn(this, lane, change)
    }

    /// The same in a future, which is waited for from the first poll that is pending.
    #[doc(hidden)]
    #[inline]
    pub fn change_until<F: Future>(
        this: Self,
        access: Access,
        change: impl FnOnce(G) -> F,
    ) -> impl Future<Output = LockGuard<'a, F::Output>> {
        let lane = this.hold.lane_of(access);
        let (mut hold, guard) = this.apart();
        hold.end();
        let (future, origin) = (change(guard), hold.origin());
        let wait = move || origin.map(|origin| origin.wait(access));
        waited_by(wait, future, move |guard| LockGuard::new(hold.again(lane), guard))
    }

    /// From now on somebody waits to hold the lock in another way.
    #[doc(hidden)]
    #[cold]
    pub fn wait(this: &Self, access: Access) -> Option<LockWait<'a>> {
        this.hold.origin().map(|origin| origin.wait(access))
    }

    /// Gives the lock back meanwhile: `pause` does so, and takes it again.
    #[doc(hidden)]
    #[inline]
    pub fn pause<R>(this: &mut Self, pause: impl FnOnce(&mut G) -> R) -> R {
        Self::pause_once(this, |guard, pause_now| {
            pause_now();
            pause(guard)
        })
    }

    /// The same where it may be that the lock is not given back: only once it is, the function that `pause` gets is called.
    #[doc(hidden)]
    #[inline]
    pub fn pause_once<R>(this: &mut Self, pause: impl FnOnce(&mut G, &mut dyn FnMut()) -> R) -> R {
        let mut paused = Paused::new(&mut this.hold);
        pause(&mut this.guard, &mut || paused.end())
    }

    /// The same where the guard itself goes and comes back, with what else `pause` has to say.
    #[doc(hidden)]
    #[inline]
    pub fn pause_with<H, R>(this: Self, pause: impl FnOnce(G, &mut dyn FnMut()) -> (H, R)) -> (LockGuard<'a, H>, R) {
        let lane = this.hold.lane();
        let (mut hold, guard) = this.apart();
        let (guard, rest) = pause(guard, &mut || hold.end());
        (LockGuard::new(hold.again(lane), guard), rest)
    }

    /// The lock is held in the way of `lane` from now on, in what `turn` makes of the guard.
    #[doc(hidden)]
    #[inline]
    pub fn turn<H>(this: Self, lane: &'static Site, turn: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let (mut hold, guard) = this.apart();
        hold.end();
        let guard = turn(guard);
        LockGuard::new(hold.again(lane), guard)
    }

    /// The same where it may be that it stays as it is.
    #[doc(hidden)]
    #[inline]
    pub fn try_turn<H, I>(
        this: Self,
        lane: &'static Site,
        turn: impl FnOnce(G) -> Result<H, I>,
    ) -> Result<LockGuard<'a, H>, LockGuard<'a, I>> {
        let (mut hold, guard) = this.apart();
        hold.end();
        match turn(guard) {
            Ok(guard) => Ok(LockGuard::new(hold.again(lane), guard)),
            Err(guard) => Err(LockGuard::new(hold.unchanged(), guard)),
        }
    }

    /// What `end` makes of the raw guard, which gives the lock back.
    #[doc(hidden)]
    #[inline]
    pub fn end<R>(this: Self, end: impl FnOnce(G) -> R) -> R {
        let (mut hold, guard) = this.apart();
        hold.end();
        end(guard)
    }

    #[inline(always)]
    fn apart(self) -> (InHands<'a>, G) {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: by invariant 1 the guard is there, and `this` ends without a look at it.
        (InHands::new(this.hold), unsafe { ManuallyDrop::take(&mut this.guard) })
    }
}

impl<G> Drop for LockGuard<'_, G> {
    #[inline]
    fn drop(&mut self) {
        // Before the lock is given back, which may wake somebody; recorded after it, when nobody waits for us.
        let (end, waited_since) = (self.hold.now(), self.hold.waited_since());
        // SAFETY: by invariant 1.
        unsafe { ManuallyDrop::drop(&mut self.guard) };
        self.hold.record(end);
        if waited_since != 0 {
            self.hold.blame(end, waited_since);
        }
    }
}

impl<G: Deref> Deref for LockGuard<'_, G> {
    type Target = G::Target;

    #[inline]
    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<G: DerefMut> DerefMut for LockGuard<'_, G> {
    #[inline]
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}

impl<G: Debug> Debug for LockGuard<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self.guard).fmt(f)
    }
}

impl<G: Display> Display for LockGuard<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self.guard).fmt(f)
    }
}
