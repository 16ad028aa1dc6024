//! `async_lock::RwLock`.

use core::future::Future;

use ::async_lock as raw;

use super::super::lock::Shareable;
use super::super::lock::{Tied, take, tie, try_take};
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`async_lock::RwLock`](::async_lock::RwLock), followed. It is made by [`rw_lock!`](crate::rw_lock!).
pub type RwLock<T> = Locked<raw::RwLock<T>>;
/// [`async_lock::RwLockReadGuard`](::async_lock::RwLockReadGuard), followed.
pub type RwLockReadGuard<'a, T> = LockGuard<'a, raw::RwLockReadGuard<'a, T>>;
/// [`async_lock::RwLockUpgradableReadGuard`](::async_lock::RwLockUpgradableReadGuard), followed.
pub type RwLockUpgradableReadGuard<'a, T> =
    LockGuard<'a, Tied<'a, raw::RwLock<T>, raw::RwLockUpgradableReadGuard<'a, T>>>;
/// [`async_lock::RwLockWriteGuard`](::async_lock::RwLockWriteGuard), followed.
pub type RwLockWriteGuard<'a, T> = LockGuard<'a, Tied<'a, raw::RwLock<T>, raw::RwLockWriteGuard<'a, T>>>;

impl<T> Shareable for raw::RwLock<T> {}

