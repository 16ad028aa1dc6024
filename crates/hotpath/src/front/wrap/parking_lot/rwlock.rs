//! `lock_api::RwLock`, of which parking_lot's is a kind.

use ::parking_lot::lock_api::{
    self, RawRwLock, RawRwLockRecursive, RawRwLockRecursiveTimed, RawRwLockTimed, RawRwLockUpgrade,
    RawRwLockUpgradeTimed,
};

use super::super::lock::Shareable;
use super::{
    super::lock::{take, take_in_time, tie, try_take},
    rwlock_guard::{RwLockReadGuard, RwLockWriteGuard},
    upgradable::RwLockUpgradableReadGuard,
};
use crate::engine::flow::{Access, Locked};

/// [`lock_api::RwLock`], followed. It is made by [`rw_lock!`](crate::rw_lock!).
pub type RwLock<R, T> = Locked<lock_api::RwLock<R, T>>;

impl<R, T> Shareable for lock_api::RwLock<R, T> {}

impl<R: RawRwLock, T> RwLock<R, T> {
    /// The value:
    /// [`parking_lot::RwLock::into_inner`](lock_api::RwLock::into_inner).
    pub fn into_inner(self) -> T {
        Self::into_raw(self).into_inner()
    }
}

impl<R: RawRwLock, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, as soon as nobody writes:
    /// [`parking_lot::RwLock::read`](lock_api::RwLock::read).
    #[inline]
    pub fn read(&self) -> RwLockReadGuard<'_, R, T> {
        tie(self, take(self, Access::Shared, lock_api::RwLock::try_read, lock_api::RwLock::read))
    }

    /// Takes the lock to read if nobody writes now:
    /// [`parking_lot::RwLock::try_read`](lock_api::RwLock::try_read).
    #[inline]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, R, T>> {
        try_take(self, Access::Shared, lock_api::RwLock::try_read).map(|guard| tie(self, guard))
    }

    /// Takes the lock to write, as soon as it is free:
    /// [`parking_lot::RwLock::write`](lock_api::RwLock::write).
    #[inline]
    pub fn write(&self) -> RwLockWriteGuard<'_, R, T> {
        tie(self, take(self, Access::Exclusive, lock_api::RwLock::try_write, lock_api::RwLock::write))
    }

    /// Takes the lock to write if it is free now:
    /// [`parking_lot::RwLock::try_write`](lock_api::RwLock::try_write).
    #[inline]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, R, T>> {
        try_take(self, Access::Exclusive, lock_api::RwLock::try_write).map(|guard| tie(self, guard))
    }
}

impl<R: RawRwLockTimed, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, if nobody writes in time:
    /// [`parking_lot::RwLock::try_read_for`](lock_api::RwLock::try_read_for).
    pub fn try_read_for(&self, timeout: R::Duration) -> Option<RwLockReadGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Shared, lock_api::RwLock::try_read, |raw| raw.try_read_for(timeout));
        guard.map(|guard| tie(self, guard))
    }

    /// Takes the lock to read, if nobody writes in time:
    /// [`parking_lot::RwLock::try_read_until`](lock_api::RwLock::try_read_until).
    pub fn try_read_until(&self, timeout: R::Instant) -> Option<RwLockReadGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Shared, lock_api::RwLock::try_read, |raw| raw.try_read_until(timeout));
        guard.map(|guard| tie(self, guard))
    }

    /// Takes the lock to write, if it is free in time:
    /// [`parking_lot::RwLock::try_write_for`](lock_api::RwLock::try_write_for).
    pub fn try_write_for(&self, timeout: R::Duration) -> Option<RwLockWriteGuard<'_, R, T>> {
        let guard =
            take_in_time(self, Access::Exclusive, lock_api::RwLock::try_write, |raw| raw.try_write_for(timeout));
        guard.map(|guard| tie(self, guard))
    }

    /// Takes the lock to write, if it is free in time:
    /// [`parking_lot::RwLock::try_write_until`](lock_api::RwLock::try_write_until).
    pub fn try_write_until(&self, timeout: R::Instant) -> Option<RwLockWriteGuard<'_, R, T>> {
        let guard =
            take_in_time(self, Access::Exclusive, lock_api::RwLock::try_write, |raw| raw.try_write_until(timeout));
        guard.map(|guard| tie(self, guard))
    }
}

