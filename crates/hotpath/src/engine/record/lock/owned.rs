//! A guard of a followed lock that keeps the lock alive.
//!
//! Raw locks in an `Arc` have guards that own it. A followed lock is in an `Arc` of its own, which no raw guard can own: so a raw
//! guard that borrows the lock is kept beside it.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. `guard` holds a `K::Guard<'a>` of the lock in `keeper`, until it is taken out, which is the end of its `Owned`;
//! 2. what is in an `Arc` stays where it is as long as the `Arc` does, so the guard lives for any `'a` in which `keeper` is there;
//! 3. lifetimes change no type's layout;
//! 4. what `map`, `try_map` and `with` are given makes of a guard another one of the same lock, as the raw type's functions do. (A
//!    bound for all lifetimes would say so, but ask for locks of `'static` values.)

use core::{
    fmt::{self, Debug, Display},
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    ops::{Deref, DerefMut},
    ptr,
};
use std::sync::Arc;

use super::locked::Locked;

/// A kind of guards that borrow a lock `L`.
pub trait Guards<L: ?Sized> {
    /// What a guard points to.
    type Target: ?Sized;
    /// The guard.
    type Guard<'a>: Deref<Target = Self::Target>
    where
        Self: 'a,
        L: 'a;
    /// The raw guard that owns the lock: where it can be sent and shared, an [`Owned`] can be.
    type Like;
    /// Room for a guard: an array of `MaybeUninit<usize>`.
    type Room: Copy;
}

/// A kind whose guards give access to write.
pub trait GuardsMut<L: ?Sized>: Guards<L> {
    /// What the guard points to.
    fn target_mut<'g>(guard: &'g mut Self::Guard<'_>) -> &'g mut Self::Target;
}

/// A guard, and the lock that it is of.
pub struct Owned<L: ?Sized, K: Guards<L>> {
    guard: MaybeUninit<K::Room>,
    keeper: ManuallyDrop<Arc<Locked<L>>>,
    like: PhantomData<K::Like>,
}

impl<L: ?Sized, K: Guards<L>> Owned<L, K> {
    /// A guard of the lock that `keeper` has.
    ///
    /// # Panics
    /// It is another lock's.
    #[doc(hidden)]
    #[inline]
    pub fn keep<'a>(keeper: &'a Arc<Locked<L>>, guard: K::Guard<'a>) -> Self {
        let lock = ptr::from_ref(Locked::raw(keeper)).cast::<u8>().addr();
        let inside = lock..=lock + size_of_val(Locked::raw(keeper));
        // What a guard points to is in its lock, and nowhere else.
        assert!(inside.contains(&ptr::from_ref(&*guard).cast::<u8>().addr()), "a guard of this lock");
        Self::new(keeper.clone(), guard)
    }

    fn new(keeper: Arc<Locked<L>>, guard: K::Guard<'_>) -> Self {
        const {
            assert!(size_of::<K::Guard<'_>>() <= size_of::<K::Room>());
            assert!(align_of::<K::Guard<'_>>() <= align_of::<K::Room>());
        }
        let mut room = MaybeUninit::<K::Room>::uninit();
        // SAFETY: the room is large enough, by the assertions.
        unsafe { room.as_mut_ptr().cast::<K::Guard<'_>>().write(guard) };
        Self { guard: room, keeper: ManuallyDrop::new(keeper), like: PhantomData }
    }

    /// The lock.
    #[doc(hidden)]
    #[inline]
    pub fn keeper(this: &Self) -> &Arc<Locked<L>> {
        &this.keeper
    }

    /// The guard for as long as `keeper` is borrowed, which has its lock.
    ///
    /// # Panics
    /// It has another.
    #[doc(hidden)]
    #[inline]
    pub fn lend<'a>(this: Self, keeper: &'a Arc<Locked<L>>) -> K::Guard<'a>
    where
        K: 'a,
    {
        assert!(Arc::ptr_eq(&this.keeper, keeper), "the lock of this guard");
        let mut this = ManuallyDrop::new(this);
        // SAFETY: by invariants 1 to 3: `keeper` keeps the lock as long as it is borrowed, and `this` ends.
        unsafe {
            let guard = this.guard.as_ptr().cast::<K::Guard<'a>>().read();
            ManuallyDrop::drop(&mut this.keeper);
            guard
        }
    }

    /// Another guard of the same lock, made of this one. `keeper` has the lock.
    #[doc(hidden)]
    #[inline]
    pub fn map<'a, J: Guards<L> + 'a>(
        this: Self,
        keeper: &'a Arc<Locked<L>>,
        map: impl FnOnce(K::Guard<'a>) -> J::Guard<'a>,
    ) -> Owned<L, J>
    where
        K: 'a,
    {
        Owned::new(keeper.clone(), map(Self::lend(this, keeper)))
    }

    /// The same where it may be that there is none, and this one stays.
    #[doc(hidden)]
    #[inline]
    pub fn try_map<'a, J: Guards<L> + 'a>(
        this: Self,
        keeper: &'a Arc<Locked<L>>,
        map: impl FnOnce(K::Guard<'a>) -> Result<J::Guard<'a>, K::Guard<'a>>,
    ) -> Result<Owned<L, J>, Self>
    where
        K: 'a,
    {
        match map(Self::lend(this, keeper)) {
            Ok(guard) => Ok(Owned::new(keeper.clone(), guard)),
            Err(guard) => Err(Self::new(keeper.clone(), guard)),
        }
    }

    /// Gives the guard to `with` for a while. `keeper` has its lock.
    ///
    /// # Panics
    /// It has another.
    #[doc(hidden)]
    #[inline]
    pub fn with<'a, R>(this: &mut Self, keeper: &'a Arc<Locked<L>>, with: impl FnOnce(&mut K::Guard<'a>) -> R) -> R
    where
        K: 'a,
    {
        assert!(Arc::ptr_eq(&this.keeper, keeper), "the lock of this guard");
        // SAFETY: by invariants 1 to 4.
        with(unsafe { &mut *this.guard.as_mut_ptr().cast() })
    }

    #[inline(always)]
    fn guard<'a>(&'a self) -> &'a K::Guard<'a> {
        // SAFETY: by invariants 1 to 3.
        unsafe { &*self.guard.as_ptr().cast() }
    }
}

impl<L: ?Sized, K: Guards<L>> Drop for Owned<L, K> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: by invariants 1 to 3, and neither is looked at again.
        unsafe {
            self.guard.as_mut_ptr().cast::<K::Guard<'_>>().drop_in_place();
            ManuallyDrop::drop(&mut self.keeper);
        }
    }
}

impl<L: ?Sized, K: Guards<L>> Deref for Owned<L, K> {
    type Target = K::Target;

    #[inline]
    fn deref(&self) -> &K::Target {
        self.guard()
    }
}

impl<L: ?Sized, K: GuardsMut<L>> DerefMut for Owned<L, K> {
    #[inline]
    fn deref_mut(&mut self) -> &mut K::Target {
        // SAFETY: by invariants 1 to 3.
        K::target_mut(unsafe { &mut *self.guard.as_mut_ptr().cast::<K::Guard<'_>>() })
    }
}

impl<L: ?Sized, K: Guards<L, Target: Debug>> Debug for Owned<L, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<L: ?Sized, K: Guards<L, Target: Display>> Display for Owned<L, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
