//! What receivers of `futures_channel::mpsc` do, whatever the channel keeps.

use core::{
    fmt::{self, Debug},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use ::futures_channel::mpsc::{self, RecvError, TryRecvError};
use futures_core::{FusedFuture, FusedStream, Stream};

use super::super::endpoint::{Raw, Rx};
use crate::engine::flow::{ReceiveEnd, Wait, waited_for};

/// What a documentation says of the raw method.
macro_rules! of {
    ($text:literal, $raw:ident $(:: $method:ident)?) => {
        concat!(
            $text, "[`futures_channel::mpsc::", stringify!($raw $(:: $method)?), "`]",
            "(::futures_channel::mpsc::", stringify!($raw), $("::", stringify!($method),)? ")"
        )
    };
}

macro_rules! receiver {
    ($Receiver:ident) => {
        #[doc = of!("", $Receiver)]
        /// , followed.
        pub type $Receiver<T> = Rx<mpsc::$Receiver<T>, T>;

        impl<T> Raw for mpsc::$Receiver<T> {}

        impl<T> $Receiver<T> {
            #[doc = of!("Waits for a message: ", $Receiver::recv)]
            ///
            /// # Errors
            /// All senders are gone, or the channel is closed, and no message is left.
            #[inline]
            pub fn recv(&mut self) -> Recv<'_, Self> {
                Recv { stream: self, wait: None }
            }

            #[doc = of!("A message, if there is one now: ", $Receiver::try_recv)]
            ///
            /// # Errors
            /// There is none now, or the channel is closed and no message is left.
            #[inline]
            pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
                let result = self.raw.try_recv();
                self.end.attempted(result.as_ref().ok());
                result
            }

            #[doc = of!("A message, if there is one now, or `None` from a closed channel: ", $Receiver::try_next)]
            ///
            /// # Errors
            /// There is none now.
            #[deprecated(note = "please use `try_recv` instead")]
            pub fn try_next(&mut self) -> Result<Option<T>, TryRecvError> {
                #[expect(deprecated, reason = "the raw one is, too")]
                let result = self.raw.try_next();
                self.end.attempted(result.as_ref().ok().and_then(Option::as_ref));
                result
            }

            #[doc = of!("Closes the channel for senders: ", $Receiver::close)]
            pub fn close(&mut self) {
                self.end.close();
                self.raw.close();
            }
        }

        impl<T> Stream for $Receiver<T> {
            type Item = T;

            #[inline]
            fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
                let Self { raw, end } = self.get_mut();
                let result = Pin::new(raw).poll_next(cx);
                end.polled(&result);
                received(end, &result);
                result
            }

            #[inline]
            fn size_hint(&self) -> (usize, Option<usize>) {
                self.raw.size_hint()
            }
        }

        impl<T> FusedStream for $Receiver<T> {
            #[inline]
            fn is_terminated(&self) -> bool {
                self.raw.is_terminated()
            }
        }

        impl<T> Receive for $Receiver<T> {
            #[inline]
            fn poll_receive(&mut self, cx: &mut Context<'_>, wait: &mut Option<Wait>) -> Poll<Option<T>> {
                let result = Pin::new(&mut self.raw).poll_next(cx);
                waited_for(wait, self.end.lane(), &result);
                received(&self.end, &result);
                result
            }
        }
    };
}

receiver!(Receiver);
receiver!(UnboundedReceiver);

#[inline]
fn received<T>(end: &ReceiveEnd<T>, result: &Poll<Option<T>>) {
    if let Poll::Ready(Some(message)) = result {
        end.receive(message);
    }
}

/// A receiver, polled by a future that knows by itself how long it has waited.
#[doc(hidden)]
pub trait Receive: FusedStream {
    /// As [`Stream::poll_next`].
    fn poll_receive(&mut self, cx: &mut Context<'_>, wait: &mut Option<Wait>) -> Poll<Option<Self::Item>>;
}

/// [`futures_channel::mpsc::Recv`](::futures_channel::mpsc::Recv), followed.
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Recv<'a, St: ?Sized> {
    stream: &'a mut St,
    /// It ends with the future. What [`Stream::poll_next`] begins lasts until the next poll.
    wait: Option<Wait>,
}

impl<St: ?Sized + Unpin> Unpin for Recv<'_, St> {}

impl<St: ?Sized + Receive + Unpin> Future for Recv<'_, St> {
    type Output = Result<St::Item, RecvError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { stream, wait } = self.get_mut();
        stream.poll_receive(cx, wait).map(|message| message.ok_or(RecvError))
    }
}

impl<St: ?Sized + Receive + Unpin> FusedFuture for Recv<'_, St> {
    fn is_terminated(&self) -> bool {
        self.stream.is_terminated()
    }
}

impl<St: ?Sized + Debug> Debug for Recv<'_, St> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("stream", &self.stream).finish()
    }
}
