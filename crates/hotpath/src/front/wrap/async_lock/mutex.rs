//! `async_lock::Mutex`.

use core::{future::Future, mem::MaybeUninit};
use std::sync::Arc;

use ::async_lock as raw;

use super::super::lock::Mutual;
use super::super::lock::{Exclusive, OwnedGuard, Tied, guard_of, keep, keeper, take, tie, try_keep, try_take};
use crate::engine::flow::{Access, Guards, GuardsMut, LockGuard, Locked};

/// [`async_lock::Mutex`](::async_lock::Mutex), followed. It is made by [`mutex!`](crate::mutex!).
pub type Mutex<T> = Locked<raw::Mutex<T>>;
/// [`async_lock::MutexGuard`](::async_lock::MutexGuard), followed.
pub type MutexGuard<'a, T> = LockGuard<'a, Tied<'a, raw::Mutex<T>, raw::MutexGuard<'a, T>>>;
/// [`async_lock::MutexGuardArc`](::async_lock::MutexGuardArc), followed.
pub type MutexGuardArc<T> = OwnedGuard<raw::Mutex<T>, Exclusive<T>>;

/// Room for every guard: a reference and a pointer, of values of any kind.
pub(super) type Room = [MaybeUninit<usize>; 4];

impl<T> Mutual for raw::Mutex<T> {}

impl<T: ?Sized> Guards<raw::Mutex<T>> for Exclusive<T> {
    type Target = T;
    type Guard<'a>
        = raw::MutexGuard<'a, T>
    where
        Self: 'a,
        raw::Mutex<T>: 'a;
    type Like = raw::MutexGuardArc<T>;
    type Room = Room;
}

impl<T: ?Sized> GuardsMut<raw::Mutex<T>> for Exclusive<T> {
    #[inline]
    fn target_mut<'g>(guard: &'g mut raw::MutexGuard<'_, T>) -> &'g mut T {
        guard
    }
}

impl<T> Mutex<T> {
    /// The value:
    /// [`async_lock::Mutex::into_inner`](::async_lock::Mutex::into_inner).
    pub fn into_inner(self) -> T {
        Self::into_raw(self).into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock, as soon as it is free:
    /// [`async_lock::Mutex::lock`](::async_lock::Mutex::lock).
    #[inline]
    pub async fn lock(&self) -> MutexGuard<'_, T> {
        let guard = Self::wait_until(self, Access::Exclusive, Self::raw(self).lock()).await;
        tie(self, Self::held(self, Access::Exclusive, guard))
    }

    /// Takes the lock, as soon as it is free, and blocks until then:
    /// [`async_lock::Mutex::lock_blocking`](::async_lock::Mutex::lock_blocking).
    #[inline]
    pub fn lock_blocking(&self) -> MutexGuard<'_, T> {
        tie(self, take(self, Access::Exclusive, raw::Mutex::try_lock, raw::Mutex::lock_blocking))
    }

    /// Takes the lock if it is free now:
    /// [`async_lock::Mutex::try_lock`](::async_lock::Mutex::try_lock).
    #[inline]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        try_take(self, Access::Exclusive, raw::Mutex::try_lock).map(|guard| tie(self, guard))
    }

    /// Takes the lock, as soon as it is free, and keeps it alive:
    /// [`async_lock::Mutex::lock_arc`](::async_lock::Mutex::lock_arc).
    #[inline]
    pub fn lock_arc(self: &Arc<Self>) -> impl Future<Output = MutexGuardArc<T>> + use<T> {
        let lock = self.clone();
        async move {
            let guard = Self::wait_until(&lock, Access::Exclusive, Self::raw(&lock).lock()).await;
            keep(&lock, Access::Exclusive, guard)
        }
    }

    /// The same, and blocks until then:
    /// [`async_lock::Mutex::lock_arc_blocking`](::async_lock::Mutex::lock_arc_blocking).
    #[inline]
    pub fn lock_arc_blocking(self: &Arc<Self>) -> MutexGuardArc<T> {
        let guard = guard_of(self, Access::Exclusive, raw::Mutex::try_lock, raw::Mutex::lock_blocking);
        keep(self, Access::Exclusive, guard)
    }

    /// Takes the lock if it is free now, and keeps it alive:
    /// [`async_lock::Mutex::try_lock_arc`](::async_lock::Mutex::try_lock_arc).
    #[inline]
    pub fn try_lock_arc(self: &Arc<Self>) -> Option<MutexGuardArc<T>> {
        try_keep::<_, Exclusive<T>, _>(self, Access::Exclusive, raw::Mutex::try_lock)
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex:
    /// [`async_lock::MutexGuard::source`](::async_lock::MutexGuard::source).
    #[inline]
    #[must_use]
    pub fn source(guard: &Self) -> &'a Mutex<T> {
        Self::raw(guard).lock
    }
}

impl<T: ?Sized> MutexGuardArc<T> {
    /// The mutex:
    /// [`async_lock::MutexGuardArc::source`](::async_lock::MutexGuardArc::source).
    #[inline]
    #[must_use]
    pub fn source(guard: &Self) -> &Arc<Mutex<T>>
    where
        T: Send,
    {
        keeper(guard)
    }
}
