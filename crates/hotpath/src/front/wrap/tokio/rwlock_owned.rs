//! Guards of `tokio::sync::RwLock` that keep it alive.

use std::sync::Arc;

use ::tokio::sync::{self, TryLockError};

use super::{
    super::lock::{Exclusive, Mapped, OwnedGuard, Shared, keep, keeper, map, try_keep, try_map, try_turn, turn},
    mutex_owned::Room,
    rwlock::RwLock,
};
use crate::engine::flow::{Access, Guards, GuardsMut};

/// [`tokio::sync::OwnedRwLockReadGuard`](::tokio::sync::OwnedRwLockReadGuard), followed.
pub type OwnedRwLockReadGuard<T, U = T> = OwnedGuard<sync::RwLock<T>, Shared<U>>;
/// [`tokio::sync::OwnedRwLockWriteGuard`](::tokio::sync::OwnedRwLockWriteGuard), followed.
pub type OwnedRwLockWriteGuard<T> = OwnedGuard<sync::RwLock<T>, Exclusive<T>>;
/// [`tokio::sync::OwnedRwLockMappedWriteGuard`](::tokio::sync::OwnedRwLockMappedWriteGuard), followed.
pub type OwnedRwLockMappedWriteGuard<T, U = T> = OwnedGuard<sync::RwLock<T>, Mapped<U>>;

impl<T: ?Sized, U: ?Sized> Guards<sync::RwLock<T>> for Shared<U> {
    type Target = U;
    type Guard<'a>
        = sync::RwLockReadGuard<'a, U>
    where
        Self: 'a,
        sync::RwLock<T>: 'a;
    type Like = sync::OwnedRwLockReadGuard<T, U>;
    type Room = Room;
}

impl<T: ?Sized> Guards<sync::RwLock<T>> for Exclusive<T> {
    type Target = T;
    type Guard<'a>
        = sync::RwLockWriteGuard<'a, T>
    where
        Self: 'a,
        sync::RwLock<T>: 'a;
    type Like = sync::OwnedRwLockWriteGuard<T>;
    type Room = Room;
}

impl<T: ?Sized> GuardsMut<sync::RwLock<T>> for Exclusive<T> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut sync::RwLockWriteGuard<'_, T>) -> &'g mut T {
        guard
    }
}

impl<T: ?Sized, U: ?Sized> Guards<sync::RwLock<T>> for Mapped<U> {
    type Target = U;
    type Guard<'a>
        = sync::RwLockMappedWriteGuard<'a, U>
    where
        Self: 'a,
        sync::RwLock<T>: 'a;
    type Like = sync::OwnedRwLockMappedWriteGuard<T, U>;
    type Room = Room;
}

impl<T: ?Sized, U: ?Sized> GuardsMut<sync::RwLock<T>> for Mapped<U> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut sync::RwLockMappedWriteGuard<'_, U>) -> &'g mut U {
        guard
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock to read, as soon as nobody writes, and keeps it alive:
    /// [`tokio::sync::RwLock::read_owned`](::tokio::sync::RwLock::read_owned).
    #[inline]
    pub async fn read_owned(self: Arc<Self>) -> OwnedRwLockReadGuard<T> {
        let guard = Self::wait_until(&self, Access::Shared, Self::raw(&self).read()).await;
        keep(&self, Access::Shared, guard)
    }

    /// Takes the lock to read if nobody writes now, and keeps it alive:
    /// [`tokio::sync::RwLock::try_read_owned`](::tokio::sync::RwLock::try_read_owned).
    ///
    /// # Errors
    /// The lock is held to write.
    #[inline]
    pub fn try_read_owned(self: Arc<Self>) -> Result<OwnedRwLockReadGuard<T>, TryLockError> {
        try_keep::<_, Shared<T>, _>(&self, Access::Shared, sync::RwLock::try_read)
    }

    /// Takes the lock to write, as soon as it is free, and keeps it alive:
    /// [`tokio::sync::RwLock::write_owned`](::tokio::sync::RwLock::write_owned).
    #[inline]
    pub async fn write_owned(self: Arc<Self>) -> OwnedRwLockWriteGuard<T> {
        let guard = Self::wait_until(&self, Access::Exclusive, Self::raw(&self).write()).await;
        keep(&self, Access::Exclusive, guard)
    }

    /// Takes the lock to write if it is free now, and keeps it alive:
    /// [`tokio::sync::RwLock::try_write_owned`](::tokio::sync::RwLock::try_write_owned).
    ///
    /// # Errors
    /// The lock is held.
    #[inline]
    pub fn try_write_owned(self: Arc<Self>) -> Result<OwnedRwLockWriteGuard<T>, TryLockError> {
        try_keep::<_, Exclusive<T>, _>(&self, Access::Exclusive, sync::RwLock::try_write)
    }
}

