//! A guard of `lock_api::RwLock` to read and perhaps to write later.

use core::cell::Cell;

use ::parking_lot::lock_api::{
    self, RawRwLockUpgrade, RawRwLockUpgradeDowngrade, RawRwLockUpgradeFair, RawRwLockUpgradeTimed,
};

use super::{
    super::lock::Tied,
    rwlock::RwLock,
    rwlock_guard::{RwLockReadGuard, RwLockWriteGuard},
};
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`lock_api::RwLockUpgradableReadGuard`], followed.
pub type RwLockUpgradableReadGuard<'a, R, T> =
    LockGuard<'a, Tied<'a, lock_api::RwLock<R, T>, lock_api::RwLockUpgradableReadGuard<'a, R, T>>>;

type Raw<'a, R, T> = lock_api::RwLockUpgradableReadGuard<'a, R, T>;

impl<'a, R: RawRwLockUpgrade + 'a, T: ?Sized + 'a> RwLockUpgradableReadGuard<'a, R, T> {
    /// The lock:
    /// [`parking_lot::RwLockUpgradableReadGuard::rwlock`](lock_api::RwLockUpgradableReadGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(s: &Self) -> &'a RwLock<R, T> {
        Self::raw(s).lock
    }

    /// Gives the lock back while `f` runs, and takes it again:
    /// [`parking_lot::RwLockUpgradableReadGuard::unlocked`](lock_api::RwLockUpgradableReadGuard::unlocked).
    pub fn unlocked<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::RwLockUpgradableReadGuard::unlocked(&mut tied.guard, f))
    }

    /// A guard to write, as soon as nobody else reads:
    /// [`parking_lot::RwLockUpgradableReadGuard::upgrade`](lock_api::RwLockUpgradableReadGuard::upgrade).
    #[inline]
    pub fn upgrade(s: Self) -> RwLockWriteGuard<'a, R, T> {
        Self::change(s, Access::Exclusive, |Tied { guard, lock }| Tied { guard: upgrade(lock, guard), lock })
    }

    /// A guard to write, if nobody else reads now:
    /// [`parking_lot::RwLockUpgradableReadGuard::try_upgrade`](lock_api::RwLockUpgradableReadGuard::try_upgrade).
    ///
    /// # Errors
    /// It cannot be now: the guard is in the error.
    #[inline]
    pub fn try_upgrade(s: Self) -> Result<RwLockWriteGuard<'a, R, T>, Self> {
        Self::try_change(s, Access::Exclusive, |tied| tied.try_map(|guard, lock| try_upgrade(lock, guard)))
    }
}

impl<'a, R: RawRwLockUpgradeFair + 'a, T: ?Sized + 'a> RwLockUpgradableReadGuard<'a, R, T> {
    /// Gives the lock back to whoever waits longest:
    /// [`parking_lot::RwLockUpgradableReadGuard::unlock_fair`](lock_api::RwLockUpgradableReadGuard::unlock_fair).
    pub fn unlock_fair(s: Self) {
        Self::end(s, |tied| lock_api::RwLockUpgradableReadGuard::unlock_fair(tied.guard));
    }

    /// Gives the lock back while `f` runs, so that it is fair:
    /// [`parking_lot::RwLockUpgradableReadGuard::unlocked_fair`](lock_api::RwLockUpgradableReadGuard::unlocked_fair).
    pub fn unlocked_fair<F, U>(s: &mut Self, f: F) -> U
    where
        F: FnOnce() -> U,
    {
        Self::pause(s, |tied| lock_api::RwLockUpgradableReadGuard::unlocked_fair(&mut tied.guard, f))
    }

    /// Gives the lock to whoever waits, and takes it again:
    /// [`parking_lot::RwLockUpgradableReadGuard::bump`](lock_api::RwLockUpgradableReadGuard::bump).
    pub fn bump(s: &mut Self) {
        Self::pause(s, |tied| lock_api::RwLockUpgradableReadGuard::bump(&mut tied.guard));
    }
}

