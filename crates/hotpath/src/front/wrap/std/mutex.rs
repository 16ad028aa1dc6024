//! `std::sync::Mutex`.
//!
//! | method | |
//! |---|---|
//! | `lock`, `try_lock`, and what holds the lock | counted |
//! | everything else | passed through |

use std::sync::{self, LockResult, PoisonError, TryLockError, TryLockResult};

use crate::engine::flow::{Access, LockGuard, Locked};

/// [`std::sync::Mutex`], followed.
pub type Mutex<T> = Locked<sync::Mutex<T>>;
/// [`std::sync::MutexGuard`], followed.
pub type MutexGuard<'a, T> = LockGuard<'a, sync::MutexGuard<'a, T>>;

impl<T> Mutex<T> {
    /// The value: [`std::sync::Mutex::into_inner`].
    ///
    /// # Errors
    /// The mutex is poisoned: the value is in the error.
    pub fn into_inner(self) -> LockResult<T> {
        self.into_raw().into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock, as soon as it is free: [`std::sync::Mutex::lock`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    #[inline]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let result = match self.raw().try_lock() {
            Ok(guard) => Ok(guard),
            Err(TryLockError::Poisoned(error)) => Err(error),
            Err(TryLockError::WouldBlock) => {
                let _wait = self.wait(Access::Exclusive);
                self.raw().lock()
            }
        };
        self.held_or_poisoned(result)
    }

    /// Takes the lock if it is free now: [`std::sync::Mutex::try_lock`].
    ///
    /// # Errors
    /// The lock is held, or poisoned: then the guard is in the error.
    #[inline]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        match self.raw().try_lock() {
            Ok(guard) => Ok(self.held(Access::Exclusive, guard)),
            Err(TryLockError::Poisoned(error)) => Err(self.poisoned(error).into()),
            Err(TryLockError::WouldBlock) => {
                self.fail(Access::Exclusive);
                Err(TryLockError::WouldBlock)
            }
        }
    }

    /// The value, for who has the mutex alone: [`std::sync::Mutex::get_mut`].
    ///
    /// # Errors
    /// The mutex is poisoned: the reference is in the error.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.raw_mut().get_mut()
    }

    /// Is the mutex poisoned? [`std::sync::Mutex::is_poisoned`].
    pub fn is_poisoned(&self) -> bool {
        self.raw().is_poisoned()
    }

    /// Heals a poisoned mutex: [`std::sync::Mutex::clear_poison`].
    pub fn clear_poison(&self) {
        self.raw().clear_poison();
    }

    #[inline]
    fn held_or_poisoned<'a>(&'a self, result: LockResult<sync::MutexGuard<'a, T>>) -> LockResult<MutexGuard<'a, T>> {
        match result {
            Ok(guard) => Ok(self.held(Access::Exclusive, guard)),
            Err(error) => Err(self.poisoned(error)),
        }
    }

    fn poisoned<'a>(&'a self, error: PoisonError<sync::MutexGuard<'a, T>>) -> PoisonError<MutexGuard<'a, T>> {
        PoisonError::new(self.held(Access::Exclusive, error.into_inner()))
    }
}
