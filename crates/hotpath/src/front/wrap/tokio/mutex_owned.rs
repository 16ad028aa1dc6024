//! Guards of `tokio::sync::Mutex` that keep it alive.

use core::mem::MaybeUninit;
use std::sync::Arc;

use ::tokio::sync::{self, TryLockError};

use super::{
    super::lock::{Exclusive, Mapped, OwnedGuard, guard_of, keep, keeper, map, try_keep, try_map},
    mutex::{Mutex, may_block},
};
use crate::engine::flow::{Access, Guards, GuardsMut};

/// [`tokio::sync::OwnedMutexGuard`](::tokio::sync::OwnedMutexGuard), followed.
pub type OwnedMutexGuard<T> = OwnedGuard<sync::Mutex<T>, Exclusive<T>>;
/// [`tokio::sync::OwnedMappedMutexGuard`](::tokio::sync::OwnedMappedMutexGuard), followed.
pub type OwnedMappedMutexGuard<T, U = T> = OwnedGuard<sync::Mutex<T>, Mapped<U>>;

/// Room for every guard: three pointers and a number, and what tokio's own tracing adds to them.
pub(super) type Room = [MaybeUninit<usize>; 3 + size_of::<sync::OwnedMutexGuard<()>>() / size_of::<usize>()];

impl<T: ?Sized> Guards<sync::Mutex<T>> for Exclusive<T> {
    type Target = T;
    type Guard<'a>
        = sync::MutexGuard<'a, T>
    where
        Self: 'a,
        sync::Mutex<T>: 'a;
    type Like = sync::OwnedMutexGuard<T>;
    type Room = Room;
}

impl<T: ?Sized> GuardsMut<sync::Mutex<T>> for Exclusive<T> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut Self::Guard<'_>) -> &'g mut T {
        guard
    }
}

impl<T: ?Sized, U: ?Sized> Guards<sync::Mutex<T>> for Mapped<U> {
    type Target = U;
    type Guard<'a>
        = sync::MappedMutexGuard<'a, U>
    where
        Self: 'a,
        sync::Mutex<T>: 'a;
    type Like = sync::OwnedMappedMutexGuard<T, U>;
    type Room = Room;
}

impl<T: ?Sized, U: ?Sized> GuardsMut<sync::Mutex<T>> for Mapped<U> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut sync::MappedMutexGuard<'_, U>) -> &'g mut U {
        guard
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock, as soon as it is free, and keeps it alive:
    /// [`tokio::sync::Mutex::lock_owned`](::tokio::sync::Mutex::lock_owned).
    #[inline]
    pub async fn lock_owned(self: Arc<Self>) -> OwnedMutexGuard<T> {
        let guard = Self::wait_until(&self, Access::Exclusive, Self::raw(&self).lock()).await;
        keep(&self, Access::Exclusive, guard)
    }

    /// The same outside of the runtime:
    /// [`tokio::sync::Mutex::blocking_lock_owned`](::tokio::sync::Mutex::blocking_lock_owned).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_lock_owned(self: Arc<Self>) -> OwnedMutexGuard<T> {
        may_block();
        let guard = guard_of(&self, Access::Exclusive, |raw| raw.try_lock().ok(), sync::Mutex::blocking_lock);
        keep(&self, Access::Exclusive, guard)
    }

    /// Takes the lock if it is free now, and keeps it alive:
    /// [`tokio::sync::Mutex::try_lock_owned`](::tokio::sync::Mutex::try_lock_owned).
    ///
    /// # Errors
    /// The lock is held.
    #[inline]
    pub fn try_lock_owned(self: Arc<Self>) -> Result<OwnedMutexGuard<T>, TryLockError> {
        try_keep::<_, Exclusive<T>, _>(&self, Access::Exclusive, sync::Mutex::try_lock)
    }
}

impl<T: ?Sized> OwnedMutexGuard<T> {
    /// A guard of a part of the value: [`tokio::sync::OwnedMutexGuard::map`](::tokio::sync::OwnedMutexGuard::map).
    #[inline]
    pub fn map<U, F>(this: Self, f: F) -> OwnedMappedMutexGuard<T, U>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> &mut U,
    {
        let lock = keeper(&this).clone();
        map(this, &lock, |guard| sync::MutexGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::OwnedMutexGuard::try_map`](::tokio::sync::OwnedMutexGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<U, F>(this: Self, f: F) -> Result<OwnedMappedMutexGuard<T, U>, Self>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        let lock = keeper(&this).clone();
        try_map(this, &lock, |guard| sync::MutexGuard::try_map(guard, f))
    }

    /// The mutex: [`tokio::sync::OwnedMutexGuard::mutex`](::tokio::sync::OwnedMutexGuard::mutex).
    #[inline]
    #[must_use]
    pub fn mutex(this: &Self) -> &Arc<Mutex<T>> {
        keeper(this)
    }
}

impl<T: ?Sized, U: ?Sized> OwnedMappedMutexGuard<T, U> {
    /// A guard of a part of the value: [`tokio::sync::OwnedMappedMutexGuard::map`](::tokio::sync::OwnedMappedMutexGuard::map).
    #[inline]
    pub fn map<S, F>(this: Self, f: F) -> OwnedMappedMutexGuard<T, S>
    where
        F: FnOnce(&mut U) -> &mut S,
    {
        let lock = keeper(&this).clone();
        map(this, &lock, |guard| sync::MappedMutexGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::OwnedMappedMutexGuard::try_map`](::tokio::sync::OwnedMappedMutexGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<S, F>(this: Self, f: F) -> Result<OwnedMappedMutexGuard<T, S>, Self>
    where
        F: FnOnce(&mut U) -> Option<&mut S>,
    {
        let lock = keeper(&this).clone();
        try_map(this, &lock, |guard| sync::MappedMutexGuard::try_map(guard, f))
    }
}
