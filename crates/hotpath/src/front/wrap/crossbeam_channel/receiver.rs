//! The receiving side.

use core::{
    fmt::{self, Debug},
    iter::FusedIterator,
};
use std::time::{Duration, Instant};

use ::crossbeam_channel::{self as raw, RecvError, RecvTimeoutError, TryRecvError};

use super::super::{
    endpoint::Rx,
    looked::{Looked, Waiting},
};

/// [`crossbeam_channel::Receiver`](::crossbeam_channel::Receiver), followed.
pub type Receiver<T> = Rx<Looked<raw::Receiver<T>>, T>;

impl<T> Waiting for raw::Receiver<T> {
    #[inline]
    fn waiting(&self) -> usize {
        self.len()
    }
}

impl<T> Receiver<T> {
    /// A message, if there is one now: [`crossbeam_channel::Receiver::try_recv`](::crossbeam_channel::Receiver::try_recv).
    ///
    /// # Errors
    /// There is none now, or all senders are gone and no message is left.
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        self.end.attempted_shared(result.as_ref().ok());
        result
    }

    /// Waits for a message: [`crossbeam_channel::Receiver::recv`](::crossbeam_channel::Receiver::recv).
    ///
    /// # Errors
    /// All senders are gone, and no message is left.
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_or(RecvError, || self.raw.recv())
    }

    /// Waits for a message, but not longer than this:
    /// [`crossbeam_channel::Receiver::recv_timeout`](::crossbeam_channel::Receiver::recv_timeout).
    ///
    /// # Errors
    /// The time is up, or all senders are gone and no message is left.
    #[inline]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv_or(RecvTimeoutError::Disconnected, || self.raw.recv_timeout(timeout))
    }

    /// Waits for a message until `deadline`:
    /// [`crossbeam_channel::Receiver::recv_deadline`](::crossbeam_channel::Receiver::recv_deadline).
    ///
    /// # Errors
    /// The time is up, or all senders are gone and no message is left.
    #[inline]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.recv_or(RecvTimeoutError::Disconnected, || self.raw.recv_deadline(deadline))
    }

    #[inline]
    fn recv_or<E>(&self, disconnected: E, wait: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let result = match self.raw.try_recv() {
            Ok(message) => Ok(message),
            Err(TryRecvError::Disconnected) => Err(disconnected),
            Err(TryRecvError::Empty) => {
                let _wait = self.end.wait();
                wait()
            }
        };
        if let Ok(message) = &result {
            self.end.receive_shared(message);
        }
        result
    }

    /// Is no message there? [`crossbeam_channel::Receiver::is_empty`](::crossbeam_channel::Receiver::is_empty).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Is there no room? [`crossbeam_channel::Receiver::is_full`](::crossbeam_channel::Receiver::is_full).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.raw.is_full()
    }

    /// How many messages there are: [`crossbeam_channel::Receiver::len`](::crossbeam_channel::Receiver::len).
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// How many messages there can be: [`crossbeam_channel::Receiver::capacity`](::crossbeam_channel::Receiver::capacity).
    #[must_use]
    pub fn capacity(&self) -> Option<usize> {
        self.raw.capacity()
    }

    /// All messages, as they come: [`crossbeam_channel::Receiver::iter`](::crossbeam_channel::Receiver::iter).
    #[inline]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }

    /// The messages that are there now: [`crossbeam_channel::Receiver::try_iter`](::crossbeam_channel::Receiver::try_iter).
    #[inline]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter(self)
    }

    /// Do both belong to the same channel?
    /// [`crossbeam_channel::Receiver::same_channel`](::crossbeam_channel::Receiver::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

/// [`crossbeam_channel::Iter`](::crossbeam_channel::Iter), followed.
pub struct Iter<'a, T>(&'a Receiver<T>);

/// [`crossbeam_channel::TryIter`](::crossbeam_channel::TryIter), followed.
pub struct TryIter<'a, T>(&'a Receiver<T>);

/// [`crossbeam_channel::IntoIter`](::crossbeam_channel::IntoIter), followed.
pub struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        // The end of what is there now is no failed attempt.
        let message = self.0.raw.try_recv().ok()?;
        self.0.end.receive_shared(&message);
        Some(message)
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T> FusedIterator for Iter<'_, T> {}
impl<T> FusedIterator for IntoIter<T> {}

impl<T> Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.raw.iter().fmt(f)
    }
}

impl<T> Debug for TryIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.raw.try_iter().fmt(f)
    }
}

impl<T> Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("IntoIter { .. }")
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[inline]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}
