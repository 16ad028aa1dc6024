//! What receivers of `tokio::sync::mpsc` do, whatever the channel keeps.

use core::{
    future::poll_fn,
    task::{Context, Poll},
};

use ::tokio::sync::mpsc::{self, error::TryRecvError};

use super::super::endpoint::{Raw, Rx};
use crate::engine::flow::{waited, waited_for};

/// What a documentation says of the raw method.
macro_rules! of {
    ($text:literal, $raw:ident $(:: $method:ident)?) => {
        concat!(
            $text, "[`tokio::sync::mpsc::", stringify!($raw $(:: $method)?), "`]",
            "(::tokio::sync::mpsc::", stringify!($raw), $("::", stringify!($method),)? ")"
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
            #[inline]
            pub async fn recv(&mut self) -> Option<T> {
                let mut wait = None;
                let lane = self.end.lane();
                let message = poll_fn(|cx| {
                    let result = self.raw.poll_recv(cx);
                    waited_for(&mut wait, lane, &result);
                    result
                })
                .await;
                self.received(message)
            }

            #[doc = of!("Waits for up to `limit` messages: ", $Receiver::recv_many)]
            pub fn recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> impl Future<Output = usize> {
                let before = buffer.len();
                async move {
                    // PERF: what the future of the raw method does, which is larger.
                    let received = poll_fn(|cx| self.raw.poll_recv_many(cx, buffer, limit));
                    let received = waited(self.end.lane(), received).await;
                    buffer[before..].iter().for_each(|message| self.end.receive(message));
                    received
                }
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

            #[doc = of!("Waits for a message, outside of the runtime: ", $Receiver::blocking_recv)]
            ///
            /// # Panics
            /// Inside of an asynchronous execution context.
            #[track_caller]
            pub fn blocking_recv(&mut self) -> Option<T> {
                // The raw one panics there even if there is a message: none is tried to be received before.
                let wait = self.has_to_wait().then(|| self.end.wait());
                let message = self.raw.blocking_recv();
                drop(wait);
                self.received(message)
            }

            #[doc = of!("Waits for up to `limit` messages, outside of the runtime: ", $Receiver::blocking_recv_many)]
            ///
            /// # Panics
            /// Inside of an asynchronous execution context.
            #[track_caller]
            pub fn blocking_recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> usize {
                let before = buffer.len();
                let wait = (limit > 0 && self.has_to_wait()).then(|| self.end.wait());
                let received = self.raw.blocking_recv_many(buffer, limit);
                drop(wait);
                buffer[before..].iter().for_each(|message| self.end.receive(message));
                received
            }

            #[doc = of!("Closes the channel for senders: ", $Receiver::close)]
            pub fn close(&mut self) {
                self.end.close();
                self.raw.close();
            }

            #[doc = of!("Polls for a message: ", $Receiver::poll_recv)]
            pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
                let result = self.raw.poll_recv(cx);
                self.end.polled(&result);
                result.map(|message| self.received(message))
            }

            #[doc = of!("Polls for up to `limit` messages: ", $Receiver::poll_recv_many)]
            pub fn poll_recv_many(&mut self, cx: &mut Context<'_>, buffer: &mut Vec<T>, limit: usize) -> Poll<usize> {
                let before = buffer.len();
                let result = self.raw.poll_recv_many(cx, buffer, limit);
                self.end.polled(&result);
                buffer[before..].iter().for_each(|message| self.end.receive(message));
                result
            }

            fn has_to_wait(&self) -> bool {
                self.raw.is_empty() && !self.raw.is_closed()
            }

            #[inline]
            fn received(&self, message: Option<T>) -> Option<T> {
                if let Some(message) = &message {
                    self.end.receive(message);
                }
                message
            }
        }
    };
}

receiver!(Receiver);
receiver!(UnboundedReceiver);
