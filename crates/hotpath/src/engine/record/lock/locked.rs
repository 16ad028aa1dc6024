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
        AtomicPtr,
        Ordering::{Acquire, Release},
    },
};

use super::{
    super::{
        channel::{Wait, waited_by},
        node::Node,
        thread,
    },
    guard::LockGuard,
    hold::Hold,
};
use crate::engine::site::Site;

/// A lock that is followed at a site. It is two words larger than the raw one, to which it dereferences.
pub struct Locked<L: ?Sized> {
    origin: Origin,
    raw: L,
}

/// Where a lock was made, and the call path of whoever took it last.
pub(super) struct Origin {
    pub(super) site: &'static Site,
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
    pub(super) fn held(self, site: &'static Site) -> &'static Site {
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
    #[inline(always)]
    pub fn held<G>(this: &Self, access: Access, guard: G) -> LockGuard<'_, G> {
        let hold = Hold::begin(access.held(this.origin.site), Some(&this.origin));
        LockGuard::new(hold, guard)
    }

    /// The same for a guard that outlives this reference.
    #[doc(hidden)]
    #[inline]
    pub fn held_owned<G>(this: &Self, access: Access, guard: G) -> LockGuard<'static, G> {
        let hold = Hold::begin(access.held(this.origin.site), Some(&this.origin));
        LockGuard::new(hold.without_origin(), guard)
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
    pub(super) fn set_holder(&self, node: &'static Node) {
        // Release: pairs with the Acquire in `holder`. Who finds the path can read it.
        self.holder.store(ptr::from_ref(node).cast_mut(), Release);
    }

    fn holder(&self) -> Option<&'static Node> {
        // SAFETY: by invariant 1. Acquire: pairs with the Release in `set_holder`.
        unsafe { self.holder.load(Acquire).cast_const().as_ref() }
    }

    pub(super) fn wait(&self, access: Access) -> Wait {
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
