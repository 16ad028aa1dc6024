//! Guards of `async_lock::RwLock` that keep it alive.

use std::sync::Arc;

use ::async_lock as raw;

use super::{
    super::lock::{Exclusive, OwnedGuard, Shared, Upgradable, guard_of, keep, keeper, map, try_keep, try_turn, turn},
    mutex::Room,
    rwlock::{RwLock, try_upgrade, upgrade_blocking},
};
use crate::engine::flow::{Access, Guards, GuardsMut, Owned};

/// [`async_lock::RwLockReadGuardArc`](::async_lock::RwLockReadGuardArc), followed.
pub type RwLockReadGuardArc<T> = OwnedGuard<raw::RwLock<T>, Shared<T>>;
/// [`async_lock::RwLockUpgradableReadGuardArc`](::async_lock::RwLockUpgradableReadGuardArc), followed.
pub type RwLockUpgradableReadGuardArc<T> = OwnedGuard<raw::RwLock<T>, Upgradable<T>>;
/// [`async_lock::RwLockWriteGuardArc`](::async_lock::RwLockWriteGuardArc), followed.
pub type RwLockWriteGuardArc<T> = OwnedGuard<raw::RwLock<T>, Exclusive<T>>;

impl<T> Guards<raw::RwLock<T>> for Shared<T> {
    type Target = T;
    type Guard<'a>
        = raw::RwLockReadGuard<'a, T>
    where
        Self: 'a,
        raw::RwLock<T>: 'a;
    type Like = raw::RwLockReadGuardArc<T>;
    type Room = Room;
}

impl<T: ?Sized> Guards<raw::RwLock<T>> for Upgradable<T> {
    type Target = T;
    type Guard<'a>
        = raw::RwLockUpgradableReadGuard<'a, T>
    where
        Self: 'a,
        raw::RwLock<T>: 'a;
    type Like = raw::RwLockUpgradableReadGuardArc<T>;
    type Room = Room;
}

impl<T: ?Sized> Guards<raw::RwLock<T>> for Exclusive<T> {
    type Target = T;
    type Guard<'a>
        = raw::RwLockWriteGuard<'a, T>
    where
        Self: 'a,
        raw::RwLock<T>: 'a;
    type Like = raw::RwLockWriteGuardArc<T>;
    type Room = Room;
}

impl<T: ?Sized> GuardsMut<raw::RwLock<T>> for Exclusive<T> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut raw::RwLockWriteGuard<'_, T>) -> &'g mut T {
        guard
    }
}

impl<T> RwLock<T> {
    /// Takes the lock to read, as soon as nobody writes, and keeps it alive:
    /// [`async_lock::RwLock::read_arc`](::async_lock::RwLock::read_arc).
    #[inline]
    pub async fn read_arc(self: &Arc<Self>) -> RwLockReadGuardArc<T> {
        let guard = Self::wait_until(self, Access::Shared, Self::raw(self).read()).await;
        keep(self, Access::Shared, guard)
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLock::read_arc_blocking`](::async_lock::RwLock::read_arc_blocking).
    #[inline]
    pub fn read_arc_blocking(self: &Arc<Self>) -> RwLockReadGuardArc<T> {
        let guard = guard_of(self, Access::Shared, raw::RwLock::try_read, raw::RwLock::read_blocking);
        keep(self, Access::Shared, guard)
    }

    /// Takes the lock to read if nobody writes now, and keeps it alive:
    /// [`async_lock::RwLock::try_read_arc`](::async_lock::RwLock::try_read_arc).
    #[inline]
    pub fn try_read_arc(self: &Arc<Self>) -> Option<RwLockReadGuardArc<T>> {
        try_keep::<_, Shared<T>, _>(self, Access::Shared, raw::RwLock::try_read)
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock to read and perhaps to write later, as soon as nobody else does either, and keeps it alive:
    /// [`async_lock::RwLock::upgradable_read_arc`](::async_lock::RwLock::upgradable_read_arc).
    #[inline]
    pub async fn upgradable_read_arc(self: &Arc<Self>) -> RwLockUpgradableReadGuardArc<T> {
        let guard = Self::wait_until(self, Access::Shared, Self::raw(self).upgradable_read()).await;
        keep(self, Access::Shared, guard)
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLock::upgradable_read_arc_blocking`](::async_lock::RwLock::upgradable_read_arc_blocking).
    #[inline]
    pub fn upgradable_read_arc_blocking(self: &Arc<Self>) -> RwLockUpgradableReadGuardArc<T> {
        let guard =
            guard_of(self, Access::Shared, raw::RwLock::try_upgradable_read, raw::RwLock::upgradable_read_blocking);
        keep(self, Access::Shared, guard)
    }

