//! Guards of `lock_api::RwLock`.

use ::parking_lot::lock_api::{self, RawRwLock, RawRwLockDowngrade, RawRwLockFair, RawRwLockUpgradeDowngrade};

use super::{super::lock::Tied, rwlock::RwLock, upgradable::RwLockUpgradableReadGuard};
use crate::engine::flow::{Access, LockGuard};

/// [`lock_api::RwLockReadGuard`], followed.
pub type RwLockReadGuard<'a, R, T> =
    LockGuard<'a, Tied<'a, lock_api::RwLock<R, T>, lock_api::RwLockReadGuard<'a, R, T>>>;
/// [`lock_api::RwLockWriteGuard`], followed.
pub type RwLockWriteGuard<'a, R, T> =
    LockGuard<'a, Tied<'a, lock_api::RwLock<R, T>, lock_api::RwLockWriteGuard<'a, R, T>>>;
/// [`lock_api::MappedRwLockReadGuard`], followed.
pub type MappedRwLockReadGuard<'a, R, T> = LockGuard<'a, lock_api::MappedRwLockReadGuard<'a, R, T>>;
/// [`lock_api::MappedRwLockWriteGuard`], followed.
pub type MappedRwLockWriteGuard<'a, R, T> = LockGuard<'a, lock_api::MappedRwLockWriteGuard<'a, R, T>>;

impl<'a, R: RawRwLock + 'a, T: ?Sized + 'a> RwLockReadGuard<'a, R, T> {
    /// The lock:
    /// [`parking_lot::RwLockReadGuard::rwlock`](lock_api::RwLockReadGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(s: &Self) -> &'a RwLock<R, T> {
        Self::raw(s).lock
    }

    /// A guard of a part of the value:
    /// [`parking_lot::RwLockReadGuard::map`](lock_api::RwLockReadGuard::map).
    #[inline]
    pub fn map<U: ?Sized, F>(s: Self, f: F) -> MappedRwLockReadGuard<'a, R, U>
    where
        F: FnOnce(&T) -> &U,
    {
        Self::map_raw(s, |tied| lock_api::RwLockReadGuard::map(tied.guard, f))
    }

    /// The same where there may be no such part:
    /// [`parking_lot::RwLockReadGuard::try_map`](lock_api::RwLockReadGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U: ?Sized, F>(s: Self, f: F) -> Result<MappedRwLockReadGuard<'a, R, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        Self::try_map_raw(s, |Tied { guard, lock }| {
            lock_api::RwLockReadGuard::try_map(guard, f).map_err(|guard| Tied { guard, lock })
        })
    }

    /// The same where that has a reason:
    /// [`parking_lot::RwLockReadGuard::try_map_or_err`](lock_api::RwLockReadGuard::try_map_or_err).
    ///
    /// # Errors
    /// There is none: the guard is in the error, with what `f` says.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, F, E>(s: Self, f: F) -> Result<MappedRwLockReadGuard<'a, R, U>, (Self, E)>
    where
        F: FnOnce(&T) -> Result<&U, E>,
    {
        Self::try_map_raw_or_err(s, |Tied { guard, lock }| {
            lock_api::RwLockReadGuard::try_map_or_err(guard, f).map_err(|(guard, error)| (Tied { guard, lock }, error))
        })
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::RwLockReadGuard::unlocked`](lock_api::RwLockReadGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::RwLockReadGuard::unlocked(&mut tied.guard, f))
    }
}

impl<'a, R: RawRwLockFair + 'a, T: ?Sized + 'a> RwLockReadGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::RwLockReadGuard::unlock_fair`](lock_api::RwLockReadGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, |tied| lock_api::RwLockReadGuard::unlock_fair(tied.guard));
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::RwLockReadGuard::unlocked_fair`](lock_api::RwLockReadGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::RwLockReadGuard::unlocked_fair(&mut tied.guard, f))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::RwLockReadGuard::bump`](lock_api::RwLockReadGuard::bump).
    pub fn bump(s: &mut Self) {
        Self::pause(s, |tied| lock_api::RwLockReadGuard::bump(&mut tied.guard));
    }
}

