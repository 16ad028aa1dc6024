//! The receiving side.

use std::time::{Duration, Instant};

use ::flume::{self as raw, RecvError, RecvTimeoutError, TryRecvError};

use super::{
    super::{
        endpoint::Rx,
        looked::{Looked, Waiting},
    },
    drain::Drain,
    held::Held,
    iter::{Iter, TryIter},
    recv::{RecvFut, RecvStream},
};

/// [`flume::Receiver`](::flume::Receiver), followed.
pub type Receiver<T> = Rx<Looked<raw::Receiver<T>>, T>;

impl<T> Waiting for raw::Receiver<T> {
    #[inline]
    fn waiting(&self) -> usize {
        self.len()
    }
}

impl<T> Receiver<T> {
    /// A message, if there is one now: [`flume::Receiver::try_recv`](::flume::Receiver::try_recv).
    ///
    /// # Errors
    /// There is none now, or all senders are gone and no message is left.
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        self.end.attempted_shared(result.as_ref().ok());
        result
    }

    /// Waits for a message: [`flume::Receiver::recv`](::flume::Receiver::recv).
    ///
    /// # Errors
    /// All senders are gone, and no message is left.
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_or(RecvError::Disconnected, || self.raw.recv())
    }

    /// Waits for a message until `deadline`: [`flume::Receiver::recv_deadline`](::flume::Receiver::recv_deadline).
    ///
    /// # Errors
    /// The time is up, or all senders are gone and no message is left.
    #[inline]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.recv_or(RecvTimeoutError::Disconnected, || self.raw.recv_deadline(deadline))
    }

    /// Waits for a message, but not longer than this: [`flume::Receiver::recv_timeout`](::flume::Receiver::recv_timeout).
    ///
    /// # Errors
    /// The time is up, or all senders are gone and no message is left.
    #[inline]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv_or(RecvTimeoutError::Disconnected, || self.raw.recv_timeout(timeout))
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

    /// A future that receives a message: [`flume::Receiver::recv_async`](::flume::Receiver::recv_async).
    #[inline]
    pub fn recv_async(&self) -> RecvFut<'_, T> {
        RecvFut { raw: self.raw.recv_async(), end: Held::Lent(&self.end), wait: None }
    }

    /// The same, with the receiver in it: [`flume::Receiver::into_recv_async`](::flume::Receiver::into_recv_async).
    #[inline]
    pub fn into_recv_async<'a>(self) -> RecvFut<'a, T> {
        RecvFut { raw: (*self.raw).clone().into_recv_async(), end: Held::Owned(self.end), wait: None }
    }

    /// A stream of the messages: [`flume::Receiver::stream`](::flume::Receiver::stream).
    #[inline]
    pub fn stream(&self) -> RecvStream<'_, T> {
        RecvStream { raw: self.raw.stream(), end: Held::Lent(&self.end), wait: None }
    }

    /// The same, with the receiver in it: [`flume::Receiver::into_stream`](::flume::Receiver::into_stream).
    #[inline]
    pub fn into_stream<'a>(self) -> RecvStream<'a, T> {
        RecvStream { raw: (*self.raw).clone().into_stream(), end: Held::Owned(self.end), wait: None }
    }

    /// All messages, as they come: [`flume::Receiver::iter`](::flume::Receiver::iter).
    #[inline]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// The messages that are there now, one by one: [`flume::Receiver::try_iter`](::flume::Receiver::try_iter).
    #[inline]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }

    /// The messages that are there now, taken at once: [`flume::Receiver::drain`](::flume::Receiver::drain).
    pub fn drain(&self) -> Drain<'_, T> {
        let raw = self.raw.drain();
        (0..raw.len()).for_each(|_| self.end.receive_unseen());
        Drain { raw, end: &self.end }
    }

    /// Are all senders gone? [`flume::Receiver::is_disconnected`](::flume::Receiver::is_disconnected).
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        self.raw.is_disconnected()
    }

    /// Is no message there? [`flume::Receiver::is_empty`](::flume::Receiver::is_empty).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Is there no room? [`flume::Receiver::is_full`](::flume::Receiver::is_full).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.raw.is_full()
    }

    /// How many messages there are: [`flume::Receiver::len`](::flume::Receiver::len).
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// How many messages there can be: [`flume::Receiver::capacity`](::flume::Receiver::capacity).
    #[must_use]
    pub fn capacity(&self) -> Option<usize> {
        self.raw.capacity()
    }

    /// How many senders there are: [`flume::Receiver::sender_count`](::flume::Receiver::sender_count).
    #[must_use]
    pub fn sender_count(&self) -> usize {
        self.raw.sender_count()
    }

    /// How many receivers there are: [`flume::Receiver::receiver_count`](::flume::Receiver::receiver_count).
    #[must_use]
    pub fn receiver_count(&self) -> usize {
        self.raw.receiver_count()
    }

    /// Do both belong to the same channel? [`flume::Receiver::same_channel`](::flume::Receiver::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}
