//! `parking_lot::Condvar`, whose waits give the lock back.

use core::{
    fmt::{self, Debug},
    ops::Deref,
    time::Duration,
};
use std::time::Instant;

use ::parking_lot::{self as raw, WaitTimeoutResult};

use super::{super::lock::pausing, MutexGuard};

/// [`parking_lot::Condvar`](::parking_lot::Condvar), for guards of mutexes that are followed.
#[derive(Default)]
pub struct Condvar(raw::Condvar);

impl Condvar {
    /// A condition variable: [`parking_lot::Condvar::new`](::parking_lot::Condvar::new).
    #[must_use]
    pub const fn new() -> Self {
        Self(raw::Condvar::new())
    }

    /// Waits to be notified: [`parking_lot::Condvar::wait`](::parking_lot::Condvar::wait).
    pub fn wait<T: ?Sized>(&self, mutex_guard: &mut MutexGuard<'_, T>) {
        MutexGuard::pause(mutex_guard, |tied| self.0.wait(&mut tied.guard));
    }

    /// Waits to be notified, until then: [`parking_lot::Condvar::wait_until`](::parking_lot::Condvar::wait_until).
    pub fn wait_until<T: ?Sized>(&self, mutex_guard: &mut MutexGuard<'_, T>, timeout: Instant) -> WaitTimeoutResult {
        MutexGuard::pause(mutex_guard, |tied| self.0.wait_until(&mut tied.guard, timeout))
    }

    /// Waits to be notified, for so long: [`parking_lot::Condvar::wait_for`](::parking_lot::Condvar::wait_for).
    pub fn wait_for<T: ?Sized>(&self, mutex_guard: &mut MutexGuard<'_, T>, timeout: Duration) -> WaitTimeoutResult {
        MutexGuard::pause(mutex_guard, |tied| self.0.wait_for(&mut tied.guard, timeout))
    }

    /// Waits as long as `condition` is true: [`parking_lot::Condvar::wait_while`](::parking_lot::Condvar::wait_while).
    pub fn wait_while<T, F>(&self, mutex_guard: &mut MutexGuard<'_, T>, condition: F)
    where
        T: ?Sized,
        F: FnMut(&mut T) -> bool,
    {
        MutexGuard::pause_once(mutex_guard, |tied, paused| {
            self.0.wait_while(&mut tied.guard, pausing(condition, paused));
        });
    }

    /// Waits as long as `condition` is true, until then:
    /// [`parking_lot::Condvar::wait_while_until`](::parking_lot::Condvar::wait_while_until).
    pub fn wait_while_until<T, F>(
        &self,
        mutex_guard: &mut MutexGuard<'_, T>,
        condition: F,
        timeout: Instant,
    ) -> WaitTimeoutResult
    where
        T: ?Sized,
        F: FnMut(&mut T) -> bool,
    {
        MutexGuard::pause_once(mutex_guard, |tied, paused| {
            self.0.wait_while_until(&mut tied.guard, pausing(condition, paused), timeout)
        })
    }

    /// Waits as long as `condition` is true, for so long:
    /// [`parking_lot::Condvar::wait_while_for`](::parking_lot::Condvar::wait_while_for).
    pub fn wait_while_for<T: ?Sized, F>(
        &self,
        mutex_guard: &mut MutexGuard<'_, T>,
        condition: F,
        timeout: Duration,
    ) -> WaitTimeoutResult
    where
        F: FnMut(&mut T) -> bool,
    {
        MutexGuard::pause_once(mutex_guard, |tied, paused| {
            self.0.wait_while_for(&mut tied.guard, pausing(condition, paused), timeout)
        })
    }
}

/// What only notifies.
impl Deref for Condvar {
    type Target = raw::Condvar;

    #[inline]
    fn deref(&self) -> &raw::Condvar {
        &self.0
    }
}

impl Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
