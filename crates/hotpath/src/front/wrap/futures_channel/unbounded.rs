//! A channel that keeps as many messages as come.

use core::{
    pin::Pin,
    task::{Context, Poll},
};

use ::futures_channel::mpsc::{self, SendError, TrySendError};
use futures_sink::Sink;

use super::{
    super::endpoint::{Follow, Raw, Tx, follow},
    receiver::UnboundedReceiver,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Show};

/// [`futures_channel::mpsc::UnboundedSender`](::futures_channel::mpsc::UnboundedSender), followed.
pub type UnboundedSender<T> = Tx<mpsc::UnboundedSender<T>, T>;

impl<T> Raw for mpsc::UnboundedSender<T> {}

impl<T> Follow for (mpsc::UnboundedSender<T>, mpsc::UnboundedReceiver<T>) {
    type Message = T;
    type Followed = (UnboundedSender<T>, UnboundedReceiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::Unbounded, site, show)
    }
}

impl<T> UnboundedSender<T> {
    /// Sends a message:
    /// [`futures_channel::mpsc::UnboundedSender::unbounded_send`](::futures_channel::mpsc::UnboundedSender::unbounded_send).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub fn unbounded_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt(message, |message| self.raw.unbounded_send(message))
    }

    /// Sends a message: [`futures_channel::mpsc::UnboundedSender::start_send`](::futures_channel::mpsc::UnboundedSender::start_send).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub fn start_send(&mut self, message: T) -> Result<(), SendError> {
        self.end.attempt_exclusively(message, |message| self.raw.start_send(message))
    }

    /// Closes the channel for all senders:
    /// [`futures_channel::mpsc::UnboundedSender::close_channel`](::futures_channel::mpsc::UnboundedSender::close_channel).
    pub fn close_channel(&self) {
        self.raw.close_channel();
        if self.raw.is_closed() {
            self.end.close();
        }
    }

    /// Leaves the channel: [`futures_channel::mpsc::UnboundedSender::disconnect`](::futures_channel::mpsc::UnboundedSender::disconnect).
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
    pub fn is_connected_to(&self, receiver: &UnboundedReceiver<T>) -> bool {
        self.raw.is_connected_to(&receiver.raw)
    }
}

impl<T> Sink<T> for UnboundedSender<T> {
    type Error = SendError;

    #[inline]
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.get_mut().raw).poll_ready(cx)
    }

    #[inline]
    fn start_send(self: Pin<&mut Self>, message: T) -> Result<(), SendError> {
        self.get_mut().start_send(message)
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.get_mut().raw).poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Self { raw, end } = self.get_mut();
        let result = Pin::new(raw).poll_close(cx);
        end.leave();
        result
    }
}

impl<T> Sink<T> for &UnboundedSender<T> {
    type Error = SendError;

    #[inline]
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut &self.raw).poll_ready(cx)
    }

    #[inline]
    fn start_send(self: Pin<&mut Self>, message: T) -> Result<(), SendError> {
        self.end.attempt(message, |message| Pin::new(&mut &self.raw).start_send(message))
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut &self.raw).poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        self.close_channel();
        Poll::Ready(Ok(()))
    }
}