impl<'a, R: RawRwLockUpgradeDowngrade + 'a, T: ?Sized + 'a> RwLockUpgradableReadGuard<'a, R, T> {
    /// A guard to read:
    /// [`parking_lot::RwLockUpgradableReadGuard::downgrade`](lock_api::RwLockUpgradableReadGuard::downgrade).
    #[inline]
    pub fn downgrade(s: Self) -> RwLockReadGuard<'a, R, T> {
        Self::map_raw(s, |tied| tied.map(lock_api::RwLockUpgradableReadGuard::downgrade))
    }

    /// Gives the value to `f` to write, as soon as nobody else reads:
    /// [`parking_lot::RwLockUpgradableReadGuard::with_upgraded`](lock_api::RwLockUpgradableReadGuard::with_upgraded).
    pub fn with_upgraded<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, f: F) -> Ret {
        let Tied { guard, lock } = Self::raw_mut(self);
        let wait = |guard: &mut Raw<'_, R, T>, write: &mut dyn FnMut(&mut T)| guard.with_upgraded(write);
        with_upgraded(lock, guard, f, wait).expect("the lock can be upgraded at last")
    }

    /// Gives the value to `f` to write, if nobody else reads now:
    /// [`parking_lot::RwLockUpgradableReadGuard::try_with_upgraded`](lock_api::RwLockUpgradableReadGuard::try_with_upgraded).
    pub fn try_with_upgraded<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, f: F) -> Option<Ret> {
        let Tied { guard, lock } = Self::raw_mut(self);
        try_with_upgraded(lock, guard, f)
    }
}

impl<'a, R: RawRwLockUpgradeTimed + 'a, T: ?Sized + 'a> RwLockUpgradableReadGuard<'a, R, T> {
    /// A guard to write, if nobody else reads in time:
    /// [`parking_lot::RwLockUpgradableReadGuard::try_upgrade_for`](lock_api::RwLockUpgradableReadGuard::try_upgrade_for).
    ///
    /// # Errors
    /// It cannot be in time: the guard is in the error.
    pub fn try_upgrade_for(s: Self, timeout: R::Duration) -> Result<RwLockWriteGuard<'a, R, T>, Self> {
        Self::try_change(s, Access::Exclusive, |tied| {
            tied.try_map(|guard, lock| upgrade_in_time(lock, guard, |guard| Raw::try_upgrade_for(guard, timeout)))
        })
    }

    /// A guard to write, if nobody else reads in time:
    /// [`parking_lot::RwLockUpgradableReadGuard::try_upgrade_until`](lock_api::RwLockUpgradableReadGuard::try_upgrade_until).
    ///
    /// # Errors
    /// It cannot be in time: the guard is in the error.
    pub fn try_upgrade_until(s: Self, timeout: R::Instant) -> Result<RwLockWriteGuard<'a, R, T>, Self> {
        Self::try_change(s, Access::Exclusive, |tied| {
            tied.try_map(|guard, lock| upgrade_in_time(lock, guard, |guard| Raw::try_upgrade_until(guard, timeout)))
        })
    }
}

impl<'a, R: RawRwLockUpgradeTimed + RawRwLockUpgradeDowngrade + 'a, T: ?Sized + 'a>
    RwLockUpgradableReadGuard<'a, R, T>
{
    /// Gives the value to `f` to write, if nobody else reads in time:
    /// [`parking_lot::RwLockUpgradableReadGuard::try_with_upgraded_for`](lock_api::RwLockUpgradableReadGuard::try_with_upgraded_for).
    pub fn try_with_upgraded_for<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, timeout: R::Duration, f: F) -> Option<Ret> {
        let Tied { guard, lock } = Self::raw_mut(self);
        let wait = |guard: &mut Raw<'_, R, T>, write: &mut dyn FnMut(&mut T)| {
            guard.try_with_upgraded_for(timeout, write);
        };
        with_upgraded(lock, guard, f, wait)
    }

    /// Gives the value to `f` to write, if nobody else reads in time:
    /// [`parking_lot::RwLockUpgradableReadGuard::try_with_upgraded_until`](lock_api::RwLockUpgradableReadGuard::try_with_upgraded_until).
    pub fn try_with_upgraded_until<Ret, F: FnOnce(&mut T) -> Ret>(&mut self, timeout: R::Instant, f: F) -> Option<Ret> {
        let Tied { guard, lock } = Self::raw_mut(self);
        let wait = |guard: &mut Raw<'_, R, T>, write: &mut dyn FnMut(&mut T)| {
            guard.try_with_upgraded_until(timeout, write);
        };
        with_upgraded(lock, guard, f, wait)
    }
}

