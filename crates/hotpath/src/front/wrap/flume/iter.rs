//! Iterators over what is received.

use core::fmt::{self, Debug};

use super::receiver::Receiver;

/// [`flume::Iter`](::flume::Iter), followed.
pub struct Iter<'a, T> {
    pub(super) receiver: &'a Receiver<T>,
}

/// [`flume::TryIter`](::flume::TryIter), followed.
pub struct TryIter<'a, T> {
    pub(super) receiver: &'a Receiver<T>,
}

/// [`flume::IntoIter`](::flume::IntoIter), followed.
pub struct IntoIter<T> {
    receiver: Receiver<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        // The end of what is there now is no failed attempt.
        let message = self.receiver.raw.try_recv().ok()?;
        self.receiver.end.receive_shared(&message);
        Some(message)
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<T> Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.receiver.raw.iter().fmt(f)
    }
}

impl<T> Debug for TryIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.receiver.raw.try_iter().fmt(f)
    }
}

impl<T> Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("receiver", &self.receiver.raw).finish()
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
        IntoIter { receiver: self }
    }
}
