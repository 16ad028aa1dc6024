//! `tokio::sync::Mutex`.

use ::tokio::sync::{self, TryLockError};

use super::super::lock::Mutual;
use super::super::lock::{Tied, guard_of, tie, try_take};
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`tokio::sync::Mutex`](::tokio::sync::Mutex), followed. It is made by [`mutex!`](crate::mutex!).
pub type Mutex<T> = Locked<sync::Mutex<T>>;
/// [`tokio::sync::MutexGuard`](::tokio::sync::MutexGuard), followed.
pub type MutexGuard<'a, T> = LockGuard<'a, Tied<'a, sync::Mutex<T>, sync::MutexGuard<'a, T>>>;
/// [`tokio::sync::MappedMutexGuard`](::tokio::sync::MappedMutexGuard), followed.
pub type MappedMutexGuard<'a, T> = LockGuard<'a, sync::MappedMutexGuard<'a, T>>;

impl<T> Mutual for sync::Mutex<T> {}

impl<T> Mutex<T> {
    /// The value: [`tokio::sync::Mutex::into_inner`](::tokio::sync::Mutex::into_inner).
    pub fn into_inner(self) -> T {
        Self::into_raw(self).into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock, as soon as it is free: [`tokio::sync::Mutex::lock`](::tokio::sync::Mutex::lock).
    #[inline]
    pub async fn lock(&self) -> MutexGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Exclusive, Self::raw(self).lock()).await;
        tie(self, Self::held(self, Access::Exclusive, guard))
    }

    /// Takes the lock, as soon as it is free, outside of the runtime:
    /// [`tokio::sync::Mutex::blocking_lock`](::tokio::sync::Mutex::blocking_lock).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_lock(&self) -> MutexGuard<'_, T> {
        may_block();
        let guard = guard_of(self, Access::Exclusive, |raw| raw.try_lock().ok(), sync::Mutex::blocking_lock);
        tie(self, Self::held(self, Access::Exclusive, guard))
    }

    /// Takes the lock if it is free now: [`tokio::sync::Mutex::try_lock`](::tokio::sync::Mutex::try_lock).
    ///
    /// # Errors
    /// The lock is held.
    #[inline]
    pub fn try_lock(&self) -> Result<MutexGuard<'_, T>, TryLockError> {
        try_take(self, Access::Exclusive, sync::Mutex::try_lock).map(|guard| tie(self, guard))
    }
}

/// As the raw type's blocking methods, whether or not they have to wait: here that is asked first.
///
/// # Panics
/// Inside of an asynchronous execution context.
#[track_caller]
pub(super) fn may_block() {
    // One of its own, so that it is free.
    drop(sync::Mutex::const_new(()).blocking_lock());
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// A guard of a part of the value: [`tokio::sync::MutexGuard::map`](::tokio::sync::MutexGuard::map).
    #[inline]
    pub fn map<U, F>(this: Self, f: F) -> MappedMutexGuard<'a, U>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(this, |tied| sync::MutexGuard::map(tied.guard, f))
    }

    /// The same where there may be no such part: [`tokio::sync::MutexGuard::try_map`](::tokio::sync::MutexGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U, F>(this: Self, f: F) -> Result<MappedMutexGuard<'a, U>, Self>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(this, |Tied { guard, lock }| {
            sync::MutexGuard::try_map(guard, f).map_err(|guard| Tied { guard, lock })
        })
    }

    /// The mutex: [`tokio::sync::MutexGuard::mutex`](::tokio::sync::MutexGuard::mutex).
    #[inline]
    #[must_use]
    pub fn mutex(this: &Self) -> &'a Mutex<T> {
        Self::raw(this).lock
    }
}

impl<'a, T: ?Sized> MappedMutexGuard<'a, T> {
    /// A guard of a part of the value: [`tokio::sync::MappedMutexGuard::map`](::tokio::sync::MappedMutexGuard::map).
    #[inline]
    pub fn map<U, F>(this: Self, f: F) -> MappedMutexGuard<'a, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        Self::map_raw(this, |guard| sync::MappedMutexGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::MappedMutexGuard::try_map`](::tokio::sync::MappedMutexGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U, F>(this: Self, f: F) -> Result<MappedMutexGuard<'a, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        Self::try_map_raw(this, |guard| sync::MappedMutexGuard::try_map(guard, f))
    }
}
