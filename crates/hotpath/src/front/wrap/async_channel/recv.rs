//! A future that receives a message.

use core::{
    fmt::{self, Debug},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use ::async_channel::{self as raw, RecvError};
use pin_project_lite::pin_project;

use crate::engine::flow::{ReceiveEnd, Wait, waited_for};

pin_project! {
    /// [`async_channel::Recv`](::async_channel::Recv), followed.
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Recv<'a, T> {
        #[pin]
        raw: raw::Recv<'a, T>,
        end: &'a ReceiveEnd<T>,
        wait: Option<Wait>,
    }
}

impl<'a, T> Recv<'a, T> {
    pub(super) fn new(raw: raw::Recv<'a, T>, end: &'a ReceiveEnd<T>) -> Self {
        Self { raw, end, wait: None }
    }
}

impl<T> Future for Recv<'_, T> {
    type Output = Result<T, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = this.raw.poll(cx);
        waited_for(this.wait, this.end.lane(), &result);
        if let Poll::Ready(Ok(message)) = &result {
            this.end.receive_shared(message);
        }
        result
    }
}

impl<T: Debug> Debug for Recv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
