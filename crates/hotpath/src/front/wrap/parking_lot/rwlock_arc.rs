//! Guards of `lock_api::RwLock` that keep it alive: how the lock is taken.

use std::sync::Arc;

use ::parking_lot::lock_api::{
    self, RawRwLock, RawRwLockRecursive, RawRwLockRecursiveTimed, RawRwLockTimed, RawRwLockUpgrade,
    RawRwLockUpgradeTimed,
};

use super::{
    super::lock::{Exclusive, OwnedGuard, Shared, Upgradable, guard_of, keep, keep_in_time, try_keep},
    mutex_arc::Room,
    rwlock::RwLock,
};
use crate::engine::flow::{Access, Guards, GuardsMut};

/// [`lock_api::ArcRwLockReadGuard`], followed.
pub type ArcRwLockReadGuard<R, T> = OwnedGuard<lock_api::RwLock<R, T>, Shared<T>>;
/// [`lock_api::ArcRwLockUpgradableReadGuard`], followed.
pub type ArcRwLockUpgradableReadGuard<R, T> = OwnedGuard<lock_api::RwLock<R, T>, Upgradable<T>>;
/// [`lock_api::ArcRwLockWriteGuard`], followed.
pub type ArcRwLockWriteGuard<R, T> = OwnedGuard<lock_api::RwLock<R, T>, Exclusive<T>>;

impl<R: RawRwLock, T: ?Sized> Guards<lock_api::RwLock<R, T>> for Shared<T> {
    type Target = T;
    type Guard<'a>
        = lock_api::RwLockReadGuard<'a, R, T>
    where
        Self: 'a,
        lock_api::RwLock<R, T>: 'a;
    type Like = lock_api::ArcRwLockReadGuard<R, T>;
    type Room = Room;
}

impl<R: RawRwLockUpgrade, T: ?Sized> Guards<lock_api::RwLock<R, T>> for Upgradable<T> {
    type Target = T;
    type Guard<'a>
        = lock_api::RwLockUpgradableReadGuard<'a, R, T>
    where
        Self: 'a,
        lock_api::RwLock<R, T>: 'a;
    type Like = lock_api::ArcRwLockUpgradableReadGuard<R, T>;
    type Room = Room;
}

impl<R: RawRwLock, T: ?Sized> Guards<lock_api::RwLock<R, T>> for Exclusive<T> {
    type Target = T;
    type Guard<'a>
        = lock_api::RwLockWriteGuard<'a, R, T>
    where
        Self: 'a,
        lock_api::RwLock<R, T>: 'a;
    type Like = lock_api::ArcRwLockWriteGuard<R, T>;
    type Room = Room;
}

impl<R: RawRwLock, T: ?Sized> GuardsMut<lock_api::RwLock<R, T>> for Exclusive<T> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut lock_api::RwLockWriteGuard<'_, R, T>) -> &'g mut T {
        guard
    }
}

impl<R: RawRwLock, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, as soon as nobody writes, and keeps it alive:
    /// [`parking_lot::RwLock::read_arc`](lock_api::RwLock::read_arc).
    #[inline]
    pub fn read_arc(self: &Arc<Self>) -> ArcRwLockReadGuard<R, T> {
        let guard = guard_of(self, Access::Shared, lock_api::RwLock::try_read, lock_api::RwLock::read);
        keep(self, Access::Shared, guard)
    }

    /// Takes the lock to read if nobody writes now, and keeps it alive:
    /// [`parking_lot::RwLock::try_read_arc`](lock_api::RwLock::try_read_arc).
    #[inline]
    pub fn try_read_arc(self: &Arc<Self>) -> Option<ArcRwLockReadGuard<R, T>> {
        try_keep::<_, Shared<T>, _>(self, Access::Shared, lock_api::RwLock::try_read)
    }

    /// Takes the lock to write, as soon as it is free, and keeps it alive:
    /// [`parking_lot::RwLock::write_arc`](lock_api::RwLock::write_arc).
    #[inline]
    pub fn write_arc(self: &Arc<Self>) -> ArcRwLockWriteGuard<R, T> {
        let guard = guard_of(self, Access::Exclusive, lock_api::RwLock::try_write, lock_api::RwLock::write);
        keep(self, Access::Exclusive, guard)
    }

    /// Takes the lock to write if it is free now, and keeps it alive:
    /// [`parking_lot::RwLock::try_write_arc`](lock_api::RwLock::try_write_arc).
    #[inline]
    pub fn try_write_arc(self: &Arc<Self>) -> Option<ArcRwLockWriteGuard<R, T>> {
        try_keep::<_, Exclusive<T>, _>(self, Access::Exclusive, lock_api::RwLock::try_write)
    }
}

impl<R: RawRwLockTimed, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, if nobody writes in time, and keeps it alive:
    /// [`parking_lot::RwLock::try_read_arc_for`](lock_api::RwLock::try_read_arc_for).
    pub fn try_read_arc_for(self: &Arc<Self>, timeout: R::Duration) -> Option<ArcRwLockReadGuard<R, T>> {
        keep_in_time::<_, Shared<T>>(self, Access::Shared, lock_api::RwLock::try_read, |raw| raw.try_read_for(timeout))
    }

    /// Takes the lock to read, if nobody writes in time, and keeps it alive:
    /// [`parking_lot::RwLock::try_read_arc_until`](lock_api::RwLock::try_read_arc_until).
    pub fn try_read_arc_until(self: &Arc<Self>, timeout: R::Instant) -> Option<ArcRwLockReadGuard<R, T>> {
        keep_in_time::<_, Shared<T>>(self, Access::Shared, lock_api::RwLock::try_read, |raw| {
            raw.try_read_until(timeout)
        })
    }

    /// Takes the lock to write, if it is free in time, and keeps it alive:
    /// [`parking_lot::RwLock::try_write_arc_for`](lock_api::RwLock::try_write_arc_for).
    pub fn try_write_arc_for(self: &Arc<Self>, timeout: R::Duration) -> Option<ArcRwLockWriteGuard<R, T>> {
        keep_in_time::<_, Exclusive<T>>(self, Access::Exclusive, lock_api::RwLock::try_write, |raw| {
            raw.try_write_for(timeout)
        })
    }

    /// Takes the lock to write, if it is free in time, and keeps it alive:
    /// [`parking_lot::RwLock::try_write_arc_until`](lock_api::RwLock::try_write_arc_until).
    pub fn try_write_arc_until(self: &Arc<Self>, timeout: R::Instant) -> Option<ArcRwLockWriteGuard<R, T>> {
        keep_in_time::<_, Exclusive<T>>(self, Access::Exclusive, lock_api::RwLock::try_write, |raw| {
            raw.try_write_until(timeout)
        })
    }
}