impl<'a, R: RawRwLock + 'a, T: ?Sized + 'a> RwLockWriteGuard<'a, R, T> {
    /// The lock:
    /// [`parking_lot::RwLockWriteGuard::rwlock`](lock_api::RwLockWriteGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(s: &Self) -> &'a RwLock<R, T> {
        Self::raw(s).lock
    }

    /// A guard of a part of the value:
    /// [`parking_lot::RwLockWriteGuard::map`](lock_api::RwLockWriteGuard::map).
    #[inline]
    pub fn map<U: ?Sized, F>(s: Self, f: F) -> MappedRwLockWriteGuard<'a, R, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(s, |tied| lock_api::RwLockWriteGuard::map(tied.guard, f))
    }

    /// The same where there may be no such part:
    /// [`parking_lot::RwLockWriteGuard::try_map`](lock_api::RwLockWriteGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U: ?Sized, F>(s: Self, f: F) -> Result<MappedRwLockWriteGuard<'a, R, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(s, |Tied { guard, lock }| {
            lock_api::RwLockWriteGuard::try_map(guard, f).map_err(|guard| Tied { guard, lock })
        })
    }

    /// The same where that has a reason:
    /// [`parking_lot::RwLockWriteGuard::try_map_or_err`](lock_api::RwLockWriteGuard::try_map_or_err).
    ///
    /// # Errors
    /// There is none: the guard is in the error, with what `f` says.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, F, E>(s: Self, f: F) -> Result<MappedRwLockWriteGuard<'a, R, U>, (Self, E)>
    where
        F: FnOnce(&mut T) -> Result<&mut U, E>,
    {
        Self::try_map_raw_or_err(s, |Tied { guard, lock }| {
            lock_api::RwLockWriteGuard::try_map_or_err(guard, f).map_err(|(guard, error)| (Tied { guard, lock }, error))
        })
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::RwLockWriteGuard::unlocked`](lock_api::RwLockWriteGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::RwLockWriteGuard::unlocked(&mut tied.guard, f))
    }
}

impl<'a, R: RawRwLockDowngrade + 'a, T: ?Sized + 'a> RwLockWriteGuard<'a, R, T> {
    /// A guard to read:
    /// [`parking_lot::RwLockWriteGuard::downgrade`](lock_api::RwLockWriteGuard::downgrade).
    #[inline]
    pub fn downgrade(s: Self) -> RwLockReadGuard<'a, R, T> {
        Self::change(s, Access::Shared, |tied| tied.map(lock_api::RwLockWriteGuard::downgrade))
    }
}

impl<'a, R: RawRwLockUpgradeDowngrade + 'a, T: ?Sized + 'a> RwLockWriteGuard<'a, R, T> {
    /// A guard to read that can be upgraded:
    /// [`parking_lot::RwLockWriteGuard::downgrade_to_upgradable`](lock_api::RwLockWriteGuard::downgrade_to_upgradable).
    #[inline]
    pub fn downgrade_to_upgradable(s: Self) -> RwLockUpgradableReadGuard<'a, R, T> {
        Self::change(s, Access::Shared, |tied| tied.map(lock_api::RwLockWriteGuard::downgrade_to_upgradable))
    }
}

impl<'a, R: RawRwLockFair + 'a, T: ?Sized + 'a> RwLockWriteGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::RwLockWriteGuard::unlock_fair`](lock_api::RwLockWriteGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, |tied| lock_api::RwLockWriteGuard::unlock_fair(tied.guard));
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::RwLockWriteGuard::unlocked_fair`](lock_api::RwLockWriteGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::RwLockWriteGuard::unlocked_fair(&mut tied.guard, f))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::RwLockWriteGuard::bump`](lock_api::RwLockWriteGuard::bump).
    pub fn bump(s: &mut Self) {
        Self::pause(s, |tied| lock_api::RwLockWriteGuard::bump(&mut tied.guard));
    }
}

