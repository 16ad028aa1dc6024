//! `tokio::sync::RwLock`.

use ::tokio::sync::{self, TryLockError};

use super::super::lock::Shareable;
use super::{
    super::lock::{take, try_take},
    mutex::may_block,
};
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`tokio::sync::RwLock`](::tokio::sync::RwLock), followed. It is made by [`rw_lock!`](crate::rw_lock!).
pub type RwLock<T> = Locked<sync::RwLock<T>>;
/// [`tokio::sync::RwLockReadGuard`](::tokio::sync::RwLockReadGuard), followed.
pub type RwLockReadGuard<'a, T> = LockGuard<'a, sync::RwLockReadGuard<'a, T>>;
/// [`tokio::sync::RwLockWriteGuard`](::tokio::sync::RwLockWriteGuard), followed.
pub type RwLockWriteGuard<'a, T> = LockGuard<'a, sync::RwLockWriteGuard<'a, T>>;
/// [`tokio::sync::RwLockMappedWriteGuard`](::tokio::sync::RwLockMappedWriteGuard), followed.
pub type RwLockMappedWriteGuard<'a, T> = LockGuard<'a, sync::RwLockMappedWriteGuard<'a, T>>;

impl<T> Shareable for sync::RwLock<T> {}

impl<T> RwLock<T> {
    /// The value: [`tokio::sync::RwLock::into_inner`](::tokio::sync::RwLock::into_inner).
    pub fn into_inner(self) -> T {
        Self::into_raw(self).into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock to read, as soon as nobody writes: [`tokio::sync::RwLock::read`](::tokio::sync::RwLock::read).
    #[inline]
    pub async fn read(&self) -> RwLockReadGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Shared, Self::raw(self).read()).await;
        Self::held(self, Access::Shared, guard)
    }

    /// The same outside of the runtime: [`tokio::sync::RwLock::blocking_read`](::tokio::sync::RwLock::blocking_read).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_read(&self) -> RwLockReadGuard<'_, T> {
        may_block();
        take(self, Access::Shared, |raw| raw.try_read().ok(), sync::RwLock::blocking_read)
    }

    /// Takes the lock to read if nobody writes now: [`tokio::sync::RwLock::try_read`](::tokio::sync::RwLock::try_read).
    ///
    /// # Errors
    /// The lock is held to write.
    #[inline]
    pub fn try_read(&self) -> Result<RwLockReadGuard<'_, T>, TryLockError> {
        try_take(self, Access::Shared, sync::RwLock::try_read)
    }

    /// Takes the lock to write, as soon as it is free: [`tokio::sync::RwLock::write`](::tokio::sync::RwLock::write).
    #[inline]
    pub async fn write(&self) -> RwLockWriteGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Exclusive, Self::raw(self).write()).await;
        Self::held(self, Access::Exclusive, guard)
    }

    /// The same outside of the runtime: [`tokio::sync::RwLock::blocking_write`](::tokio::sync::RwLock::blocking_write).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_write(&self) -> RwLockWriteGuard<'_, T> {
        may_block();
        take(self, Access::Exclusive, |raw| raw.try_write().ok(), sync::RwLock::blocking_write)
    }

    /// Takes the lock to write if it is free now: [`tokio::sync::RwLock::try_write`](::tokio::sync::RwLock::try_write).
    ///
    /// # Errors
    /// The lock is held.
    #[inline]
    pub fn try_write(&self) -> Result<RwLockWriteGuard<'_, T>, TryLockError> {
        try_take(self, Access::Exclusive, sync::RwLock::try_write)
    }
}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    /// A guard of a part of the value: [`tokio::sync::RwLockReadGuard::map`](::tokio::sync::RwLockReadGuard::map).
    #[inline]
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> RwLockReadGuard<'a, U>
    where
        F: FnOnce(&T) -> &U,
    {
        Self::map_raw(this, |guard| sync::RwLockReadGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::RwLockReadGuard::try_map`](::tokio::sync::RwLockReadGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockReadGuard<'a, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        Self::try_map_raw(this, |guard| sync::RwLockReadGuard::try_map(guard, f))
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// A guard of a part of the value: [`tokio::sync::RwLockWriteGuard::map`](::tokio::sync::RwLockWriteGuard::map).
    #[inline]
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> RwLockMappedWriteGuard<'a, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(this, |guard| sync::RwLockWriteGuard::map(guard, f))
    }

    /// A guard to read a part of the value:
    /// [`tokio::sync::RwLockWriteGuard::downgrade_map`](::tokio::sync::RwLockWriteGuard::downgrade_map).
    #[inline]
    pub fn downgrade_map<F, U: ?Sized>(this: Self, f: F) -> RwLockReadGuard<'a, U>
    where
        F: FnOnce(&T) -> &U,
    {
        Self::change(this, Access::Shared, |guard| sync::RwLockWriteGuard::downgrade_map(guard, f))
    }

    /// A guard of a part of the value, if there is one:
    /// [`tokio::sync::RwLockWriteGuard::try_map`](::tokio::sync::RwLockWriteGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockMappedWriteGuard<'a, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(this, |guard| sync::RwLockWriteGuard::try_map(guard, f))
    }

    /// A guard to read a part of the value, if there is one:
    /// [`tokio::sync::RwLockWriteGuard::try_downgrade_map`](::tokio::sync::RwLockWriteGuard::try_downgrade_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_downgrade_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockReadGuard<'a, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        Self::try_change(this, Access::Shared, |guard| sync::RwLockWriteGuard::try_downgrade_map(guard, f))
    }

    /// The same guard in another type: [`tokio::sync::RwLockWriteGuard::into_mapped`](::tokio::sync::RwLockWriteGuard::into_mapped).
    #[inline]
    pub fn into_mapped(this: Self) -> RwLockMappedWriteGuard<'a, T> {
        Self::map_raw(this, sync::RwLockWriteGuard::into_mapped)
    }

    /// A guard to read: [`tokio::sync::RwLockWriteGuard::downgrade`](::tokio::sync::RwLockWriteGuard::downgrade).
    #[inline]
    pub fn downgrade(self) -> RwLockReadGuard<'a, T> {
        Self::change(self, Access::Shared, sync::RwLockWriteGuard::downgrade)
    }
}

impl<'a, T: ?Sized> RwLockMappedWriteGuard<'a, T> {
    /// A guard of a part of the value: [`tokio::sync::RwLockMappedWriteGuard::map`](::tokio::sync::RwLockMappedWriteGuard::map).
    #[inline]
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> RwLockMappedWriteGuard<'a, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(this, |guard| sync::RwLockMappedWriteGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::RwLockMappedWriteGuard::try_map`](::tokio::sync::RwLockMappedWriteGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockMappedWriteGuard<'a, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(this, |guard| sync::RwLockMappedWriteGuard::try_map(guard, f))
    }
}
