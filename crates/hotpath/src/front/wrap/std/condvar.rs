//! `std::sync::Condvar`, whose waits give the lock back.

use core::{
    fmt::{self, Debug},
    ops::Deref,
    time::Duration,
};
use std::sync::{self, LockResult, PoisonError, WaitTimeoutResult};

use super::{super::lock::pausing, mutex::MutexGuard};
use crate::engine::flow::LockGuard;

/// [`std::sync::Condvar`], for guards of mutexes that are followed.
#[derive(Default)]
pub struct Condvar(sync::Condvar);

impl Condvar {
    /// A condition variable: [`std::sync::Condvar::new`].
    #[must_use]
    pub const fn new() -> Self {
        Self(sync::Condvar::new())
    }

    /// Waits to be notified: [`std::sync::Condvar::wait`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let result = pause(guard, |raw, paused| {
            paused();
            map(self.0.wait(raw), |raw| (raw, ()))
        });
        map(result, |(guard, ())| guard)
    }

    /// Waits as long as `condition` is true: [`std::sync::Condvar::wait_while`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    pub fn wait_while<'a, T, F>(&self, guard: MutexGuard<'a, T>, condition: F) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        let result =
            pause(guard, |raw, paused| map(self.0.wait_while(raw, pausing(condition, paused)), |raw| (raw, ())));
        map(result, |(guard, ())| guard)
    }

    /// Waits to be notified, but not longer than so many milliseconds: [`std::sync::Condvar::wait_timeout_ms`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    #[deprecated(note = "replaced by `wait_timeout`")]
    pub fn wait_timeout_ms<'a, T>(&self, guard: MutexGuard<'a, T>, ms: u32) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let result = self.wait_timeout(guard, Duration::from_millis(u64::from(ms)));
        map(result, |(guard, result)| (guard, !result.timed_out()))
    }

    /// Waits to be notified, but not longer than this: [`std::sync::Condvar::wait_timeout`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        pause(guard, |raw, paused| {
            paused();
            self.0.wait_timeout(raw, timeout)
        })
    }

    /// Waits as long as `condition` is true, but not longer than this: [`std::sync::Condvar::wait_timeout_while`].
    ///
    /// # Errors
    /// The mutex is poisoned: the guard is in the error.
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
        condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        pause(guard, |raw, paused| self.0.wait_timeout_while(raw, timeout, pausing(condition, paused)))
    }
}

/// What only looks and notifies.
impl Deref for Condvar {
    type Target = sync::Condvar;

    #[inline]
    fn deref(&self) -> &sync::Condvar {
        &self.0
    }
}

impl Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The guard, after `pause` gave the lock back and took it again.
fn pause<'a, T, R>(
    guard: MutexGuard<'a, T>,
    pause: impl FnOnce(sync::MutexGuard<'a, T>, &mut dyn FnMut()) -> LockResult<(sync::MutexGuard<'a, T>, R)>,
) -> LockResult<(MutexGuard<'a, T>, R)> {
    let (guard, (rest, is_poisoned)) = LockGuard::pause_with(guard, |raw, paused| {
        let result = pause(raw, paused);
        let is_poisoned = result.is_err();
        let (raw, rest) = result.unwrap_or_else(PoisonError::into_inner);
        (raw, (rest, is_poisoned))
    });
    if is_poisoned { Err(PoisonError::new((guard, rest))) } else { Ok((guard, rest)) }
}

fn map<A, B>(result: LockResult<A>, map: impl FnOnce(A) -> B) -> LockResult<B> {
    match result {
        Ok(value) => Ok(map(value)),
        Err(error) => Err(PoisonError::new(map(error.into_inner()))),
    }
}