impl<'a, R: RawRwLock + 'a, T: ?Sized + 'a> MappedRwLockReadGuard<'a, R, T> {
    /// A guard of a part of the value:
    /// [`parking_lot::MappedRwLockReadGuard::map`](lock_api::MappedRwLockReadGuard::map).
    #[inline]
    pub fn map<U: ?Sized, F>(s: Self, f: F) -> MappedRwLockReadGuard<'a, R, U>
    where
        F: FnOnce(&T) -> &U,
    {
        Self::map_raw(s, |guard| lock_api::MappedRwLockReadGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`parking_lot::MappedRwLockReadGuard::try_map`](lock_api::MappedRwLockReadGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U: ?Sized, F>(s: Self, f: F) -> Result<MappedRwLockReadGuard<'a, R, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        Self::try_map_raw(s, |guard| lock_api::MappedRwLockReadGuard::try_map(guard, f))
    }

    /// The same where that has a reason:
    /// [`parking_lot::MappedRwLockReadGuard::try_map_or_else`](lock_api::MappedRwLockReadGuard::try_map_or_else).
    ///
    /// # Errors
    /// There is none: the guard is in the error, with what `f` says.
    #[inline]
    pub fn try_map_or_else<U: ?Sized, F, E>(s: Self, f: F) -> Result<MappedRwLockReadGuard<'a, R, U>, (Self, E)>
    where
        F: FnOnce(&T) -> Result<&U, E>,
    {
        Self::try_map_raw_or_err(s, |guard| lock_api::MappedRwLockReadGuard::try_map_or_else(guard, f))
    }
}

impl<'a, R: RawRwLockFair + 'a, T: ?Sized + 'a> MappedRwLockReadGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::MappedRwLockReadGuard::unlock_fair`](lock_api::MappedRwLockReadGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, lock_api::MappedRwLockReadGuard::unlock_fair);
    }
}

impl<'a, R: RawRwLock + 'a, T: ?Sized + 'a> MappedRwLockWriteGuard<'a, R, T> {
    /// A guard of a part of the value:
    /// [`parking_lot::MappedRwLockWriteGuard::map`](lock_api::MappedRwLockWriteGuard::map).
    #[inline]
    pub fn map<U: ?Sized, F>(s: Self, f: F) -> MappedRwLockWriteGuard<'a, R, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(s, |guard| lock_api::MappedRwLockWriteGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`parking_lot::MappedRwLockWriteGuard::try_map`](lock_api::MappedRwLockWriteGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U: ?Sized, F>(s: Self, f: F) -> Result<MappedRwLockWriteGuard<'a, R, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(s, |guard| lock_api::MappedRwLockWriteGuard::try_map(guard, f))
    }

    /// The same where that has a reason:
    /// [`parking_lot::MappedRwLockWriteGuard::try_map_or_err`](lock_api::MappedRwLockWriteGuard::try_map_or_err).
    ///
    /// # Errors
    /// There is none: the guard is in the error, with what `f` says.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, F, E>(s: Self, f: F) -> Result<MappedRwLockWriteGuard<'a, R, U>, (Self, E)>
    where
        F: FnOnce(&mut T) -> Result<&mut U, E>,
    {
        Self::try_map_raw_or_err(s, |guard| lock_api::MappedRwLockWriteGuard::try_map_or_err(guard, f))
    }
}

impl<'a, R: RawRwLockFair + 'a, T: ?Sized + 'a> MappedRwLockWriteGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::MappedRwLockWriteGuard::unlock_fair`](lock_api::MappedRwLockWriteGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, lock_api::MappedRwLockWriteGuard::unlock_fair);
    }
}
