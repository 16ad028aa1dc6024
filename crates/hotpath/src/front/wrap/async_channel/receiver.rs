//! The receiving side.

use core::{
    fmt::{self, Debug},
    ops::{Deref, DerefMut},
    pin::Pin,
    task::{Context, Poll},
};

use ::async_channel::{self as raw, RecvError, TryRecvError};
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::recv::Recv;
use crate::engine::flow::{ReceiveEnd, WeakEnd};

pin_project! {
    /// [`async_channel::Receiver`](::async_channel::Receiver), followed. It dereferences to the raw one.
    ///
    /// It is no [`Rx`](crate::wrap::Rx), since the raw one is a stream that must be pinned.
    pub struct Receiver<T> {
        #[pin]
        raw: raw::Receiver<T>,
        end: ReceiveEnd<T>,
    }
}

impl<T> Receiver<T> {
    pub(super) fn new(raw: raw::Receiver<T>, end: ReceiveEnd<T>) -> Self {
        Self { raw, end }
    }

    /// A message, if there is one now: [`async_channel::Receiver::try_recv`](::async_channel::Receiver::try_recv).
    ///
    /// # Errors
    /// There is none now, or the channel is closed and no message is left.
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        self.end.attempted_shared(result.as_ref().ok());
        result
    }

    /// Waits for a message: [`async_channel::Receiver::recv`](::async_channel::Receiver::recv).
    ///
    /// # Errors
    /// The channel is closed, and no message is left.
    #[inline]
    pub fn recv(&self) -> Recv<'_, T> {
        Recv::new(self.raw.recv(), &self.end)
    }

    /// Blocks the thread until there is a message:
    /// [`async_channel::Receiver::recv_blocking`](::async_channel::Receiver::recv_blocking).
    ///
    /// # Errors
    /// The channel is closed, and no message is left.
    #[inline]
    pub fn recv_blocking(&self) -> Result<T, RecvError> {
        let result = match self.raw.try_recv() {
            Ok(message) => Ok(message),
            Err(TryRecvError::Closed) => Err(RecvError),
            Err(TryRecvError::Empty) => {
                let _wait = self.end.wait();
                self.raw.recv_blocking()
            }
        };
        if let Ok(message) = &result {
            self.end.receive_shared(message);
        }
        result
    }

    /// Closes the channel, and says whether it was open:
    /// [`async_channel::Receiver::close`](::async_channel::Receiver::close).
    pub fn close(&self) -> bool {
        self.end.close();
        self.raw.close()
    }

    /// A receiver that does not keep the channel open:
    /// [`async_channel::Receiver::downgrade`](::async_channel::Receiver::downgrade).
    #[must_use]
    pub fn downgrade(&self) -> WeakReceiver<T> {
        WeakReceiver { raw: self.raw.downgrade(), end: self.end.downgrade() }
    }

    /// Do both belong to the same channel? [`async_channel::Receiver::same_channel`](::async_channel::Receiver::same_channel).
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T> Stream for Receiver<T> {
    type Item = T;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let this = self.project();
        let result = this.raw.poll_next(cx);
        this.end.polled(&result);
        if let Poll::Ready(Some(message)) = &result {
            this.end.receive_shared(message);
        }
        result
    }
}

impl<T> FusedStream for Receiver<T> {
    fn is_terminated(&self) -> bool {
        self.raw.is_terminated()
    }
}

impl<T> Deref for Receiver<T> {
    type Target = raw::Receiver<T>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.raw
    }
}

impl<T> DerefMut for Receiver<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.raw
    }
}

impl<T> Clone for Receiver<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<T> Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

/// [`async_channel::WeakReceiver`](::async_channel::WeakReceiver), followed.
pub struct WeakReceiver<T> {
    raw: raw::WeakReceiver<T>,
    end: WeakEnd<T>,
}

impl<T> WeakReceiver<T> {
    /// A receiver, if the channel is open: [`async_channel::WeakReceiver::upgrade`](::async_channel::WeakReceiver::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<Receiver<T>> {
        let raw = self.raw.upgrade()?;
        Some(Receiver { raw, end: self.end.upgrade_receiver() })
    }
}

impl<T> Clone for WeakReceiver<T> {
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<T> Debug for WeakReceiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