impl<R: RawRwLockRecursive, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, also before those who wait to write:
    /// [`parking_lot::RwLock::read_recursive`](lock_api::RwLock::read_recursive).
    #[inline]
    pub fn read_recursive(&self) -> RwLockReadGuard<'_, R, T> {
        tie(self, take(self, Access::Shared, lock_api::RwLock::try_read_recursive, lock_api::RwLock::read_recursive))
    }

    /// Takes the lock to read if nobody writes now, also before those who wait to:
    /// [`parking_lot::RwLock::try_read_recursive`](lock_api::RwLock::try_read_recursive).
    #[inline]
    pub fn try_read_recursive(&self) -> Option<RwLockReadGuard<'_, R, T>> {
        try_take(self, Access::Shared, lock_api::RwLock::try_read_recursive).map(|guard| tie(self, guard))
    }
}

impl<R: RawRwLockRecursiveTimed, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, if nobody writes in time, also before those who wait to:
    /// [`parking_lot::RwLock::try_read_recursive_for`](lock_api::RwLock::try_read_recursive_for).
    pub fn try_read_recursive_for(&self, timeout: R::Duration) -> Option<RwLockReadGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Shared, lock_api::RwLock::try_read_recursive, |raw| {
            raw.try_read_recursive_for(timeout)
        });
        guard.map(|guard| tie(self, guard))
    }

    /// Takes the lock to read, if nobody writes in time, also before those who wait to:
    /// [`parking_lot::RwLock::try_read_recursive_until`](lock_api::RwLock::try_read_recursive_until).
    pub fn try_read_recursive_until(&self, timeout: R::Instant) -> Option<RwLockReadGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Shared, lock_api::RwLock::try_read_recursive, |raw| {
            raw.try_read_recursive_until(timeout)
        });
        guard.map(|guard| tie(self, guard))
    }
}

impl<R: RawRwLockUpgrade, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read and perhaps to write later, as soon as nobody else does either:
    /// [`parking_lot::RwLock::upgradable_read`](lock_api::RwLock::upgradable_read).
    #[inline]
    pub fn upgradable_read(&self) -> RwLockUpgradableReadGuard<'_, R, T> {
        tie(self, take(self, Access::Shared, lock_api::RwLock::try_upgradable_read, lock_api::RwLock::upgradable_read))
    }

    /// Takes the lock to read and perhaps to write later, if nobody else does either:
    /// [`parking_lot::RwLock::try_upgradable_read`](lock_api::RwLock::try_upgradable_read).
    #[inline]
    pub fn try_upgradable_read(&self) -> Option<RwLockUpgradableReadGuard<'_, R, T>> {
        try_take(self, Access::Shared, lock_api::RwLock::try_upgradable_read).map(|guard| tie(self, guard))
    }
}

impl<R: RawRwLockUpgradeTimed, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read and perhaps to write later, if nobody else does either in time:
    /// [`parking_lot::RwLock::try_upgradable_read_for`](lock_api::RwLock::try_upgradable_read_for).
    pub fn try_upgradable_read_for(&self, timeout: R::Duration) -> Option<RwLockUpgradableReadGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Shared, lock_api::RwLock::try_upgradable_read, |raw| {
            raw.try_upgradable_read_for(timeout)
        });
        guard.map(|guard| tie(self, guard))
    }

    /// Takes the lock to read and perhaps to write later, if nobody else does either in time:
    /// [`parking_lot::RwLock::try_upgradable_read_until`](lock_api::RwLock::try_upgradable_read_until).
    pub fn try_upgradable_read_until(&self, timeout: R::Instant) -> Option<RwLockUpgradableReadGuard<'_, R, T>> {
        let guard = take_in_time(self, Access::Shared, lock_api::RwLock::try_upgradable_read, |raw| {
            raw.try_upgradable_read_until(timeout)
        });
        guard.map(|guard| tie(self, guard))
    }
}
