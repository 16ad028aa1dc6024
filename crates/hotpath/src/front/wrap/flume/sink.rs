//! A sink that sends messages.

use core::{
    fmt::{self, Debug},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use ::flume::SendError;
use futures_sink::Sink;

use super::{held::Held, send::SendFut, sender::Sender};

/// [`flume::async::SendSink`](::flume::async::SendSink), followed.
pub struct SendSink<'a, T> {
    pub(super) sender: Held<'a, Sender<T>>,
    /// Sends what the sink was given last.
    pub(super) sending: Option<SendFut<'a, T>>,
}

impl<T> SendSink<'_, T> {
    /// The sender: [`flume::async::SendSink::sender`](::flume::async::SendSink::sender).
    #[must_use]
    pub fn sender(&self) -> &Sender<T> {
        &self.sender
    }

    /// Are all receivers gone? [`flume::async::SendSink::is_disconnected`](::flume::async::SendSink::is_disconnected).
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        self.sender.is_disconnected()
    }

    /// Is no message there? [`flume::async::SendSink::is_empty`](::flume::async::SendSink::is_empty).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sender.is_empty()
    }

    /// Is there no room? [`flume::async::SendSink::is_full`](::flume::async::SendSink::is_full).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.sender.is_full()
    }

    /// How many messages there are: [`flume::async::SendSink::len`](::flume::async::SendSink::len).
    #[must_use]
    pub fn len(&self) -> usize {
        self.sender.len()
    }

    /// How many messages there can be: [`flume::async::SendSink::capacity`](::flume::async::SendSink::capacity).
    #[must_use]
    pub fn capacity(&self) -> Option<usize> {
        self.sender.capacity()
    }

    /// Do both belong to the same channel? [`flume::async::SendSink::same_channel`](::flume::async::SendSink::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.sender.same_channel(&other.sender)
    }

    /// Polls until what the sink was given is sent, or cannot be.
    #[inline]
    fn poll_sent(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        let sending = &mut self.get_mut().sending;
        let Some(future) = sending else { return Poll::Ready(Ok(())) };
        let result = Pin::new(future).poll(cx);
        if result.is_ready() {
            *sending = None;
        }
        result
    }
}

impl<T> Sink<T> for SendSink<'_, T> {
    type Error = SendError<T>;

    #[inline]
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_sent(cx)
    }

    #[inline]
    fn start_send(self: Pin<&mut Self>, message: T) -> Result<(), Self::Error> {
        let Self { sender, sending } = self.get_mut();
        // What it was given before and did not send it forgets, before it has anything new.
        *sending = None;
        *sending = Some(match sender {
            Held::Lent(sender) => sender.send_async(message),
            Held::Owned(sender) => sender.clone().into_send_async(message),
        });
        Ok(())
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_sent(cx)
    }

    #[inline]
    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_sent(cx)
    }
}

impl<T> Clone for SendSink<'_, T> {
    /// What this one was given and has not sent is not the clone's.
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), sending: None }
    }
}

impl<T> Debug for SendSink<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendSink").finish()
    }
}
