//! A future that sends a message.

use core::{
    fmt::{self, Debug},
    future::Future,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use ::flume::{SendError, r#async as raw};
use futures_core::FusedFuture;

use super::held::Held;
use crate::engine::flow::{Outgoing, SendEnd};

/// [`flume::async::SendFut`](::flume::async::SendFut), followed. It dereferences to the raw one.
#[must_use = "futures/streams/sinks do nothing unless you `.await` or poll them"]
pub struct SendFut<'a, T> {
    pub(super) raw: raw::SendFut<'a, T>,
    pub(super) end: Held<'a, SendEnd<T>>,
    pub(super) outgoing: Outgoing,
}

impl<T> Future for SendFut<'_, T> {
    type Output = Result<(), SendError<T>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { raw, end, outgoing } = self.get_mut();
        outgoing.poll(end, || Pin::new(raw).poll(cx))
    }
}

impl<T> FusedFuture for SendFut<'_, T> {
    fn is_terminated(&self) -> bool {
        self.raw.is_terminated()
    }
}

impl<T> Drop for SendFut<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let Self { raw, end, outgoing } = self;
        // A message that found no room lies where receivers get at it: one more poll tells whether they did.
        let poll = || Pin::new(raw).poll(&mut Context::from_waker(Waker::noop()));
        outgoing.finish(end, || matches!(poll(), Poll::Ready(Ok(()))));
    }
}

impl<'a, T> Deref for SendFut<'a, T> {
    type Target = raw::SendFut<'a, T>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.raw
    }
}

impl<T> Debug for SendFut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