impl<T: ?Sized, U: ?Sized> OwnedRwLockReadGuard<T, U> {
    /// A guard of a part of the value: [`tokio::sync::OwnedRwLockReadGuard::map`](::tokio::sync::OwnedRwLockReadGuard::map).
    #[inline]
    pub fn map<F, V: ?Sized>(this: Self, f: F) -> OwnedRwLockReadGuard<T, V>
    where
        F: FnOnce(&U) -> &V,
    {
        let lock = keeper(&this).clone();
        map(this, &lock, |guard| sync::RwLockReadGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::OwnedRwLockReadGuard::try_map`](::tokio::sync::OwnedRwLockReadGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<F, V: ?Sized>(this: Self, f: F) -> Result<OwnedRwLockReadGuard<T, V>, Self>
    where
        F: FnOnce(&U) -> Option<&V>,
    {
        let lock = keeper(&this).clone();
        try_map(this, &lock, |guard| sync::RwLockReadGuard::try_map(guard, f))
    }

    /// The lock: [`tokio::sync::OwnedRwLockReadGuard::rwlock`](::tokio::sync::OwnedRwLockReadGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(this: &Self) -> &Arc<RwLock<T>> {
        keeper(this)
    }
}

impl<T: ?Sized> OwnedRwLockWriteGuard<T> {
    /// A guard of a part of the value: [`tokio::sync::OwnedRwLockWriteGuard::map`](::tokio::sync::OwnedRwLockWriteGuard::map).
    #[inline]
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> OwnedRwLockMappedWriteGuard<T, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        let lock = keeper(&this).clone();
        map(this, &lock, |guard| sync::RwLockWriteGuard::map(guard, f))
    }

    /// A guard to read a part of the value:
    /// [`tokio::sync::OwnedRwLockWriteGuard::downgrade_map`](::tokio::sync::OwnedRwLockWriteGuard::downgrade_map).
    #[inline]
    pub fn downgrade_map<F, U: ?Sized>(this: Self, f: F) -> OwnedRwLockReadGuard<T, U>
    where
        F: FnOnce(&T) -> &U,
    {
        let lock = keeper(&this).clone();
        turn(this, &lock, Access::Shared, |guard| sync::RwLockWriteGuard::downgrade_map(guard, f))
    }

    /// A guard of a part of the value, if there is one:
    /// [`tokio::sync::OwnedRwLockWriteGuard::try_map`](::tokio::sync::OwnedRwLockWriteGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<OwnedRwLockMappedWriteGuard<T, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        let lock = keeper(&this).clone();
        try_map(this, &lock, |guard| sync::RwLockWriteGuard::try_map(guard, f))
    }

    /// A guard to read a part of the value, if there is one:
    /// [`tokio::sync::OwnedRwLockWriteGuard::try_downgrade_map`](::tokio::sync::OwnedRwLockWriteGuard::try_downgrade_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_downgrade_map<F, U: ?Sized>(this: Self, f: F) -> Result<OwnedRwLockReadGuard<T, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        let lock = keeper(&this).clone();
        try_turn(this, &lock, Access::Shared, |guard| sync::RwLockWriteGuard::try_downgrade_map(guard, f))
    }

    /// The same guard in another type:
    /// [`tokio::sync::OwnedRwLockWriteGuard::into_mapped`](::tokio::sync::OwnedRwLockWriteGuard::into_mapped).
    #[inline]
    pub fn into_mapped(this: Self) -> OwnedRwLockMappedWriteGuard<T> {
        let lock = keeper(&this).clone();
        map(this, &lock, |guard| sync::RwLockWriteGuard::into_mapped(guard))
    }

    /// A guard to read: [`tokio::sync::OwnedRwLockWriteGuard::downgrade`](::tokio::sync::OwnedRwLockWriteGuard::downgrade).
    #[inline]
    pub fn downgrade(self) -> OwnedRwLockReadGuard<T> {
        let lock = keeper(&self).clone();
        turn(self, &lock, Access::Shared, |guard| guard.downgrade())
    }

    /// The lock: [`tokio::sync::OwnedRwLockWriteGuard::rwlock`](::tokio::sync::OwnedRwLockWriteGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(this: &Self) -> &Arc<RwLock<T>> {
        keeper(this)
    }
}

impl<T: ?Sized, U: ?Sized> OwnedRwLockMappedWriteGuard<T, U> {
    /// A guard of a part of the value:
    /// [`tokio::sync::OwnedRwLockMappedWriteGuard::map`](::tokio::sync::OwnedRwLockMappedWriteGuard::map).
    #[inline]
    pub fn map<F, V: ?Sized>(this: Self, f: F) -> OwnedRwLockMappedWriteGuard<T, V>
    where
        F: FnOnce(&mut U) -> &mut V,
    {
        let lock = keeper(&this).clone();
        map(this, &lock, |guard| sync::RwLockMappedWriteGuard::map(guard, f))
    }

    /// The same where there may be no such part:
    /// [`tokio::sync::OwnedRwLockMappedWriteGuard::try_map`](::tokio::sync::OwnedRwLockMappedWriteGuard::try_map).
    ///
    /// # Errors
    /// There is none: the guard is in the error.
    #[inline]
    pub fn try_map<F, V: ?Sized>(this: Self, f: F) -> Result<OwnedRwLockMappedWriteGuard<T, V>, Self>
    where
        F: FnOnce(&mut U) -> Option<&mut V>,
    {
        let lock = keeper(&this).clone();
        try_map(this, &lock, |guard| sync::RwLockMappedWriteGuard::try_map(guard, f))
    }

    /// The lock: [`tokio::sync::OwnedRwLockMappedWriteGuard::rwlock`](::tokio::sync::OwnedRwLockMappedWriteGuard::rwlock).
    #[inline]
    #[must_use]
    pub fn rwlock(this: &Self) -> &Arc<RwLock<T>> {
        keeper(this)
    }
}
