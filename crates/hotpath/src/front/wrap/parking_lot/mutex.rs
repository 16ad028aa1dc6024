//! `lock_api::Mutex`, of which parking_lot's are kinds.

use ::parking_lot::lock_api::{self, RawMutex, RawMutexFair, RawMutexTimed};

use super::super::lock::Mutual;
use super::super::lock::{Tied, take, take_in_time, tie, try_take};
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`lock_api::Mutex`], followed. It is made by [`mutex!`](crate::mutex!).
pub type Mutex<R, T> = Locked<lock_api::Mutex<R, T>>;
/// [`lock_api::MutexGuard`], followed.
pub type MutexGuard<'a, R, T> = LockGuard<'a, Tied<'a, lock_api::Mutex<R, T>, lock_api::MutexGuard<'a, R, T>>>;
/// [`lock_api::MappedMutexGuard`], followed.
pub type MappedMutexGuard<'a, R, T> = LockGuard<'a, lock_api::MappedMutexGuard<'a, R, T>>;

impl<R, T> Mutual for lock_api::Mutex<R, T> {}

impl<R: RawMutex, T> Mutex<R, T> {
    /// The value:
    /// [`parking_lot::Mutex::into_inner`](lock_api::Mutex::into_inner).
    pub fn into_inner(self) -> T {
        Self::into_raw(self).into_inner()
    }
}

impl<R: RawMutex, T: ?Sized> Mutex<R, T> {
    /// Takes the lock, as soon as it is free:
    /// [`parking_lot::Mutex::lock`](lock_api::Mutex::lock).
    #[inline]
    pub fn lock(&self) -> MutexGuard<'_, R, T> {
        tie(self, take(self, Access::Exclusive, lock_api::Mutex::try_lock, lock_api::Mutex::lock))
    }

    /// Takes the lock if it is free now:
    /// [`parking_lot::Mutex::try_lock`](lock_api::Mutex::try_lock).
    #[inline]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, R, T>> {
        try_take(self, Access::Exclusive, lock_api::Mutex::try_lock).map(|guard| tie(self, guard))
    }
}

impl<R: RawMutexTimed, T: ?Sized> Mutex<R, T> {
    /// Takes the lock, if it is free in time:
    /// [`parking_lot::Mutex::try_lock_for`](lock_api::Mutex::try_lock_for).
    pub fn try_lock_for(&self, timeout: R::Duration) -> Option<MutexGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Exclusive, lock_api::Mutex::try_lock, |raw| raw.try_lock_for(timeout));
        guard.map(|guard| tie(self, guard))
    }

    /// Takes the lock, if it is free in time:
    /// [`parking_lot::Mutex::try_lock_until`](lock_api::Mutex::try_lock_until).
    pub fn try_lock_until(&self, timeout: R::Instant) -> Option<MutexGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Exclusive, lock_api::Mutex::try_lock, |raw| raw.try_lock_until(timeout));
        guard.map(|guard| tie(self, guard))
    }
}

impl<'a, R: RawMutex + 'a, T: ?Sized + 'a> MutexGuard<'a, R, T> {
    /// The mutex:
    /// [`parking_lot::MutexGuard::mutex`](lock_api::MutexGuard::mutex).
    #[inline]
    #[must_use]
    pub fn mutex(s: &Self) -> &'a Mutex<R, T> {
        Self::raw(s).lock
    }

    /// A guard of a part of the value:
    /// [`parking_lot::MutexGuard::map`](lock_api::MutexGuard::map).
    #[inline]
    pub fn map<U: ?Sized, F>(s: Self, f: F) -> MappedMutexGuard<'a, R, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(s, |tied| lock_api::MutexGuard::map(tied.guard, f))
    }

    /// The same where there may be no such part:
    /// [`parking_lot::MutexGuard::try_map`](lock_api::MutexGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U: ?Sized, F>(s: Self, f: F) -> Result<MappedMutexGuard<'a, R, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(s, |Tied { guard, lock }| {
            lock_api::MutexGuard::try_map(guard, f).map_err(|guard| Tied { guard, lock })
        })
    }

    /// The same where that has a reason:
    /// [`parking_lot::MutexGuard::try_map_or_err`](lock_api::MutexGuard::try_map_or_err).
    ///
    /// # Errors
    /// There is none: the guard is in the error, with what `f` says.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, F, E>(s: Self, f: F) -> Result<MappedMutexGuard<'a, R, U>, (Self, E)>
    where
        F: FnOnce(&mut T) -> Result<&mut U, E>,
    {
        Self::try_map_raw_or_err(s, |Tied { guard, lock }| {
            lock_api::MutexGuard::try_map_or_err(guard, f).map_err(|(guard, error)| (Tied { guard, lock }, error))
        })
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::MutexGuard::unlocked`](lock_api::MutexGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::MutexGuard::unlocked(&mut tied.guard, f))
    }

    /// The value, of a lock that is held for ever:
    /// [`parking_lot::MutexGuard::leak`](lock_api::MutexGuard::leak).
    pub fn leak(s: Self) -> &'a mut T {
        Self::hold_for_ever(s, |tied| lock_api::MutexGuard::leak(tied.guard))
    }
}

impl<'a, R: RawMutexFair + 'a, T: ?Sized + 'a> MutexGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::MutexGuard::unlock_fair`](lock_api::MutexGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, |tied| lock_api::MutexGuard::unlock_fair(tied.guard));
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::MutexGuard::unlocked_fair`](lock_api::MutexGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::MutexGuard::unlocked_fair(&mut tied.guard, f))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::MutexGuard::bump`](lock_api::MutexGuard::bump).
    pub fn bump(s: &mut Self) {
        Self::pause(s, |tied| lock_api::MutexGuard::bump(&mut tied.guard));
    }
}

impl<'a, R: RawMutex + 'a, T: ?Sized + 'a> MappedMutexGuard<'a, R, T> {
    /// A guard of a part of the value:
    /// [`parking_lot::MappedMutexGuard::map`](lock_api::MappedMutexGuard::map).
    #[inline]
    pub fn map<U: ?Sized, F>(s: Self, f: F) -> MappedMutexGuard<'a, R, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(s, |guard| lock_api::MappedMutexGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`parking_lot::MappedMutexGuard::try_map`](lock_api::MappedMutexGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U: ?Sized, F>(s: Self, f: F) -> Result<MappedMutexGuard<'a, R, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(s, |guard| lock_api::MappedMutexGuard::try_map(guard, f))
    }

    /// The same where that has a reason:
    /// [`parking_lot::MappedMutexGuard::try_map_or_err`](lock_api::MappedMutexGuard::try_map_or_err).
    ///
    /// # Errors
    /// There is none: the guard is in the error, with what `f` says.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, F, E>(s: Self, f: F) -> Result<MappedMutexGuard<'a, R, U>, (Self, E)>
    where
        F: FnOnce(&mut T) -> Result<&mut U, E>,
    {
        Self::try_map_raw_or_err(s, |guard| lock_api::MappedMutexGuard::try_map_or_err(guard, f))
    }
}

impl<'a, R: RawMutexFair + 'a, T: ?Sized + 'a> MappedMutexGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::MappedMutexGuard::unlock_fair`](lock_api::MappedMutexGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, lock_api::MappedMutexGuard::unlock_fair);
    }
}
