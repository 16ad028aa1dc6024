//! A followed lock: how long it is waited for and held, and by whom.
//!
//! The clock is read when a lock is taken and when it is given back; before it is taken only where somebody waits.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. a non-null pointer in an `Origin` comes from a `&'static Node`;
//! 2. a `LockGuard`'s raw guard is there until the `LockGuard` is dropped or taken apart, which is its end.
//!
//! What is not the raw type's own has no receiver, so that it hides no method of the raw lock, nor of what a guard points to.

use core::{
    fmt::{self, Debug, Display},
    future::Future,
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    ptr,
    sync::atomic::{
        AtomicPtr,
        Ordering::{Acquire, Release},
    },
};

use super::{
    channel::{Wait, waited_by},
    node::Node,
    thread,
};
use crate::engine::{clock, site::Site};

/// A lock that is followed at a site. It is two words larger than the raw one, to which it dereferences.
pub struct Locked<L: ?Sized> {
    origin: Origin,
    raw: L,
}

/// Where a lock was made, and the call path of whoever took it last.
struct Origin {
    site: &'static Site,
    holder: AtomicPtr<Node>,
}

/// How a lock is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// By one alone.
    Exclusive,
    /// By any number of readers.
    Shared,
}

impl Access {
    fn held(self, site: &'static Site) -> &'static Site {
        match self {
            Self::Exclusive => site,
            Self::Shared => site.lane(1),
        }
    }

    fn waited(self, site: &'static Site) -> &'static Site {
        match self {
            Self::Exclusive => site.lane(0),
            Self::Shared => site.lane(2),
        }
    }
}

impl<L> Locked<L> {
    /// Follows `raw` at `site`.
    #[doc(hidden)]
    pub const fn follow(site: &'static Site, raw: L) -> Self {
        Self { origin: Origin { site, holder: AtomicPtr::new(ptr::null_mut()) }, raw }
    }

    /// The lock alone.
    #[doc(hidden)]
    pub fn into_raw(this: Self) -> L {
        this.raw
    }
}

impl<L: ?Sized> Locked<L> {
    /// The lock itself, of which nothing is counted.
    #[doc(hidden)]
    #[inline]
    pub const fn raw(this: &Self) -> &L {
        &this.raw
    }

    /// The lock has been taken: `guard` holds it from now on.
    #[doc(hidden)]
    #[inline]
    pub fn held<G>(this: &Self, access: Access, guard: G) -> LockGuard<'_, G> {
        let hold = Hold::begin(access.held(this.origin.site), Some(&this.origin));
        LockGuard { hold, guard: ManuallyDrop::new(guard) }
    }

    /// The same for a guard that outlives this reference.
    #[doc(hidden)]
    #[inline]
    pub fn held_owned<G>(this: &Self, access: Access, guard: G) -> LockGuard<'static, G> {
        let hold = Hold::begin(access.held(this.origin.site), Some(&this.origin));
        LockGuard { hold: Hold { origin: None, ..hold }, guard: ManuallyDrop::new(guard) }
    }

    /// Another one has the lock, and somebody waits for it.
    #[doc(hidden)]
    #[cold]
    pub fn wait(this: &Self, access: Access) -> Wait {
        this.origin.wait(access)
    }

    /// Another one has the lock, and nobody waits for it.
    #[doc(hidden)]
    #[cold]
    pub fn fail(this: &Self, access: Access) {
        this.origin.fail(access);
    }

    /// What `future` resolves to, which takes the lock: it is waited for from the first poll that is pending.
    #[doc(hidden)]
    #[inline]
    pub fn wait_until<F: Future>(this: &Self, access: Access, future: F) -> impl Future<Output = F::Output> {
        waited_by(move || this.origin.wait(access), future)
    }

    /// Where holds of this kind are recorded.
    #[doc(hidden)]
    #[inline]
    pub fn lane(this: &Self, access: Access) -> &'static Site {
        access.held(this.origin.site)
    }
}

impl Origin {
    #[inline(always)]
    fn set_holder(&self, node: &'static Node) {
        // Release: pairs with the Acquire in `holder`. Who finds the path can read it.
        self.holder.store(ptr::from_ref(node).cast_mut(), Release);
    }

    fn holder(&self) -> Option<&'static Node> {
        // SAFETY: by invariant 1. Acquire: pairs with the Release in `set_holder`.
        unsafe { self.holder.load(Acquire).cast_const().as_ref() }
    }

    fn wait(&self, access: Access) -> Wait {
        Wait::begin(access.waited(self.site)).on(self.holder())
    }

    fn fail(&self, access: Access) {
        if let Some((_, slot)) = thread::place(access.waited(self.site)) {
            slot.cancelled.add(1);
        }
    }
}

impl<L: ?Sized> Deref for Locked<L> {
    type Target = L;

    #[inline]
    fn deref(&self) -> &L {
        &self.raw
    }
}

impl<L: ?Sized> DerefMut for Locked<L> {
    #[inline]
    fn deref_mut(&mut self) -> &mut L {
        &mut self.raw
    }
}

impl<L: ?Sized + Debug> Debug for Locked<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

/// What holds a followed lock: the raw guard, and since when.
#[must_use = "the lock is given back when this is dropped"]
pub struct LockGuard<'a, G> {
    hold: Hold<'a>,
    guard: ManuallyDrop<G>,
}

#[derive(Clone, Copy)]
struct Hold<'a> {
    /// Where holds of this access are recorded.
    lane: &'static Site,
    /// 0 where nothing is recorded.
    session: u64,
    start: u64,
    path: Option<&'static Node>,
    /// `None` where the guard may outlive the reference to its lock.
    origin: Option<&'a Origin>,
}

