//! The sending side.

use core::fmt::{self, Debug};

use ::async_channel::{self as raw, SendError, TrySendError};

use super::{
    super::endpoint::{Follow, Raw, Tx},
    receiver::Receiver,
    send::Send,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Outgoing, Show, WeakEnd, ends};

/// [`async_channel::Sender`](::async_channel::Sender), followed.
pub type Sender<T> = Tx<raw::Sender<T>, T>;

impl<T> Raw for raw::Sender<T> {}

impl<T> Follow for (raw::Sender<T>, raw::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        let (sender, receiver) = self;
        let kind = ChannelKind::of_capacity(sender.capacity());
        let (send_end, receive_end) = ends(site, kind, show);
        (Tx { raw: sender, end: send_end }, Receiver::new(receiver, receive_end))
    }
}

impl<T> Sender<T> {
    /// Sends a message if there is room now: [`async_channel::Sender::try_send`](::async_channel::Sender::try_send).
    ///
    /// # Errors
    /// There is no room, or the channel is closed.
    #[inline]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt(message, |message| self.raw.try_send(message))
    }

    /// Sends a message, as soon as there is room: [`async_channel::Sender::send`](::async_channel::Sender::send).
    ///
    /// # Errors
    /// The channel is closed.
    #[inline]
    pub fn send(&self, message: T) -> Send<'_, T> {
        let outgoing = Outgoing::new(&self.end, &message);
        Send::new(self.raw.send(message), &self.end, outgoing)
    }

    /// Sends a message and blocks the thread until there is room:
    /// [`async_channel::Sender::send_blocking`](::async_channel::Sender::send_blocking).
    ///
    /// # Errors
    /// The channel is closed.
    #[inline]
    pub fn send_blocking(&self, message: T) -> Result<(), SendError<T>> {
        let attempt = |message| match self.raw.try_send(message) {
            Ok(()) => Ok(Ok(())),
            Err(TrySendError::Full(message)) => Err(message),
            Err(TrySendError::Closed(message)) => Ok(Err(SendError(message))),
        };
        self.end.send_or_wait(message, attempt, |message| self.raw.send_blocking(message), Result::is_ok)
    }

    /// Sends a message, in place of one that waits if there is no room:
    /// [`async_channel::Sender::force_send`](::async_channel::Sender::force_send).
    ///
    /// # Errors
    /// The channel is closed.
    #[inline]
    pub fn force_send(&self, message: T) -> Result<Option<T>, SendError<T>> {
        let result = self.end.attempt(message, |message| self.raw.force_send(message));
        if let Ok(Some(_)) = &result {
            self.end.displace();
        }
        result
    }

    /// Closes the channel, and says whether it was open: [`async_channel::Sender::close`](::async_channel::Sender::close).
    pub fn close(&self) -> bool {
        self.end.close();
        self.raw.close()
    }

    /// A sender that does not keep the channel open: [`async_channel::Sender::downgrade`](::async_channel::Sender::downgrade).
    #[must_use]
    pub fn downgrade(&self) -> WeakSender<T> {
        WeakSender { raw: self.raw.downgrade(), end: self.end.downgrade() }
    }

    /// Do both belong to the same channel? [`async_channel::Sender::same_channel`](::async_channel::Sender::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

/// [`async_channel::WeakSender`](::async_channel::WeakSender), followed.
pub struct WeakSender<T> {
    raw: raw::WeakSender<T>,
    end: WeakEnd<T>,
}

impl<T> WeakSender<T> {
    /// A sender, if the channel is open: [`async_channel::WeakSender::upgrade`](::async_channel::WeakSender::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        let raw = self.raw.upgrade()?;
        Some(Sender { raw, end: self.end.upgrade() })
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