    /// Takes the lock to read and perhaps to write later, if nobody else does either, and keeps it alive:
    /// [`async_lock::RwLock::try_upgradable_read_arc`](::async_lock::RwLock::try_upgradable_read_arc).
    #[inline]
    pub fn try_upgradable_read_arc(self: &Arc<Self>) -> Option<RwLockUpgradableReadGuardArc<T>> {
        try_keep::<_, Upgradable<T>, _>(self, Access::Shared, raw::RwLock::try_upgradable_read)
    }

    /// Takes the lock to write, as soon as it is free, and keeps it alive:
    /// [`async_lock::RwLock::write_arc`](::async_lock::RwLock::write_arc).
    #[inline]
    pub async fn write_arc(self: &Arc<Self>) -> RwLockWriteGuardArc<T> {
        let guard = Self::wait_until(self, Access::Exclusive, Self::raw(self).write()).await;
        keep(self, Access::Exclusive, guard)
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLock::write_arc_blocking`](::async_lock::RwLock::write_arc_blocking).
    #[inline]
    pub fn write_arc_blocking(self: &Arc<Self>) -> RwLockWriteGuardArc<T> {
        let guard = guard_of(self, Access::Exclusive, raw::RwLock::try_write, raw::RwLock::write_blocking);
        keep(self, Access::Exclusive, guard)
    }

    /// Takes the lock to write if it is free now, and keeps it alive:
    /// [`async_lock::RwLock::try_write_arc`](::async_lock::RwLock::try_write_arc).
    #[inline]
    pub fn try_write_arc(self: &Arc<Self>) -> Option<RwLockWriteGuardArc<T>> {
        try_keep::<_, Exclusive<T>, _>(self, Access::Exclusive, raw::RwLock::try_write)
    }
}

impl<T> RwLockUpgradableReadGuardArc<T> {
    /// A guard to read:
    /// [`async_lock::RwLockUpgradableReadGuardArc::downgrade`](::async_lock::RwLockUpgradableReadGuardArc::downgrade).
    #[inline]
    pub fn downgrade(guard: Self) -> RwLockReadGuardArc<T> {
        let lock = keeper(&guard).clone();
        map(guard, &lock, raw::RwLockUpgradableReadGuard::downgrade)
    }
}

impl<T: ?Sized> RwLockUpgradableReadGuardArc<T> {
    /// A guard to write, if nobody else reads now:
    /// [`async_lock::RwLockUpgradableReadGuardArc::try_upgrade`](::async_lock::RwLockUpgradableReadGuardArc::try_upgrade).
    ///
    /// # Errors
    /// It cannot be now: the guard is in the error.
    #[inline]
    pub fn try_upgrade(guard: Self) -> Result<RwLockWriteGuardArc<T>, Self> {
        let lock = keeper(&guard).clone();
        try_turn(guard, &lock, Access::Exclusive, |guard| try_upgrade(&lock, guard))
    }

    /// A guard to write, as soon as nobody else reads:
    /// [`async_lock::RwLockUpgradableReadGuardArc::upgrade`](::async_lock::RwLockUpgradableReadGuardArc::upgrade).
    #[inline]
    pub async fn upgrade(guard: Self) -> RwLockWriteGuardArc<T> {
        let lock = keeper(&guard).clone();
        let guard = Self::end(guard, |owned| Owned::lend(owned, &lock));
        let upgrade = raw::RwLockUpgradableReadGuard::upgrade(guard);
        let guard = RwLock::wait_until(&lock, Access::Exclusive, upgrade).await;
        keep(&lock, Access::Exclusive, guard)
    }

    /// The same, and blocks until then:
    /// [`async_lock::RwLockUpgradableReadGuardArc::upgrade_blocking`](::async_lock::RwLockUpgradableReadGuardArc::upgrade_blocking).
    #[inline]
    pub fn upgrade_blocking(guard: Self) -> RwLockWriteGuardArc<T> {
        let lock = keeper(&guard).clone();
        turn(guard, &lock, Access::Exclusive, |guard| upgrade_blocking(&lock, guard))
    }
}

impl<T> RwLockWriteGuardArc<T> {
    /// A guard to read:
    /// [`async_lock::RwLockWriteGuardArc::downgrade`](::async_lock::RwLockWriteGuardArc::downgrade).
    #[inline]
    pub fn downgrade(guard: Self) -> RwLockReadGuardArc<T> {
        let lock = keeper(&guard).clone();
        turn(guard, &lock, Access::Shared, raw::RwLockWriteGuard::downgrade)
    }
}

impl<T: ?Sized> RwLockWriteGuardArc<T> {
    /// A guard to read that can be upgraded:
    /// [`async_lock::RwLockWriteGuardArc::downgrade_to_upgradable`](::async_lock::RwLockWriteGuardArc::downgrade_to_upgradable).
    #[inline]
    pub fn downgrade_to_upgradable(guard: Self) -> RwLockUpgradableReadGuardArc<T> {
        let lock = keeper(&guard).clone();
        turn(guard, &lock, Access::Shared, raw::RwLockWriteGuard::downgrade_to_upgradable)
    }
}
