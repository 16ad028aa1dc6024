//! The sending side.

use core::fmt::{self, Debug};
use std::time::{Duration, Instant};

use ::flume::{self as raw, SendError, SendTimeoutError, TrySendError};

use super::{
    super::{
        endpoint::{Follow, Tx},
        looked::{Looked, Waiting, follow},
    },
    held::Held,
    receiver::Receiver,
    send::SendFut,
    sink::SendSink,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Outgoing, Show, WeakEnd};

/// [`flume::Sender`](::flume::Sender), followed.
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
    /// Sends a message if there is room now: [`flume::Sender::try_send`](::flume::Sender::try_send).
    ///
    /// # Errors
    /// There is no room, or all receivers are gone.
    #[inline]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt(message, |message| self.raw.try_send(message))
    }

    /// Sends a message, as soon as there is room: [`flume::Sender::send`](::flume::Sender::send).
    ///
    /// # Errors
    /// All receivers are gone.
    #[inline]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.send_or(message, SendError, |message| self.raw.send(message))
    }

    /// Sends a message, if there is room before `deadline`: [`flume::Sender::send_deadline`](::flume::Sender::send_deadline).
    ///
    /// # Errors
    /// The time is up, or all receivers are gone.
    #[inline]
    pub fn send_deadline(&self, message: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_or(message, SendTimeoutError::Disconnected, |message| self.raw.send_deadline(message, deadline))
    }

    /// Sends a message, if there is room soon enough: [`flume::Sender::send_timeout`](::flume::Sender::send_timeout).
    ///
    /// # Errors
    /// The time is up, or all receivers are gone.
    #[inline]
    pub fn send_timeout(&self, message: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_or(message, SendTimeoutError::Disconnected, |message| self.raw.send_timeout(message, timeout))
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

    /// A future that sends a message: [`flume::Sender::send_async`](::flume::Sender::send_async).
    #[inline]
    pub fn send_async(&self, message: T) -> SendFut<'_, T> {
        let outgoing = Outgoing::new(&self.end, &message);
        SendFut { raw: self.raw.send_async(message), end: Held::Lent(&self.end), outgoing }
    }

    /// The same, with the sender in it: [`flume::Sender::into_send_async`](::flume::Sender::into_send_async).
    #[inline]
    pub fn into_send_async<'a>(self, message: T) -> SendFut<'a, T> {
        let Self { raw, end } = self;
        let outgoing = Outgoing::new(&end, &message);
        SendFut { raw: (*raw).clone().into_send_async(message), end: Held::Owned(end), outgoing }
    }

    /// A sink that sends: [`flume::Sender::sink`](::flume::Sender::sink).
    #[inline]
    pub fn sink(&self) -> SendSink<'_, T> {
        SendSink { sender: Held::Lent(self), sending: None }
    }

    /// The same, with the sender in it: [`flume::Sender::into_sink`](::flume::Sender::into_sink).
    #[inline]
    pub fn into_sink<'a>(self) -> SendSink<'a, T> {
        SendSink { sender: Held::Owned(self), sending: None }
    }

    /// A sender that does not keep the channel open: [`flume::Sender::downgrade`](::flume::Sender::downgrade).
    #[must_use]
    pub fn downgrade(&self) -> WeakSender<T> {
        WeakSender { raw: self.raw.downgrade(), end: self.end.downgrade() }
    }

    /// Are all receivers gone? [`flume::Sender::is_disconnected`](::flume::Sender::is_disconnected).
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        self.raw.is_disconnected()
    }

    /// Is no message there? [`flume::Sender::is_empty`](::flume::Sender::is_empty).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Is there no room? [`flume::Sender::is_full`](::flume::Sender::is_full).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.raw.is_full()
    }

    /// How many messages there are: [`flume::Sender::len`](::flume::Sender::len).
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// How many messages there can be: [`flume::Sender::capacity`](::flume::Sender::capacity).
    #[must_use]
    pub fn capacity(&self) -> Option<usize> {
        self.raw.capacity()
    }

    /// How many senders there are: [`flume::Sender::sender_count`](::flume::Sender::sender_count).
    #[must_use]
    pub fn sender_count(&self) -> usize {
        self.raw.sender_count()
    }

    /// How many receivers there are: [`flume::Sender::receiver_count`](::flume::Sender::receiver_count).
    #[must_use]
    pub fn receiver_count(&self) -> usize {
        self.raw.receiver_count()
    }

    /// Do both belong to the same channel? [`flume::Sender::same_channel`](::flume::Sender::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

/// [`flume::WeakSender`](::flume::WeakSender), followed.
pub struct WeakSender<T> {
    raw: raw::WeakSender<T>,
    end: WeakEnd<T>,
}

impl<T> WeakSender<T> {
    /// A sender, if there still is one: [`flume::WeakSender::upgrade`](::flume::WeakSender::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        let raw = self.raw.upgrade()?;
        let end = self.end.upgrade();
        Some(Sender { raw: Looked::new(raw, end.look()), end })
    }
}

impl<T> Clone for WeakSender<T> {
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<T> Debug for WeakSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