impl<T> RwLock<T> {
    /// The value:
    /// [`async_lock::RwLock::into_inner`](::async_lock::RwLock::into_inner).
    pub fn into_inner(self) -> T {
        Self::into_raw(self).into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock to read, as soon as nobody writes:
    /// [`async_lock::RwLock::read`](::async_lock::RwLock::read).
    #[inline]
    pub async fn read(&self) -> RwLockReadGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Shared, Self::raw(self).read()).await;
        Self::held(self, Access::Shared, guard)
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLock::read_blocking`](::async_lock::RwLock::read_blocking).
    #[inline]
    pub fn read_blocking(&self) -> RwLockReadGuard<'_, T> {
        take(self, Access::Shared, raw::RwLock::try_read, raw::RwLock::read_blocking)
    }

    /// Takes the lock to read if nobody writes now:
    /// [`async_lock::RwLock::try_read`](::async_lock::RwLock::try_read).
    #[inline]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        try_take(self, Access::Shared, raw::RwLock::try_read)
    }

    /// Takes the lock to read and perhaps to write later, as soon as nobody else does either:
    /// [`async_lock::RwLock::upgradable_read`](::async_lock::RwLock::upgradable_read).
    #[inline]
    pub async fn upgradable_read(&self) -> RwLockUpgradableReadGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Shared, Self::raw(self).upgradable_read()).await;
        tie(self, Self::held(self, Access::Shared, guard))
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLock::upgradable_read_blocking`](::async_lock::RwLock::upgradable_read_blocking).
    #[inline]
    pub fn upgradable_read_blocking(&self) -> RwLockUpgradableReadGuard<'_, T> {
        tie(self, take(self, Access::Shared, raw::RwLock::try_upgradable_read, raw::RwLock::upgradable_read_blocking))
    }

    /// Takes the lock to read and perhaps to write later, if nobody else does either:
    /// [`async_lock::RwLock::try_upgradable_read`](::async_lock::RwLock::try_upgradable_read).
    #[inline]
    pub fn try_upgradable_read(&self) -> Option<RwLockUpgradableReadGuard<'_, T>> {
        try_take(self, Access::Shared, raw::RwLock::try_upgradable_read).map(|guard| tie(self, guard))
    }

    /// Takes the lock to write, as soon as it is free:
    /// [`async_lock::RwLock::write`](::async_lock::RwLock::write).
    #[inline]
    pub async fn write(&self) -> RwLockWriteGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Exclusive, Self::raw(self).write()).await;
        tie(self, Self::held(self, Access::Exclusive, guard))
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLock::write_blocking`](::async_lock::RwLock::write_blocking).
    #[inline]
    pub fn write_blocking(&self) -> RwLockWriteGuard<'_, T> {
        tie(self, take(self, Access::Exclusive, raw::RwLock::try_write, raw::RwLock::write_blocking))
    }

    /// Takes the lock to write if it is free now:
    /// [`async_lock::RwLock::try_write`](::async_lock::RwLock::try_write).
    #[inline]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        try_take(self, Access::Exclusive, raw::RwLock::try_write).map(|guard| tie(self, guard))
    }
}

impl<'a, T: ?Sized> RwLockUpgradableReadGuard<'a, T> {
    /// A guard to read:
    /// [`async_lock::RwLockUpgradableReadGuard::downgrade`](::async_lock::RwLockUpgradableReadGuard::downgrade).
    #[inline]
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        Self::map_raw(guard, |tied| raw::RwLockUpgradableReadGuard::downgrade(tied.guard))
    }

    /// A guard to write, if nobody else reads now:
    /// [`async_lock::RwLockUpgradableReadGuard::try_upgrade`](::async_lock::RwLockUpgradableReadGuard::try_upgrade).
    ///
    /// # Errors
    /// It cannot be now: the guard is in the error.
    #[inline]
    pub fn try_upgrade(guard: Self) -> Result<RwLockWriteGuard<'a, T>, Self> {
        Self::try_change(guard, Access::Exclusive, |tied| tied.try_map(|guard, lock| try_upgrade(lock, guard)))
    }

    /// A guard to write, as soon as nobody else reads:
    /// [`async_lock::RwLockUpgradableReadGuard::upgrade`](::async_lock::RwLockUpgradableReadGuard::upgrade).
    #[inline]
    pub fn upgrade(guard: Self) -> impl Future<Output = RwLockWriteGuard<'a, T>> {
        let lock = Self::raw(&guard).lock;
        let written =
            Self::change_until(guard, Access::Exclusive, |tied| raw::RwLockUpgradableReadGuard::upgrade(tied.guard));
        async move { tie(lock, written.await) }
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLockUpgradableReadGuard::upgrade_blocking`](::async_lock::RwLockUpgradableReadGuard::upgrade_blocking).
    #[inline]
    pub fn upgrade_blocking(guard: Self) -> RwLockWriteGuard<'a, T> {
        Self::change(guard, Access::Exclusive, |Tied { guard, lock }| Tied {
            guard: upgrade_blocking(lock, guard),
            lock,
        })
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// A guard to read:
    /// [`async_lock::RwLockWriteGuard::downgrade`](::async_lock::RwLockWriteGuard::downgrade).
    #[inline]
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        Self::change(guard, Access::Shared, |tied| raw::RwLockWriteGuard::downgrade(tied.guard))
    }

    /// A guard to read that can be upgraded:
    /// [`async_lock::RwLockWriteGuard::downgrade_to_upgradable`](::async_lock::RwLockWriteGuard::downgrade_to_upgradable).
    #[inline]
    pub fn downgrade_to_upgradable(guard: Self) -> RwLockUpgradableReadGuard<'a, T> {
        Self::change(guard, Access::Shared, |tied| tied.map(raw::RwLockWriteGuard::downgrade_to_upgradable))
    }
}

type Upgradable<'a, T> = raw::RwLockUpgradableReadGuard<'a, T>;

/// Upgrades the guard, if nobody else reads now.
#[inline]
pub(super) fn try_upgrade<'a, T: ?Sized>(
    lock: &RwLock<T>,
    guard: Upgradable<'a, T>,
) -> Result<raw::RwLockWriteGuard<'a, T>, Upgradable<'a, T>> {
    Upgradable::try_upgrade(guard).inspect_err(|_| Locked::fail(lock, Access::Exclusive))
}

/// Upgrades the guard, as soon as nobody else reads.
#[inline]
pub(super) fn upgrade_blocking<'a, T: ?Sized>(
    lock: &RwLock<T>,
    guard: Upgradable<'a, T>,
) -> raw::RwLockWriteGuard<'a, T> {
    Upgradable::try_upgrade(guard).unwrap_or_else(|guard| {
        let _wait = Locked::wait(lock, Access::Exclusive);
        Upgradable::upgrade_blocking(guard)
    })
}
