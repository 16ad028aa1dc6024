//! Guards of `lock_api::Mutex` that keep it alive.

use core::mem::MaybeUninit;
use std::sync::Arc;

use ::parking_lot::lock_api::{self, RawMutex, RawMutexFair, RawMutexTimed};

use super::{
    super::lock::{Exclusive, OwnedGuard, guard_of, keep, keep_in_time, keeper, try_keep},
    mutex::Mutex,
};
use crate::engine::flow::{Access, Guards, GuardsMut, Owned};

/// [`lock_api::ArcMutexGuard`], followed.
pub type ArcMutexGuard<R, T> = OwnedGuard<lock_api::Mutex<R, T>, Exclusive<T>>;

/// Room for every guard: a reference to a lock.
pub(super) type Room = [MaybeUninit<usize>; 2];

impl<R: RawMutex, T: ?Sized> Guards<lock_api::Mutex<R, T>> for Exclusive<T> {
    type Target = T;
    type Guard<'a>
        = lock_api::MutexGuard<'a, R, T>
    where
        Self: 'a,
        lock_api::Mutex<R, T>: 'a;
    type Like = lock_api::ArcMutexGuard<R, T>;
    type Room = Room;
}

impl<R: RawMutex, T: ?Sized> GuardsMut<lock_api::Mutex<R, T>> for Exclusive<T> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut lock_api::MutexGuard<'_, R, T>) -> &'g mut T {
        guard
    }
}

impl<R: RawMutex, T: ?Sized> Mutex<R, T> {
    /// Takes the lock, as soon as it is free, and keeps it alive:
    /// [`parking_lot::Mutex::lock_arc`](lock_api::Mutex::lock_arc).
    #[inline]
    pub fn lock_arc(self: &Arc<Self>) -> ArcMutexGuard<R, T> {
        let guard = guard_of(self, Access::Exclusive, lock_api::Mutex::try_lock, lock_api::Mutex::lock);
        keep(self, Access::Exclusive, guard)
    }

    /// Takes the lock if it is free now, and keeps it alive:
    /// [`parking_lot::Mutex::try_lock_arc`](lock_api::Mutex::try_lock_arc).
    #[inline]
    pub fn try_lock_arc(self: &Arc<Self>) -> Option<ArcMutexGuard<R, T>> {
        try_keep::<_, Exclusive<T>, _>(self, Access::Exclusive, lock_api::Mutex::try_lock)
    }
}

impl<R: RawMutexTimed, T: ?Sized> Mutex<R, T> {
    /// Takes the lock, if it is free in time, and keeps it alive:
    /// [`parking_lot::Mutex::try_lock_arc_for`](lock_api::Mutex::try_lock_arc_for).
    pub fn try_lock_arc_for(self: &Arc<Self>, timeout: R::Duration) -> Option<ArcMutexGuard<R, T>> {
        keep_in_time::<_, Exclusive<T>>(self, Access::Exclusive, lock_api::Mutex::try_lock, |raw| {
            raw.try_lock_for(timeout)
        })
    }

    /// Takes the lock, if it is free in time, and keeps it alive:
    /// [`parking_lot::Mutex::try_lock_arc_until`](lock_api::Mutex::try_lock_arc_until).
    pub fn try_lock_arc_until(self: &Arc<Self>, timeout: R::Instant) -> Option<ArcMutexGuard<R, T>> {
        keep_in_time::<_, Exclusive<T>>(self, Access::Exclusive, lock_api::Mutex::try_lock, |raw| {
            raw.try_lock_until(timeout)
        })
    }
}

impl<R: RawMutex, T: ?Sized> ArcMutexGuard<R, T> {
    /// The lock:
    /// [`parking_lot::ArcMutexGuard::mutex`](lock_api::ArcMutexGuard::mutex).
    #[inline]
    #[must_use]
    pub fn mutex(s: &Self) -> &Arc<Mutex<R, T>> {
        keeper(s)
    }

    /// Gives the lock back, and gives what kept it alive:
    /// [`parking_lot::ArcMutexGuard::into_arc`](lock_api::ArcMutexGuard::into_arc).
    #[must_use]
    pub fn into_arc(s: Self) -> Arc<Mutex<R, T>> {
        let lock = keeper(&s).clone();
        drop(s);
        lock
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::ArcMutexGuard::unlocked`](lock_api::ArcMutexGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, |guard| lock_api::MutexGuard::unlocked(guard, f)))
    }
}

impl<R: RawMutexFair, T: ?Sized> ArcMutexGuard<R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::ArcMutexGuard::unlock_fair`](lock_api::ArcMutexGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        drop(Self::into_arc_fair(s));
    }

    /// The same, and gives what kept it alive:
    /// [`parking_lot::ArcMutexGuard::into_arc_fair`](lock_api::ArcMutexGuard::into_arc_fair).
    pub fn into_arc_fair(s: Self) -> Arc<Mutex<R, T>> {
        let lock = keeper(&s).clone();
        Self::end(s, |owned| lock_api::MutexGuard::unlock_fair(Owned::lend(owned, &lock)));
        lock
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::ArcMutexGuard::unlocked_fair`](lock_api::ArcMutexGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, |guard| lock_api::MutexGuard::unlocked_fair(guard, f)))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::ArcMutexGuard::bump`](lock_api::ArcMutexGuard::bump).
    pub fn bump(s: &mut Self) {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, lock_api::MutexGuard::bump));
    }
}
