//! The sending side.

use std::time::{Duration, Instant};

use ::crossbeam_channel::{self as raw, SendError, SendTimeoutError, TrySendError};

use super::{
    super::{
        endpoint::{Follow, Tx},
        looked::{Looked, Waiting, follow},
    },
    receiver::Receiver,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Show};

/// [`crossbeam_channel::Sender`](::crossbeam_channel::Sender), followed.
pub type Sender<T> = Tx<Looked<raw::Sender<T>>, T>;

impl<T> Waiting for raw::Sender<T> {
    #[inline]
    fn waiting(&self) -> usize {
        self.len()
    }
}

impl<T> Follow for (raw::Sender<T>, raw::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        let kind = ChannelKind::of_capacity(self.0.capacity());
        follow(self, kind, site, show)
    }
}

impl<T> Sender<T> {
    /// Sends a message if there is room now: [`crossbeam_channel::Sender::try_send`](::crossbeam_channel::Sender::try_send).
    ///
    /// # Errors
    /// There is no room, or all receivers are gone.
    #[inline]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt(message, |message| self.raw.try_send(message))
    }

    /// Sends a message, as soon as there is room: [`crossbeam_channel::Sender::send`](::crossbeam_channel::Sender::send).
    ///
    /// # Errors
    /// All receivers are gone.
    #[inline]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.send_or(message, SendError, |message| self.raw.send(message))
    }

    /// Sends a message, if there is room soon enough:
    /// [`crossbeam_channel::Sender::send_timeout`](::crossbeam_channel::Sender::send_timeout).
    ///
    /// # Errors
    /// The time is up, or all receivers are gone.
    #[inline]
    pub fn send_timeout(&self, message: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_or(message, SendTimeoutError::Disconnected, |message| self.raw.send_timeout(message, timeout))
    }

    /// Sends a message, if there is room before `deadline`:
    /// [`crossbeam_channel::Sender::send_deadline`](::crossbeam_channel::Sender::send_deadline).
    ///
    /// # Errors
    /// The time is up, or all receivers are gone.
    #[inline]
    pub fn send_deadline(&self, message: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_or(message, SendTimeoutError::Disconnected, |message| self.raw.send_deadline(message, deadline))
    }

    #[inline]
    fn send_or<E>(
        &self,
        message: T,
        disconnected: impl FnOnce(T) -> E,
        wait: impl FnOnce(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let attempt = |message| match self.raw.try_send(message) {
            Ok(()) => Ok(Ok(())),
            Err(TrySendError::Full(message)) => Err(message),
            Err(TrySendError::Disconnected(message)) => Ok(Err(disconnected(message))),
        };
        self.end.send_or_wait(message, attempt, wait, Result::is_ok)
    }

    /// Is no message there? [`crossbeam_channel::Sender::is_empty`](::crossbeam_channel::Sender::is_empty).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Is there no room? [`crossbeam_channel::Sender::is_full`](::crossbeam_channel::Sender::is_full).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.raw.is_full()
    }

    /// How many messages there are: [`crossbeam_channel::Sender::len`](::crossbeam_channel::Sender::len).
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// How many messages there can be: [`crossbeam_channel::Sender::capacity`](::crossbeam_channel::Sender::capacity).
    #[must_use]
    pub fn capacity(&self) -> Option<usize> {
        self.raw.capacity()
    }

    /// Do both belong to the same channel? [`crossbeam_channel::Sender::same_channel`](::crossbeam_channel::Sender::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}