impl<'a> Hold<'a> {
    #[inline(always)]
    fn begin(lane: &'static Site, origin: Option<&'a Origin>) -> Self {
        let Some((recorder, slot)) = thread::place(lane) else {
            return Self { lane, session: 0, start: 0, path: None, origin };
        };
        let path = recorder.current_node();
        if let Some(origin) = origin {
            origin.set_holder(path);
        }
        slot.begun.add(1);
        Self { lane, session: recorder.epoch.get(), start: clock::start(), path: Some(path), origin }
    }

    #[inline(always)]
    fn now(&self) -> u64 {
        if self.session == 0 { 0 } else { clock::end() }
    }

    /// The lock was given back at `end`.
    #[inline(always)]
    fn record(&self, end: u64) {
        if self.session != 0
            && let Some((recorder, slot)) = thread::place(self.lane)
            && recorder.epoch.get() == self.session
        {
            let path = self.path.map_or(ptr::null(), ptr::from_ref);
            slot.record_unlisted(clock::since(self.start, end), end, path);
            recorder.add_own_ticks(clock::cost());
        }
    }

    /// Where the lock was given back at `end`, it is held anew, in the way of `lane`.
    #[inline(always)]
    fn anew(&mut self, lane: &'static Site, end: Option<u64>) {
        if let Some(end) = end {
            self.record(end);
            *self = Self::begin(lane, self.origin);
        }
    }

    fn lane_of(&self, access: Access) -> &'static Site {
        self.origin.map_or(self.lane, |origin| access.held(origin.site))
    }
}

/// A hold whose guard is in somebody else's hands: should they panic, the guard is gone.
struct InHands<'a> {
    hold: Hold<'a>,
    /// When the lock was given back, where it has been.
    end: Option<u64>,
}

impl<'a> InHands<'a> {
    /// The lock is given back now, where it has not been.
    #[inline(always)]
    fn end(&mut self) {
        if self.end.is_none() {
            self.end = Some(self.hold.now());
        }
    }

    /// The guard came back, and holds the lock as before.
    #[inline(always)]
    fn unchanged<G>(self, guard: G) -> LockGuard<'a, G> {
        let hold = ManuallyDrop::new(self).hold;
        LockGuard { hold, guard: ManuallyDrop::new(guard) }
    }

    /// The guard came back. Where the lock was given back meanwhile, it is held anew, in the way of `lane`.
    #[inline(always)]
    fn again<G>(self, lane: &'static Site, guard: G) -> LockGuard<'a, G> {
        let this = ManuallyDrop::new(self);
        let (mut hold, end) = (this.hold, this.end);
        hold.anew(lane, end);
        LockGuard { hold, guard: ManuallyDrop::new(guard) }
    }
}

impl Drop for InHands<'_> {
    #[cold]
    fn drop(&mut self) {
        let end = self.end.unwrap_or_else(|| self.hold.now());
        self.hold.record(end);
    }
}

/// The lock of a guard may be given back meanwhile: if so, it is held anew when this is dropped, also by a panic.
struct Paused<'g, 'a> {
    hold: &'g mut Hold<'a>,
    end: Option<u64>,
}

impl Drop for Paused<'_, '_> {
    #[inline]
    fn drop(&mut self) {
        self.hold.anew(self.hold.lane, self.end);
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
        hold.unchanged(guard)
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
            Ok(guard) => Ok(hold.unchanged(guard)),
            Err(guard) => Err(hold.unchanged(guard)),
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
            Ok(guard) => Ok(hold.unchanged(guard)),
            Err((guard, error)) => Err((hold.unchanged(guard), error)),
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
        let (future, origin) = (change(guard), hold.hold.origin);
        async move {
            let guard = match origin {
                Some(origin) => waited_by(|| origin.wait(access), future).await,
                None => future.await,
            };
            hold.again(lane, guard)
        }
    }

    /// From now on somebody waits to hold the lock in another way.
    #[doc(hidden)]
    #[cold]
    pub fn wait(this: &Self, access: Access) -> Option<Wait> {
        this.hold.origin.map(|origin| origin.wait(access))
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
        let mut paused = Paused { hold: &mut this.hold, end: None };
        pause(&mut this.guard, &mut || paused.end = paused.end.or_else(|| Some(paused.hold.now())))
    }

    /// The same where the guard itself goes and comes back, with what else `pause` has to say.
    #[doc(hidden)]
    #[inline]
    pub fn pause_with<H, R>(this: Self, pause: impl FnOnce(G, &mut dyn FnMut()) -> (H, R)) -> (LockGuard<'a, H>, R) {
        let lane = this.hold.lane;
        let (mut hold, guard) = this.apart();
        let (guard, rest) = pause(guard, &mut || hold.end());
        (hold.again(lane, guard), rest)
    }

    /// The lock is held in the way of `lane` from now on, in what `turn` makes of the guard.
    #[doc(hidden)]
    #[inline]
    pub fn turn<H>(this: Self, lane: &'static Site, turn: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let (mut hold, guard) = this.apart();
        hold.end();
        let guard = turn(guard);
        hold.again(lane, guard)
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
            Ok(guard) => Ok(hold.again(lane, guard)),
            Err(guard) => Err(hold.unchanged(guard)),
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
        // SAFETY: by invariant 2 the guard is there, and `this` ends without a look at it.
        (InHands { hold: this.hold, end: None }, unsafe { ManuallyDrop::take(&mut this.guard) })
    }
}

impl<G> Drop for LockGuard<'_, G> {
    #[inline]
    fn drop(&mut self) {
        // Before the lock is given back, which may wake somebody; recorded after it, when nobody waits for us.
        let end = self.hold.now();
        // SAFETY: by invariant 2.
        unsafe { ManuallyDrop::drop(&mut self.guard) };
        self.hold.record(end);
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
