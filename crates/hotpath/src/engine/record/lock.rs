//! A followed lock: how long it is waited for and held, and by whom.
//!
//! The clock is read when a lock is taken and when it is given back; before it is taken only where somebody waits.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. a non-null pointer in a `Holder` comes from a `&'static Node`;
//! 2. a `LockGuard`'s raw guard is there until the `LockGuard` is dropped or taken apart, which is its end.

use core::{
    fmt::{self, Debug, Display},
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    ptr,
    sync::atomic::{
        AtomicPtr,
        Ordering::{Acquire, Release},
    },
};

use super::{channel::Wait, node::Node, thread};
use crate::engine::{clock, site::Site};

/// A lock that is followed at a site. It is a pointer and a word larger than the raw one.
pub struct Locked<L: ?Sized> {
    site: &'static Site,
    holder: Holder,
    raw: L,
}

/// The call path of whoever took a lock last.
struct Holder(AtomicPtr<Node>);

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
    pub const fn follow(site: &'static Site, raw: L) -> Self {
        Self { site, holder: Holder(AtomicPtr::new(ptr::null_mut())), raw }
    }

    /// The lock alone.
    pub fn into_raw(self) -> L {
        self.raw
    }
}

impl<L: ?Sized> Locked<L> {
    /// The lock itself, of which nothing is counted.
    #[inline]
    pub const fn raw(&self) -> &L {
        &self.raw
    }

    /// The lock itself.
    #[inline]
    pub const fn raw_mut(&mut self) -> &mut L {
        &mut self.raw
    }

    /// The lock has been taken: `guard` holds it from now on.
    #[inline]
    pub fn held<G>(&self, access: Access, guard: G) -> LockGuard<'_, G> {
        let hold = Hold::begin(access.held(self.site), Some(&self.holder));
        LockGuard { hold, guard: ManuallyDrop::new(guard) }
    }

    /// The same for a guard that outlives this reference.
    #[inline]
    pub fn held_owned<G>(&self, access: Access, guard: G) -> LockGuard<'static, G> {
        let hold = Hold::begin(access.held(self.site), Some(&self.holder));
        LockGuard { hold: Hold { holder: None, ..hold }, guard: ManuallyDrop::new(guard) }
    }

    /// Another one has the lock, and somebody waits for it.
    #[cold]
    pub fn wait(&self, access: Access) -> Wait {
        Wait::begin(access.waited(self.site)).on(self.holder.path())
    }

    /// Another one has the lock, and nobody waits for it.
    #[cold]
    pub fn fail(&self, access: Access) {
        if let Some((_, slot)) = thread::place(access.waited(self.site)) {
            slot.cancelled.add(1);
        }
    }
}

impl Holder {
    #[inline(always)]
    fn set(&self, node: &'static Node) {
        // Release: pairs with the Acquire in `path`. Who finds the path can read it.
        self.0.store(ptr::from_ref(node).cast_mut(), Release);
    }

    fn path(&self) -> Option<&'static Node> {
        // SAFETY: by invariant 1. Acquire: pairs with the Release in `set`.
        unsafe { self.0.load(Acquire).cast_const().as_ref() }
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
    holder: Option<&'a Holder>,
}

impl<'a> Hold<'a> {
    #[inline(always)]
    fn begin(lane: &'static Site, holder: Option<&'a Holder>) -> Self {
        let Some((recorder, slot)) = thread::place(lane) else {
            return Self { lane, session: 0, start: 0, path: None, holder };
        };
        let path = recorder.current_node();
        if let Some(holder) = holder {
            holder.set(path);
        }
        slot.begun.add(1);
        Self { lane, session: recorder.epoch.get(), start: clock::start(), path: Some(path), holder }
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
}

impl<'a, G> LockGuard<'a, G> {
    /// The raw guard.
    #[inline]
    pub fn raw(&self) -> &G {
        &self.guard
    }

    /// The raw guard.
    #[inline]
    pub fn raw_mut(&mut self) -> &mut G {
        &mut self.guard
    }

    /// Another guard of the same lock, made of this one.
    #[inline]
    pub fn map_raw<H>(self, map: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let (hold, guard) = self.apart();
        LockGuard { hold, guard: ManuallyDrop::new(map(guard)) }
    }

    /// The same where it may be that there is none, or this one again.
    #[inline]
    pub fn try_map_raw<H, E>(self, map: impl FnOnce(G) -> Result<H, E>) -> Result<LockGuard<'a, H>, LockGuard<'a, E>> {
        let (hold, guard) = self.apart();
        match map(guard) {
            Ok(guard) => Ok(LockGuard { hold, guard: ManuallyDrop::new(guard) }),
            Err(guard) => Err(LockGuard { hold, guard: ManuallyDrop::new(guard) }),
        }
    }

    /// The lock is held in another way from now on, in what `change` makes of the guard.
    #[inline]
    pub fn change<H, L: ?Sized>(
        self,
        lock: &'a Locked<L>,
        access: Access,
        change: impl FnOnce(G) -> H,
    ) -> LockGuard<'a, H> {
        self.turn(access.held(lock.site), change)
    }

    /// Gives the lock back meanwhile: `pause` does so, and takes it again.
    #[inline]
    pub fn pause<R>(&mut self, pause: impl FnOnce(&mut G) -> R) -> R {
        let end = self.hold.now();
        let result = pause(&mut self.guard);
        self.hold.record(end);
        self.hold = Hold::begin(self.hold.lane, self.hold.holder);
        result
    }

    /// The same where the guard itself goes and comes back.
    #[inline]
    pub fn pause_with<H>(self, pause: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let lane = self.hold.lane;
        self.turn(lane, pause)
    }

    fn turn<H>(self, lane: &'static Site, turn: impl FnOnce(G) -> H) -> LockGuard<'a, H> {
        let (hold, guard) = self.apart();
        let end = hold.now();
        let guard = turn(guard);
        hold.record(end);
        LockGuard { hold: Hold::begin(lane, hold.holder), guard: ManuallyDrop::new(guard) }
    }

    /// The raw guard, of which nothing more is counted: it ends here, as far as the report knows.
    #[inline]
    pub fn into_raw(self) -> G {
        let (hold, guard) = self.apart();
        hold.record(hold.now());
        guard
    }

    #[inline(always)]
    fn apart(self) -> (Hold<'a>, G) {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: by invariant 2 the guard is there, and `this` ends without a look at it.
        (this.hold, unsafe { ManuallyDrop::take(&mut this.guard) })
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
