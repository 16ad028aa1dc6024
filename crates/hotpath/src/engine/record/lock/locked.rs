//! A lock that is followed, and how it is taken.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. a non-null pointer in an `Origin` comes from a `&'static Node`.
//!
//! What is not the raw type's own has no receiver, so that it hides no method of the raw lock.

use core::{
    fmt::{self, Debug},
    future::Future,
    ops::{Deref, DerefMut},
    ptr,
    sync::atomic::{
        AtomicPtr, AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use super::{
    super::{
        channel::{Ends, Wait, waited_by},
        node::Node,
        thread,
    },
    guard::LockGuard,
    hold::{Hold, Ready},
};
use crate::engine::{clock, site::Site};

/// A lock that is followed at a site. It is four words larger than the raw one, to which it dereferences.
pub struct Locked<L: ?Sized> {
    origin: Origin,
    raw: L,
}

/// Where a lock was made, the call path of whoever took it last, and whether somebody waits for it.
pub(super) struct Origin {
    pub(super) site: &'static Site,
    holder: AtomicPtr<Node>,
    waiting: AtomicU64,
    /// When the first of those who wait began to, and no one did before.
    waited_since: AtomicU64,
}

/// Somebody waits for a lock, until this is dropped.
#[must_use = "the wait ends when this is dropped"]
pub struct LockWait<'a> {
    wait: Wait,
    /// `None` once it is over.
    origin: Option<&'a Origin>,
}

impl Ends for LockWait<'_> {
    fn end(&mut self) {
        self.wait.end();
        if let Some(origin) = self.origin.take() {
            origin.waiting.fetch_sub(1, Relaxed);
        }
    }
}

impl Drop for LockWait<'_> {
    fn drop(&mut self) {
        self.end();
    }
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
    pub(super) fn held(self, site: &'static Site) -> &'static Site {
        match self {
            Self::Exclusive => site,
            Self::Shared => site.lane(1),
        }
    }

    pub(crate) fn waited(self, site: &'static Site) -> &'static Site {
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
        let holder = AtomicPtr::new(ptr::null_mut());
        Self { origin: Origin { site, holder, waiting: AtomicU64::new(0), waited_since: AtomicU64::new(0) }, raw }
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

    /// The lock is about to be taken: what the first hold needs is made now.
    #[doc(hidden)]
    #[inline(always)]
    pub fn ready(this: &Self, access: Access) -> Ready {
        Ready::at(access.held(this.origin.site))
    }

    /// The lock has been taken: `guard` holds it from now on.
    #[doc(hidden)]
    #[inline(always)]
    pub fn held_ready<G>(this: &Self, ready: Ready, guard: G) -> LockGuard<'_, G> {
        LockGuard::new(Hold::begin(ready, Some(&this.origin)), guard)
    }

    /// The same where it is not known to be ready.
    #[doc(hidden)]
    #[inline(always)]
    pub fn held<G>(this: &Self, access: Access, guard: G) -> LockGuard<'_, G> {
        Self::held_ready(this, Self::ready(this, access), guard)
    }

    /// The same for a guard that outlives this reference.
    #[doc(hidden)]
    #[inline]
    pub fn held_owned<G>(this: &Self, access: Access, guard: G) -> LockGuard<'static, G> {
        let hold = Hold::begin(Self::ready(this, access), Some(&this.origin));
        LockGuard::new(hold.without_origin(), guard)
    }

    /// Another one has the lock, and somebody waits for it.
    #[doc(hidden)]
    #[cold]
    pub fn wait(this: &Self, access: Access) -> LockWait<'_> {
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
        Self::ready(this, access);
        waited_by(move || this.origin.wait(access), future, |guard| guard)
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
    pub(super) fn set_holder(&self, node: &'static Node) {
        // Release: pairs with the Acquire in `holder`. Who finds the path can read it.
        self.holder.store(ptr::from_ref(node).cast_mut(), Release);
    }

    fn holder(&self) -> Option<&'static Node> {
        // SAFETY: by invariant 1. Acquire: pairs with the Release in `set_holder`.
        unsafe { self.holder.load(Acquire).cast_const().as_ref() }
    }

    pub(super) fn wait(&self, access: Access) -> LockWait<'_> {
        let wait = Wait::begin(access.waited(self.site)).on(self.holder());
        if self.waiting.fetch_add(1, Relaxed) == 0 {
            self.waited_since.store(clock::now(), Relaxed);
        }
        LockWait { wait, origin: Some(self) }
    }

    /// Since when somebody waits; 0 where nobody does.
    #[inline(always)]
    pub(super) fn waited_since(&self) -> u64 {
        if self.waiting.load(Relaxed) == 0 { 0 } else { self.waited_since.load(Relaxed) }
    }

    /// Where it is recorded how long others waited during a hold.
    pub(super) fn blamed(&self) -> &'static Site {
        self.site.lane(3)
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