impl<R: RawRwLockRecursive, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, also before those who wait to write, and keeps it alive:
    /// [`parking_lot::RwLock::read_arc_recursive`](lock_api::RwLock::read_arc_recursive).
    #[inline]
    pub fn read_arc_recursive(self: &Arc<Self>) -> ArcRwLockReadGuard<R, T> {
        let guard =
            guard_of(self, Access::Shared, lock_api::RwLock::try_read_recursive, lock_api::RwLock::read_recursive);
        keep(self, Access::Shared, guard)
    }

    /// Takes the lock to read if nobody writes now, also before those who wait to, and keeps it alive:
    /// [`parking_lot::RwLock::try_read_recursive_arc`](lock_api::RwLock::try_read_recursive_arc).
    #[inline]
    pub fn try_read_recursive_arc(self: &Arc<Self>) -> Option<ArcRwLockReadGuard<R, T>> {
        try_keep::<_, Shared<T>, _>(self, Access::Shared, lock_api::RwLock::try_read_recursive)
    }
}

impl<R: RawRwLockRecursiveTimed, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read, if nobody writes in time, also before those who wait to, and keeps it alive:
    /// [`parking_lot::RwLock::try_read_arc_recursive_for`](lock_api::RwLock::try_read_arc_recursive_for).
    pub fn try_read_arc_recursive_for(self: &Arc<Self>, timeout: R::Duration) -> Option<ArcRwLockReadGuard<R, T>> {
        keep_in_time::<_, Shared<T>>(self, Access::Shared, lock_api::RwLock::try_read_recursive, |raw| {
            raw.try_read_recursive_for(timeout)
        })
    }

    /// Takes the lock to read, if nobody writes in time, also before those who wait to, and keeps it alive:
    /// [`parking_lot::RwLock::try_read_arc_recursive_until`](lock_api::RwLock::try_read_arc_recursive_until).
    pub fn try_read_arc_recursive_until(self: &Arc<Self>, timeout: R::Instant) -> Option<ArcRwLockReadGuard<R, T>> {
        keep_in_time::<_, Shared<T>>(self, Access::Shared, lock_api::RwLock::try_read_recursive, |raw| {
            raw.try_read_recursive_until(timeout)
        })
    }
}

impl<R: RawRwLockUpgrade, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read and perhaps to write later, as soon as nobody else does either, and keeps it alive:
    /// [`parking_lot::RwLock::upgradable_read_arc`](lock_api::RwLock::upgradable_read_arc).
    #[inline]
    pub fn upgradable_read_arc(self: &Arc<Self>) -> ArcRwLockUpgradableReadGuard<R, T> {
        let guard =
            guard_of(self, Access::Shared, lock_api::RwLock::try_upgradable_read, lock_api::RwLock::upgradable_read);
        keep(self, Access::Shared, guard)
    }

    /// Takes the lock to read and perhaps to write later, if nobody else does either, and keeps it alive:
    /// [`parking_lot::RwLock::try_upgradable_read_arc`](lock_api::RwLock::try_upgradable_read_arc).
    #[inline]
    pub fn try_upgradable_read_arc(self: &Arc<Self>) -> Option<ArcRwLockUpgradableReadGuard<R, T>> {
        try_keep::<_, Upgradable<T>, _>(self, Access::Shared, lock_api::RwLock::try_upgradable_read)
    }
}

impl<R: RawRwLockUpgradeTimed, T: ?Sized> RwLock<R, T> {
    /// Takes the lock to read and perhaps to write later, if nobody else does either in time, and keeps it alive:
    /// [`parking_lot::RwLock::try_upgradable_read_arc_for`](lock_api::RwLock::try_upgradable_read_arc_for).
    pub fn try_upgradable_read_arc_for(
        self: &Arc<Self>,
        timeout: R::Duration,
    ) -> Option<ArcRwLockUpgradableReadGuard<R, T>> {
        keep_in_time::<_, Upgradable<T>>(self, Access::Shared, lock_api::RwLock::try_upgradable_read, |raw| {
            raw.try_upgradable_read_for(timeout)
        })
    }

    /// Takes the lock to read and perhaps to write later, if nobody else does either in time, and keeps it alive:
    /// [`parking_lot::RwLock::try_upgradable_read_arc_until`](lock_api::RwLock::try_upgradable_read_arc_until).
    pub fn try_upgradable_read_arc_until(
        self: &Arc<Self>,
        timeout: R::Instant,
    ) -> Option<ArcRwLockUpgradableReadGuard<R, T>> {
        keep_in_time::<_, Upgradable<T>>(self, Access::Shared, lock_api::RwLock::try_upgradable_read, |raw| {
            raw.try_upgradable_read_until(timeout)
        })
    }
}
