//! `tokio::sync::oneshot`.

use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use ::tokio::sync::oneshot::{
    self,
    error::{RecvError, TryRecvError},
};

use super::super::endpoint::{Follow, Raw, Rx, Tx, follow};
use crate::engine::flow::{ChannelKind, ChannelSite, Show};

/// [`tokio::sync::oneshot::Sender`](::tokio::sync::oneshot::Sender), followed.
pub type Sender<T> = Tx<oneshot::Sender<T>, T>;
/// [`tokio::sync::oneshot::Receiver`](::tokio::sync::oneshot::Receiver), followed.
pub type Receiver<T> = Rx<oneshot::Receiver<T>, T>;

impl<T> Raw for oneshot::Sender<T> {}
impl<T> Raw for oneshot::Receiver<T> {}

impl<T> Follow for (oneshot::Sender<T>, oneshot::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::Oneshot, site, show)
    }
}

impl<T> Sender<T> {
    /// Sends the message: [`tokio::sync::oneshot::Sender::send`](::tokio::sync::oneshot::Sender::send).
    ///
    /// # Errors
    /// The receiver is gone: the message comes back.
    #[inline]
    pub fn send(self, message: T) -> Result<(), T> {
        let Self { raw, end } = self;
        end.attempt_alone(message, |message| raw.send(message))
    }
}

impl<T> Receiver<T> {
    /// Takes no message from now on, but one that was sent before:
    /// [`tokio::sync::oneshot::Receiver::close`](::tokio::sync::oneshot::Receiver::close).
    pub fn close(&mut self) {
        self.end.close();
        self.raw.close();
    }

    /// The message, if it is there now: [`tokio::sync::oneshot::Receiver::try_recv`](::tokio::sync::oneshot::Receiver::try_recv).
    ///
    /// # Errors
    /// It is not there now, or will never be.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        self.end.attempted(result.as_ref().ok());
        result
    }

    /// Waits for the message, outside of the runtime:
    /// [`tokio::sync::oneshot::Receiver::blocking_recv`](::tokio::sync::oneshot::Receiver::blocking_recv).
    ///
    /// # Errors
    /// The sender is gone.
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_recv(self) -> Result<T, RecvError> {
        // The raw one panics there even if there is a message: none is tried to be received before.
        let wait = self.raw.is_empty().then(|| self.end.wait());
        let result = self.raw.blocking_recv();
        drop(wait);
        if let Ok(message) = &result {
            self.end.receive(message);
        }
        result
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { raw, end } = self.get_mut();
        let result = Pin::new(raw).poll(cx);
        end.polled(&result);
        if let Poll::Ready(Ok(message)) = &result {
            end.receive(message);
        }
        result
    }
}
