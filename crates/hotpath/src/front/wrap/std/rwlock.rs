//! `std::sync::RwLock`.

use std::sync::{self, LockResult, TryLockResult};

use super::super::lock::Shareable;
use super::mutex::{take_or_poisoned, try_take_or_poisoned};
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`std::sync::RwLock`], followed. It is made by [`rw_lock!`](crate::rw_lock!).
pub type RwLock<T> = Locked<sync::RwLock<T>>;
/// [`std::sync::RwLockReadGuard`], followed.
pub type RwLockReadGuard<'a, T> = LockGuard<'a, sync::RwLockReadGuard<'a, T>>;
/// [`std::sync::RwLockWriteGuard`], followed.
pub type RwLockWriteGuard<'a, T> = LockGuard<'a, sync::RwLockWriteGuard<'a, T>>;

impl<T> Shareable for sync::RwLock<T> {}

impl<T> RwLock<T> {
    /// The value: [`std::sync::RwLock::into_inner`].
    ///
    /// # Errors
    /// The lock is poisoned: the value is in the error.
    pub fn into_inner(self) -> LockResult<T> {
        Self::into_raw(self).into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock to read, as soon as nobody writes: [`std::sync::RwLock::read`].
    ///
    /// # Errors
    /// The lock is poisoned: the guard is in the error.
    #[inline]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let raw = Self::raw(self);
        take_or_poisoned(self, Access::Shared, || raw.try_read(), || raw.read())
    }

    /// Takes the lock to read if nobody writes now: [`std::sync::RwLock::try_read`].
    ///
    /// # Errors
    /// The lock is held to write, or poisoned: then the guard is in the error.
    #[inline]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        try_take_or_poisoned(self, Access::Shared, || Self::raw(self).try_read())
    }

    /// Takes the lock to write, as soon as it is free: [`std::sync::RwLock::write`].
    ///
    /// # Errors
    /// The lock is poisoned: the guard is in the error.
    #[inline]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let raw = Self::raw(self);
        take_or_poisoned(self, Access::Exclusive, || raw.try_write(), || raw.write())
    }

    /// Takes the lock to write if it is free now: [`std::sync::RwLock::try_write`].
    ///
    /// # Errors
    /// The lock is held, or poisoned: then the guard is in the error.
    #[inline]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        try_take_or_poisoned(self, Access::Exclusive, || Self::raw(self).try_write())
    }
}
