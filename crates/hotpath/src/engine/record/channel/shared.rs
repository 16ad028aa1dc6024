//! What several own, freed by the last of them: on hotpath's account, not on the program's.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. `owners` is the number of `Shared` that point there, each of which is counted before it exists and until it is dropped: what
//!    they point to is there as long as one of them is.
//! 2. Nobody gets at the value mutably but by the only `Shared` there is, borrowed mutably.

use core::{
    fmt::{self, Debug},
    marker::PhantomData,
    ops::Deref,
    ptr::NonNull,
    sync::atomic::{
        AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
        fence,
    },
};

use super::super::thread::unmeasured;

/// An `Arc` without weak ones, that allocates and frees for hotpath itself.
pub(super) struct Shared<T>(NonNull<Counted<T>>, PhantomData<Counted<T>>);

struct Counted<T> {
    owners: AtomicUsize,
    value: T,
}

// SAFETY: as with `Arc`: any thread may use the value, and any may be the one that drops it.
unsafe impl<T: Send + Sync> Send for Shared<T> {}
// SAFETY: as above, for a reference can be cloned.
unsafe impl<T: Send + Sync> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// The first owner of `value`.
    pub(super) fn new(value: T) -> Self {
        let counted = unmeasured(|| Box::new(Counted { owners: AtomicUsize::new(1), value }));
        Self(NonNull::from(Box::leak(counted)), PhantomData)
    }

    /// The value, where nobody else owns it.
    pub(super) fn get_mut(&mut self) -> Option<&mut T> {
        // Acquire: pairs with the Release in `drop`. What others did with it is done.
        if self.counted().owners.load(Acquire) != 1 {
            return None;
        }
        // SAFETY: by invariant 2; another one could only be made of this one, which is borrowed.
        Some(unsafe { &mut self.0.as_mut().value })
    }

    /// Do both own the same?
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    #[inline(always)]
    fn counted(&self) -> &Counted<T> {
        // SAFETY: by invariant 1.
        unsafe { self.0.as_ref() }
    }

    /// No owner is left.
    #[cold]
    #[inline(never)]
    fn free(&mut self) {
        // SAFETY: by invariant 1 nobody else points there, and this one is not used again. `new` made it of a box.
        unmeasured(|| drop(unsafe { Box::from_raw(self.0.as_ptr()) }));
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.counted().value
    }
}

impl<T> Clone for Shared<T> {
    #[inline]
    fn clone(&self) -> Self {
        let owners = self.counted().owners.fetch_add(1, Relaxed);
        if owners > usize::MAX / 2 {
            // As `Arc` does: so many were forgotten that the number would come round to 0.
            std::process::abort();
        }
        Self(self.0, PhantomData)
    }
}

impl<T> Drop for Shared<T> {
    #[inline]
    fn drop(&mut self) {
        // Release: pairs with the Acquires in `get_mut` and below. What this owner did comes before the end.
        if self.counted().owners.fetch_sub(1, Release) == 1 {
            // Acquire: pairs with the Release of all other owners, just above.
            fence(Acquire);
            self.free();
        }
    }
}

impl<T: Debug> Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use super::*;

    #[test]
    fn the_last_owner_frees() {
        let value = Arc::new(());
        let mut first = Shared::new(value.clone());
        assert!(first.get_mut().is_some());
        let second = first.clone();
        assert!(first.get_mut().is_none() && first.is(&second) && !first.is(&Shared::new(value.clone())));
        drop(first);
        assert_eq!(Arc::strong_count(&value), 2);
        drop(second);
        assert_eq!(Arc::strong_count(&value), 1);
    }

    #[test]
    fn owners_on_many_threads_free_once() {
        let value = Arc::new(());
        for _ in 0..100 {
            let shared = Shared::new(value.clone());
            thread::scope(|scope| {
                for _ in 0..4 {
                    let own = shared.clone();
                    scope.spawn(move || drop(own.clone()));
                }
                drop(shared);
            });
            assert_eq!(Arc::strong_count(&value), 1);
        }
    }
}
