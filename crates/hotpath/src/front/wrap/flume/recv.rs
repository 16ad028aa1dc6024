//! Futures and streams that receive.

use core::{
    fmt::{self, Debug},
    future::Future,
    ops::Deref,
    pin::Pin,
    task::{Context, Poll},
};

use ::flume::{RecvError, r#async as raw};
use futures_core::{FusedFuture, FusedStream, Stream};

use super::held::Held;
use crate::engine::flow::{ReceiveEnd, Wait, waited_for};

/// [`flume::async::RecvFut`](::flume::async::RecvFut), followed. It dereferences to the raw one.
#[must_use = "futures/streams/sinks do nothing unless you `.await` or poll them"]
pub struct RecvFut<'a, T> {
    pub(super) raw: raw::RecvFut<'a, T>,
    pub(super) end: Held<'a, ReceiveEnd<T>>,
    pub(super) wait: Option<Wait>,
}

/// [`flume::async::RecvStream`](::flume::async::RecvStream), followed. It dereferences to the raw one.
pub struct RecvStream<'a, T> {
    pub(super) raw: raw::RecvStream<'a, T>,
    pub(super) end: Held<'a, ReceiveEnd<T>>,
    pub(super) wait: Option<Wait>,
}

impl<T> Future for RecvFut<'_, T> {
    type Output = Result<T, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { raw, end, wait } = self.get_mut();
        let result = Pin::new(raw).poll(cx);
        waited_for(wait, end.lane(), &result);
        if let Poll::Ready(Ok(message)) = &result {
            end.receive_shared(message);
        }
        result
    }
}

impl<T> Stream for RecvStream<'_, T> {
    type Item = T;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let Self { raw, end, wait } = self.get_mut();
        let result = Pin::new(raw).poll_next(cx);
        waited_for(wait, end.lane(), &result);
        if let Poll::Ready(Some(message)) = &result {
            end.receive_shared(message);
        }
        result
    }
}

impl<T> FusedFuture for RecvFut<'_, T> {
    fn is_terminated(&self) -> bool {
        self.raw.is_terminated()
    }
}

impl<T> FusedStream for RecvStream<'_, T> {
    fn is_terminated(&self) -> bool {
        self.raw.is_terminated()
    }
}

impl<T> RecvStream<'_, T> {
    /// Do both belong to the same channel? [`flume::async::RecvStream::same_channel`](::flume::async::RecvStream::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T> Clone for RecvStream<'_, T> {
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone(), wait: None }
    }
}

impl<'a, T> Deref for RecvFut<'a, T> {
    type Target = raw::RecvFut<'a, T>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.raw
    }
}

impl<'a, T> Deref for RecvStream<'a, T> {
    type Target = raw::RecvStream<'a, T>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.raw
    }
}

impl<T> Debug for RecvFut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl<T> Debug for RecvStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
