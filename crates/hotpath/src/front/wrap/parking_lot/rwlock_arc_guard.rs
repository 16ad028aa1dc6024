//! Guards of `lock_api::RwLock` that keep it alive: what they can do.

use std::sync::Arc;

use ::parking_lot::lock_api::{
    self, RawRwLock, RawRwLockDowngrade, RawRwLockFair, RawRwLockUpgrade, RawRwLockUpgradeDowngrade,
    RawRwLockUpgradeFair, RawRwLockUpgradeTimed,
};

use super::{
    super::lock::{keeper, map, try_turn, turn},
    rwlock::RwLock,
    rwlock_arc::{ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard},
    upgradable::{try_upgrade, try_with_upgraded, upgrade, upgrade_in_time, with_upgraded},
};
use crate::engine::flow::{Access, Owned};

type Raw<'a, R, T> = lock_api::RwLockUpgradableReadGuard<'a, R, T>;

impl<R: RawRwLock, T: ?Sized> ArcRwLockReadGuard<R, T> {
    /// The lock:
    /// [`parking_lot::ArcRwLockReadGuard::rwlock`](lock_api::ArcRwLockReadGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(s: &Self) -> &Arc<RwLock<R, T>> {
        keeper(s)
    }

    /// Gives the lock back, and gives what kept it alive:
    /// [`parking_lot::ArcRwLockReadGuard::into_arc`](lock_api::ArcRwLockReadGuard::into_arc).
    #[must_use]
    pub fn into_arc(s: Self) -> Arc<RwLock<R, T>> {
        let lock = keeper(&s).clone();
        drop(s);
        lock
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::ArcRwLockReadGuard::unlocked`](lock_api::ArcRwLockReadGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, |guard| lock_api::RwLockReadGuard::unlocked(guard, f)))
    }
}

impl<R: RawRwLockFair, T: ?Sized> ArcRwLockReadGuard<R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::ArcRwLockReadGuard::unlock_fair`](lock_api::ArcRwLockReadGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        drop(Self::into_arc_fair(s));
    }

    /// The same, and gives what kept it alive:
    /// [`parking_lot::ArcRwLockReadGuard::into_arc_fair`](lock_api::ArcRwLockReadGuard::into_arc_fair).
    pub fn into_arc_fair(s: Self) -> Arc<RwLock<R, T>> {
        let lock = keeper(&s).clone();
        Self::end(s, |owned| lock_api::RwLockReadGuard::unlock_fair(Owned::lend(owned, &lock)));
        lock
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::ArcRwLockReadGuard::unlocked_fair`](lock_api::ArcRwLockReadGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, |guard| lock_api::RwLockReadGuard::unlocked_fair(guard, f)))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::ArcRwLockReadGuard::bump`](lock_api::ArcRwLockReadGuard::bump).
    pub fn bump(s: &mut Self) {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, lock_api::RwLockReadGuard::bump));
    }
}

impl<R: RawRwLock, T: ?Sized> ArcRwLockWriteGuard<R, T> {
    /// The lock:
    /// [`parking_lot::ArcRwLockWriteGuard::rwlock`](lock_api::ArcRwLockWriteGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(s: &Self) -> &Arc<RwLock<R, T>> {
        keeper(s)
    }

    /// Gives the lock back, and gives what kept it alive:
    /// [`parking_lot::ArcRwLockWriteGuard::into_arc`](lock_api::ArcRwLockWriteGuard::into_arc).
    #[must_use]
    pub fn into_arc(s: Self) -> Arc<RwLock<R, T>> {
        let lock = keeper(&s).clone();
        drop(s);
        lock
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::ArcRwLockWriteGuard::unlocked`](lock_api::ArcRwLockWriteGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, |guard| lock_api::RwLockWriteGuard::unlocked(guard, f)))
    }
}

impl<R: RawRwLockFair, T: ?Sized> ArcRwLockWriteGuard<R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::ArcRwLockWriteGuard::unlock_fair`](lock_api::ArcRwLockWriteGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        drop(Self::into_arc_fair(s));
    }

    /// The same, and gives what kept it alive:
    /// [`parking_lot::ArcRwLockWriteGuard::into_arc_fair`](lock_api::ArcRwLockWriteGuard::into_arc_fair).
    pub fn into_arc_fair(s: Self) -> Arc<RwLock<R, T>> {
        let lock = keeper(&s).clone();
        Self::end(s, |owned| lock_api::RwLockWriteGuard::unlock_fair(Owned::lend(owned, &lock)));
        lock
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::ArcRwLockWriteGuard::unlocked_fair`](lock_api::ArcRwLockWriteGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, |guard| lock_api::RwLockWriteGuard::unlocked_fair(guard, f)))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::ArcRwLockWriteGuard::bump`](lock_api::ArcRwLockWriteGuard::bump).
    pub fn bump(s: &mut Self) {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, lock_api::RwLockWriteGuard::bump));
    }
}

