//! `std::sync::Mutex`.

use std::sync::{self, LockResult, PoisonError, TryLockError, TryLockResult};

use super::super::lock::Mutual;
use crate::engine::flow::{Access, LockGuard, Locked};

/// [`std::sync::Mutex`], followed. It is made by [`mutex!`](crate::mutex!).
pub type Mutex<T> = Locked<sync::Mutex<T>>;
/// [`std::sync::MutexGuard`], followed.
pub type MutexGuard<'a, T> = LockGuard<'a, sync::MutexGuard<'a, T>>;

impl<T> Mutual for sync::Mutex<T> {}

impl<T> Mutex<T> {
    /// The value: [`std::sync::Mutex::into_inner`].
    ///
    /// # Errors
    /// The mutex is poisoned: the value is in the error.
    pub fn into_inner(self) -> LockResult<T> {
        Self::into_raw(self).into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock, as soon as it is free: [`std::sync::Mutex::lock`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    #[inline(always)]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let raw = Self::raw(self);
        take_or_poisoned(self, Access::Exclusive, || raw.try_lock(), || raw.lock())
    }

    /// Takes the lock if it is free now: [`std::sync::Mutex::try_lock`].
    ///
    /// # Errors
    /// The lock is held, or poisoned: then the guard is in the error.
    #[inline]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        try_take_or_poisoned(self, Access::Exclusive, || Self::raw(self).try_lock())
    }
}

/// Takes the lock by `attempt`, or waits for it by `wait`.
///
/// PERF: nothing out of line sees our guard, which is larger than two registers: it would be written to memory, and reading it
/// back in other portions stalls the processor for longer than the clock is read.
#[inline(always)]
pub(super) fn take_or_poisoned<'a, L: ?Sized, G>(
    lock: &'a Locked<L>,
    access: Access,
    attempt: impl FnOnce() -> TryLockResult<G>,
    wait: impl FnOnce() -> LockResult<G>,
) -> LockResult<LockGuard<'a, G>> {
    let ready = Locked::ready(lock, access);
    let (guard, is_poisoned) = match attempt() {
        Ok(guard) => (guard, false),
        Err(TryLockError::Poisoned(error)) => (error.into_inner(), true),
        Err(TryLockError::WouldBlock) => match wait_for(lock, access, wait) {
            Ok(guard) => (guard, false),
            Err(error) => (error.into_inner(), true),
        },
    };
    let held = Locked::held_ready(lock, ready, guard);
    if is_poisoned { Err(PoisonError::new(held)) } else { Ok(held) }
}

#[cold]
#[inline(never)]
fn wait_for<L: ?Sized, R>(lock: &Locked<L>, access: Access, wait: impl FnOnce() -> R) -> R {
    let _wait = Locked::wait(lock, access);
    wait()
}

/// The lock has been taken if it could be.
#[inline]
pub(super) fn try_take_or_poisoned<'a, L: ?Sized, G>(
    lock: &'a Locked<L>,
    access: Access,
    attempt: impl FnOnce() -> TryLockResult<G>,
) -> TryLockResult<LockGuard<'a, G>> {
    let ready = Locked::ready(lock, access);
    match attempt() {
        Ok(guard) => Ok(Locked::held_ready(lock, ready, guard)),
        Err(TryLockError::Poisoned(error)) => {
            Err(PoisonError::new(Locked::held_ready(lock, ready, error.into_inner())).into())
        }
        Err(TryLockError::WouldBlock) => {
            Locked::fail(lock, access);
            Err(TryLockError::WouldBlock)
        }
    }
}
