//! A channel that keeps at most so many messages, and one more for each sender.

use core::{
    pin::Pin,
    task::{Context, Poll},
};

use ::futures_channel::mpsc::{self, SendError, TrySendError};
use futures_sink::Sink;

use super::{
    super::endpoint::{Follow, Raw, Tx, follow},
    receiver::Receiver,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Show};

/// [`futures_channel::mpsc::Sender`](::futures_channel::mpsc::Sender), followed.
pub type Sender<T> = Tx<mpsc::Sender<T>, T>;

impl<T> Raw for mpsc::Sender<T> {}

impl<T> Follow for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::BoundedPerSender(None), site, show)
    }
}

impl<T> Sender<T> {
    /// Sends a message if there is room now: [`futures_channel::mpsc::Sender::try_send`](::futures_channel::mpsc::Sender::try_send).
    ///
    /// # Errors
    /// There is no room, or the receiver is closed.
    #[inline]
    pub fn try_send(&mut self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt_exclusively(message, |message| self.raw.try_send(message))
    }

    /// Sends a message after [`poll_ready`](Self::poll_ready) said that there is room:
    /// [`futures_channel::mpsc::Sender::start_send`](::futures_channel::mpsc::Sender::start_send).
    ///
    /// # Errors
    /// There is no room, or the receiver is closed.
    #[inline]
    pub fn start_send(&mut self, message: T) -> Result<(), SendError> {
        self.end.attempt_exclusively(message, |message| self.raw.start_send(message))
    }

    /// Polls for room: [`futures_channel::mpsc::Sender::poll_ready`](::futures_channel::mpsc::Sender::poll_ready).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let result = self.raw.poll_ready(cx);
        self.end.polled(&result);
        result
    }

    /// Closes the channel for all senders:
    /// [`futures_channel::mpsc::Sender::close_channel`](::futures_channel::mpsc::Sender::close_channel).
    pub fn close_channel(&mut self) {
        self.raw.close_channel();
        if self.raw.is_closed() {
            self.end.close();
        }
    }

    /// Leaves the channel: [`futures_channel::mpsc::Sender::disconnect`](::futures_channel::mpsc::Sender::disconnect).
    pub fn disconnect(&mut self) {
        self.raw.disconnect();
        self.end.leave();
    }

    /// Do both send to the same receiver?
    #[must_use]
    pub fn same_receiver(&self, other: &Self) -> bool {
        self.raw.same_receiver(&other.raw)
    }

    /// Does it send to this receiver?
    #[must_use]
    pub fn is_connected_to(&self, receiver: &Receiver<T>) -> bool {
        self.raw.is_connected_to(&receiver.raw)
    }
}

impl<T> Sink<T> for Sender<T> {
    type Error = SendError;

    #[inline]
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        self.get_mut().poll_ready(cx)
    }

    #[inline]
    fn start_send(self: Pin<&mut Self>, message: T) -> Result<(), SendError> {
        self.get_mut().start_send(message)
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Self { raw, end } = self.get_mut();
        let result = Pin::new(raw).poll_flush(cx);
        end.polled(&result);
        result
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Self { raw, end } = self.get_mut();
        let result = Pin::new(raw).poll_close(cx);
        end.leave();
        result
    }
}