impl<R: RawRwLockDowngrade, T: ?Sized> ArcRwLockWriteGuard<R, T> {
    /// A guard to read:
    /// [`parking_lot::ArcRwLockWriteGuard::downgrade`](lock_api::ArcRwLockWriteGuard::downgrade).
    pub fn downgrade(s: Self) -> ArcRwLockReadGuard<R, T> {
        let lock = keeper(&s).clone();
        turn(s, &lock, Access::Shared, lock_api::RwLockWriteGuard::downgrade)
    }
}

impl<R: RawRwLockUpgradeDowngrade, T: ?Sized> ArcRwLockWriteGuard<R, T> {
    /// A guard to read that can be upgraded:
    /// [`parking_lot::ArcRwLockWriteGuard::downgrade_to_upgradable`](lock_api::ArcRwLockWriteGuard::downgrade_to_upgradable).
    pub fn downgrade_to_upgradable(s: Self) -> ArcRwLockUpgradableReadGuard<R, T> {
        let lock = keeper(&s).clone();
        turn(s, &lock, Access::Shared, lock_api::RwLockWriteGuard::downgrade_to_upgradable)
    }
}

impl<R: RawRwLockUpgrade, T: ?Sized> ArcRwLockUpgradableReadGuard<R, T> {
    /// The lock:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::rwlock`](lock_api::ArcRwLockUpgradableReadGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(s: &Self) -> &Arc<RwLock<R, T>> {
        keeper(s)
    }

    /// Gives the lock back, and gives what kept it alive:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::into_arc`](lock_api::ArcRwLockUpgradableReadGuard::into_arc).
    #[must_use]
    pub fn into_arc(s: Self) -> Arc<RwLock<R, T>> {
        let lock = keeper(&s).clone();
        drop(s);
        lock
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::unlocked`](lock_api::ArcRwLockUpgradableReadGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| {
            Owned::with(owned, &lock, |guard| lock_api::RwLockUpgradableReadGuard::unlocked(guard, f))
        })
    }
}

impl<R: RawRwLockUpgradeFair, T: ?Sized> ArcRwLockUpgradableReadGuard<R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::unlock_fair`](lock_api::ArcRwLockUpgradableReadGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        drop(Self::into_arc_fair(s));
    }

    /// The same, and gives what kept it alive:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::into_arc_fair`](lock_api::ArcRwLockUpgradableReadGuard::into_arc_fair).
    pub fn into_arc_fair(s: Self) -> Arc<RwLock<R, T>> {
        let lock = keeper(&s).clone();
        Self::end(s, |owned| lock_api::RwLockUpgradableReadGuard::unlock_fair(Owned::lend(owned, &lock)));
        lock
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::unlocked_fair`](lock_api::ArcRwLockUpgradableReadGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| {
            Owned::with(owned, &lock, |guard| lock_api::RwLockUpgradableReadGuard::unlocked_fair(guard, f))
        })
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::bump`](lock_api::ArcRwLockUpgradableReadGuard::bump).
    pub fn bump(s: &mut Self) {
        let lock = keeper(s).clone();
        Self::pause(s, |owned| Owned::with(owned, &lock, lock_api::RwLockUpgradableReadGuard::bump));
    }
}

impl<R: RawRwLockUpgrade, T: ?Sized> ArcRwLockUpgradableReadGuard<R, T> {
    /// A guard to write, as soon as nobody else reads:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::upgrade`](lock_api::ArcRwLockUpgradableReadGuard::upgrade).
    pub fn upgrade(s: Self) -> ArcRwLockWriteGuard<R, T> {
        let lock = keeper(&s).clone();
        turn(s, &lock, Access::Exclusive, |guard| upgrade(&lock, guard))
    }

    /// A guard to write, if nobody else reads now:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::try_upgrade`](lock_api::ArcRwLockUpgradableReadGuard::try_upgrade).
    ///
    /// # Errors
    /// It cannot be now: the guard is in the error.
    pub fn try_upgrade(s: Self) -> Result<ArcRwLockWriteGuard<R, T>, Self> {
        let lock = keeper(&s).clone();
        try_turn(s, &lock, Access::Exclusive, |guard| try_upgrade(&lock, guard))
    }
}