/// Upgrades the guard, as soon as nobody else reads.
#[inline]
pub(super) fn upgrade<'a, R: RawRwLockUpgrade, T: ?Sized>(
    lock: &Locked<lock_api::RwLock<R, T>>,
    guard: Raw<'a, R, T>,
) -> lock_api::RwLockWriteGuard<'a, R, T> {
    Raw::try_upgrade(guard).unwrap_or_else(|guard| {
        let _wait = Locked::wait(lock, Access::Exclusive);
        Raw::upgrade(guard)
    })
}

/// Upgrades the guard, if nobody else reads now.
#[inline]
pub(super) fn try_upgrade<'a, R: RawRwLockUpgrade, T: ?Sized>(
    lock: &Locked<lock_api::RwLock<R, T>>,
    guard: Raw<'a, R, T>,
) -> Result<lock_api::RwLockWriteGuard<'a, R, T>, Raw<'a, R, T>> {
    Raw::try_upgrade(guard).inspect_err(|_| Locked::fail(lock, Access::Exclusive))
}

/// Upgrades the guard, if `wait` comes to where nobody else reads.
pub(super) fn upgrade_in_time<'a, R: RawRwLockUpgrade, T: ?Sized>(
    lock: &Locked<lock_api::RwLock<R, T>>,
    guard: Raw<'a, R, T>,
    wait: impl FnOnce(Raw<'a, R, T>) -> Result<lock_api::RwLockWriteGuard<'a, R, T>, Raw<'a, R, T>>,
) -> Result<lock_api::RwLockWriteGuard<'a, R, T>, Raw<'a, R, T>> {
    let result = Raw::try_upgrade(guard).or_else(|guard| {
        let _wait = Locked::wait(lock, Access::Exclusive);
        wait(guard)
    });
    result.inspect_err(|_| Locked::fail(lock, Access::Exclusive))
}

/// Gives the value to `write` if nobody else reads now; or else `wait` gives it to what it gets.
pub(super) fn with_upgraded<R: RawRwLockUpgradeDowngrade, T: ?Sized, U>(
    lock: &Locked<lock_api::RwLock<R, T>>,
    guard: &mut Raw<'_, R, T>,
    write: impl FnOnce(&mut T) -> U,
    wait: impl FnOnce(&mut Raw<'_, R, T>, &mut dyn FnMut(&mut T)),
) -> Option<U> {
    let (mut write, mut written) = (Some(write), None);
    let waiting = Cell::new(None);
    let mut run = |value: &mut T| {
        drop(waiting.take());
        let _held = Locked::held(lock, Access::Exclusive, ());
        written = write.take().map(|write| write(value));
    };
    if guard.try_with_upgraded(&mut run).is_none() {
        waiting.set(Some(Locked::wait(lock, Access::Exclusive)));
        wait(guard, &mut run);
    }
    if written.is_none() {
        Locked::fail(lock, Access::Exclusive);
    }
    written
}

/// Gives the value to `write` if nobody else reads now.
pub(super) fn try_with_upgraded<R: RawRwLockUpgradeDowngrade, T: ?Sized, U>(
    lock: &Locked<lock_api::RwLock<R, T>>,
    guard: &mut Raw<'_, R, T>,
    write: impl FnOnce(&mut T) -> U,
) -> Option<U> {
    let written = guard.try_with_upgraded(|value| {
        let _held = Locked::held(lock, Access::Exclusive, ());
        write(value)
    });
    if written.is_none() {
        Locked::fail(lock, Access::Exclusive);
    }
    written
}
