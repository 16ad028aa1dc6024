//! `futures_channel::oneshot`.

use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use ::futures_channel::oneshot::{self, Canceled};
use futures_core::FusedFuture;

use super::super::endpoint::{Follow, Raw, Rx, Tx, follow};
use crate::engine::flow::{ChannelKind, ChannelSite, Show};

/// [`futures_channel::oneshot::Sender`](::futures_channel::oneshot::Sender), followed.
pub type Sender<T> = Tx<oneshot::Sender<T>, T>;
/// [`futures_channel::oneshot::Receiver`](::futures_channel::oneshot::Receiver), followed.
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
    /// Sends the message: [`futures_channel::oneshot::Sender::send`](::futures_channel::oneshot::Sender::send).
    ///
    /// # Errors
    /// The receiver is gone: the message comes back.
    #[inline]
    pub fn send(self, message: T) -> Result<(), T> {
        let Self { raw, end } = self;
        end.attempt_alone(message, |message| raw.send(message))
    }

    /// Does it send to this receiver?
    #[must_use]
    pub fn is_connected_to(&self, receiver: &Receiver<T>) -> bool {
        self.raw.is_connected_to(&receiver.raw)
    }
}

impl<T> Receiver<T> {
    /// Takes no message from now on, but one that was sent before:
    /// [`futures_channel::oneshot::Receiver::close`](::futures_channel::oneshot::Receiver::close).
    pub fn close(&mut self) {
        self.end.close();
        self.raw.close();
    }

    /// The message, if it is there now: [`futures_channel::oneshot::Receiver::try_recv`](::futures_channel::oneshot::Receiver::try_recv).
    ///
    /// # Errors
    /// It will never be there.
    #[inline]
    pub fn try_recv(&mut self) -> Result<Option<T>, Canceled> {
        let result = self.raw.try_recv();
        self.end.attempted(result.as_ref().ok().and_then(Option::as_ref));
        result
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, Canceled>;

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

impl<T> FusedFuture for Receiver<T> {
    fn is_terminated(&self) -> bool {
        self.raw.is_terminated()
    }
}
