//! A future that sends a message.

use core::{
    fmt::{self, Debug},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use ::async_channel::{self as raw, SendError};
use pin_project_lite::pin_project;

use crate::engine::flow::{Outgoing, SendEnd};

pin_project! {
    /// [`async_channel::Send`](::async_channel::Send), followed.
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Send<'a, T> {
        #[pin]
        raw: raw::Send<'a, T>,
        end: &'a SendEnd<T>,
        outgoing: Outgoing,
    }
}

impl<'a, T> Send<'a, T> {
    pub(super) fn new(raw: raw::Send<'a, T>, end: &'a SendEnd<T>, outgoing: Outgoing) -> Self {
        Self { raw, end, outgoing }
    }
}

impl<T> Future for Send<'_, T> {
    type Output = Result<(), SendError<T>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.outgoing.poll(this.end, || this.raw.poll(cx))
    }
}

impl<T: Debug> Debug for Send<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