impl<R: RawRwLockUpgradeDowngrade, T: ?Sized> ArcRwLockUpgradableReadGuard<R, T> {
    /// A guard to read:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::downgrade`](lock_api::ArcRwLockUpgradableReadGuard::downgrade).
    pub fn downgrade(s: Self) -> ArcRwLockReadGuard<R, T> {
        let lock = keeper(&s).clone();
        map(s, &lock, lock_api::RwLockUpgradableReadGuard::downgrade)
    }

    /// Gives the value to `f` to write, as soon as nobody else reads:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::with_upgraded`](lock_api::ArcRwLockUpgradableReadGuard::with_upgraded).
    pub fn with_upgraded<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, f: F) -> Ret {
        let lock = keeper(self).clone();
        let wait = |guard: &mut Raw<'_, R, T>, write: &mut dyn FnMut(&mut T)| guard.with_upgraded(write);
        Owned::with(Self::raw_mut(self), &lock, |guard| with_upgraded(&lock, guard, f, wait))
            .expect("the lock can be upgraded at last")
    }

    /// Gives the value to `f` to write, if nobody else reads now:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::try_with_upgraded`](lock_api::ArcRwLockUpgradableReadGuard::try_with_upgraded).
    pub fn try_with_upgraded<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, f: F) -> Option<Ret> {
        let lock = keeper(self).clone();
        Owned::with(Self::raw_mut(self), &lock, |guard| try_with_upgraded(&lock, guard, f))
    }
}

impl<R: RawRwLockUpgradeTimed, T: ?Sized> ArcRwLockUpgradableReadGuard<R, T> {
    /// A guard to write, if nobody else reads in time:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::try_upgrade_for`](lock_api::ArcRwLockUpgradableReadGuard::try_upgrade_for).
    ///
    /// # Errors
    /// It cannot be in time: the guard is in the error.
    pub fn try_upgrade_for(s: Self, timeout: R::Duration) -> Result<ArcRwLockWriteGuard<R, T>, Self> {
        let lock = keeper(&s).clone();
        let wait = |guard| Raw::try_upgrade_for(guard, timeout);
        try_turn(s, &lock, Access::Exclusive, |guard| upgrade_in_time(&lock, guard, wait))
    }

    /// A guard to write, if nobody else reads in time:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::try_upgrade_until`](lock_api::ArcRwLockUpgradableReadGuard::try_upgrade_until).
    ///
    /// # Errors
    /// It cannot be in time: the guard is in the error.
    pub fn try_upgrade_until(s: Self, timeout: R::Instant) -> Result<ArcRwLockWriteGuard<R, T>, Self> {
        let lock = keeper(&s).clone();
        let wait = |guard| Raw::try_upgrade_until(guard, timeout);
        try_turn(s, &lock, Access::Exclusive, |guard| upgrade_in_time(&lock, guard, wait))
    }
}

impl<R: RawRwLockUpgradeTimed + RawRwLockUpgradeDowngrade, T: ?Sized> ArcRwLockUpgradableReadGuard<R, T> {
    /// Gives the value to `f` to write, if nobody else reads in time:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::try_with_upgraded_for`](lock_api::ArcRwLockUpgradableReadGuard::try_with_upgraded_for).
    pub fn try_with_upgraded_for<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, timeout: R::Duration, f: F) -> Option<Ret> {
        let lock = keeper(self).clone();
        let wait = |guard: &mut Raw<'_, R, T>, write: &mut dyn FnMut(&mut T)| {
            guard.try_with_upgraded_for(timeout, write);
        };
        Owned::with(Self::raw_mut(self), &lock, |guard| with_upgraded(&lock, guard, f, wait))
    }

    /// Gives the value to `f` to write, if nobody else reads in time:
    /// [`parking_lot::ArcRwLockUpgradableReadGuard::try_with_upgraded_until`](lock_api::ArcRwLockUpgradableReadGuard::try_with_upgraded_until).
    pub fn try_with_upgraded_until<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, timeout: R::Instant, f: F) -> Option<Ret> {
        let lock = keeper(self).clone();
        let wait = |guard: &mut Raw<'_, R, T>, write: &mut dyn FnMut(&mut T)| {
            guard.try_with_upgraded_until(timeout, write);
        };
        Owned::with(Self::raw_mut(self), &lock, |guard| with_upgraded(&lock, guard, f, wait))
    }
}
