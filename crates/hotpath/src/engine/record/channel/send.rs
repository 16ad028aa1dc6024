//! What a sender holds, and how what it sends is counted.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. `SendBy::future` is pinned whenever its `SendBy` is: it is never moved out or handed out unpinned, and no
//!    `Drop` of ours touches it.

use core::{
    fmt::{self, Debug},
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::{
    super::protocol::Side,
    counts::{Channel, Claim},
    ends::{End, Look, WeakEnd, count_failure},
    receive::ReceiveEnd,
    wait::{Wait, waited_for},
};
use crate::engine::site::Site;

/// What a sender holds.
pub struct SendEnd<T>(pub(super) End<T>);

impl<T> SendEnd<T> {
    /// Sends `message` by `send`, which gives it back where it cannot: an attempt that fails is counted as such.
    #[inline]
    pub fn attempt<R, E>(&self, message: T, send: impl FnOnce(T) -> Result<R, E>) -> Result<R, E> {
        self.attempt_as(Channel::claim, message, send)
    }

    /// The same by the only sender there ever is, which spares the processor an atomic operation.
    #[inline]
    pub fn attempt_alone<R, E>(&self, message: T, send: impl FnOnce(T) -> Result<R, E>) -> Result<R, E> {
        self.attempt_as(Channel::claim_alone, message, send)
    }

    /// The same by whom nobody else can send by this sender, where senders are made by cloning one and not otherwise.
    #[inline]
    pub fn attempt_exclusively<R, E>(&mut self, message: T, send: impl FnOnce(T) -> Result<R, E>) -> Result<R, E> {
        self.attempt_as(Channel::claim_exclusively, message, send)
    }

    #[inline(always)]
    fn attempt_as<R, E>(
        &self,
        claim: impl FnOnce(&Channel) -> Claim<'_>,
        message: T,
        send: impl FnOnce(T) -> Result<R, E>,
    ) -> Result<R, E> {
        if self.0.has_left {
            // It is no sender of the channel: another may be the only one, and count as such.
            return send(message).inspect_err(|_| self.fail());
        }
        let text = self.0.text_of(&message);
        let claim = claim(&self.0.channel);
        let result = send(message);
        if result.is_ok() {
            claim.keep();
            self.0.keep_sent(text);
        } else {
            drop(claim);
            self.fail();
        }
        result
    }

    /// Sends a message that surely can be sent, in the room that was made for it.
    #[inline]
    pub fn send<R>(&self, message: T, send: impl FnOnce(T) -> R) -> R {
        let text = self.0.text_of(&message);
        let claim = self.0.channel.claim();
        let result = send(message);
        claim.keep();
        self.0.keep_sent(text);
        result
    }

    /// What is in the channel already is a message from now on.
    #[inline]
    pub fn sent(&self, message: &T) {
        self.0.channel.claim().keep();
        self.0.keep_sent(self.0.text_of(message));
    }

    /// Tries to send `message` by `attempt`, which gives it back where there is no room for it now; `wait` then waits until
    /// there is.
    #[inline]
    pub fn send_or_wait<R>(
        &self,
        message: T,
        attempt: impl FnOnce(T) -> Result<R, T>,
        wait: impl FnOnce(T) -> R,
        is_sent: impl FnOnce(&R) -> bool,
    ) -> R {
        let text = self.0.text_of(&message);
        let claim = self.0.channel.claim();
        let (claim, result) = match attempt(message) {
            Ok(result) => (claim, result),
            Err(message) => {
                drop(claim);
                let waiting = self.wait();
                let result = wait(message);
                drop(waiting);
                (self.0.channel.claim(), result)
            }
        };
        if is_sent(&result) {
            claim.keep();
            self.0.keep_sent(text);
        }
        result
    }

    /// Sends `message` by the future that `send` makes of it, any poll of which may be the one that sends. While it is
    /// pending, somebody waits.
    pub fn send_by<F: Future<Output = Result<R, E>>, R, E>(
        &self,
        message: T,
        send: impl FnOnce(T) -> F,
    ) -> impl Future<Output = F::Output> {
        SendBy { end: self, text: self.0.text_of(&message), wait: None, future: send(message) }
    }

    /// Nothing could be sent now.
    #[cold]
    pub fn fail(&self) {
        count_failure(self.lane());
    }

    /// Somebody waits until something can be sent.
    pub fn wait(&self) -> Wait {
        Wait::begin(self.lane())
    }

    /// A poll for room: while it is pending, somebody waits.
    #[inline]
    pub fn polled<R>(&mut self, result: &Poll<R>) {
        self.0.polled(result.is_pending());
    }

    /// Where waits to send are recorded.
    pub fn lane(&self) -> &'static Site {
        self.0.channel.site.sending()
    }

    /// A message that waited was replaced by one that was sent: nobody will receive it.
    #[cold]
    pub fn displace(&self) {
        self.0.channel.displace();
    }

    /// The channel takes no more messages.
    pub fn close(&self) {
        self.0.close();
    }

    /// The endpoint stays, and is none of the channel's any more.
    pub fn leave(&mut self) {
        self.0.leave();
    }

    /// A receiving end of the same channel.
    #[must_use]
    pub fn receive_end(&self) -> ReceiveEnd<T> {
        ReceiveEnd(self.0.on(Side::Receiving))
    }

    /// For a raw endpoint that is used beside this one.
    #[must_use]
    pub fn look(&self) -> Look {
        self.0.look()
    }

    /// What a sender that keeps nothing alive holds.
    #[must_use]
    pub fn downgrade(&self) -> WeakEnd<T> {
        self.0.downgrade()
    }
}

/// PERF: no `async` block, which would keep the message once more beside the future.
struct SendBy<'a, T, F> {
    end: &'a SendEnd<T>,
    text: Option<String>,
    /// Before the future, so that the wait is over when that is dropped.
    wait: Option<Wait>,
    future: F,
}

impl<T, R, E, F: Future<Output = Result<R, E>>> Future for SendBy<'_, T, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: by invariant 1 `future` stays where it is.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: by invariant 1.
        let future = unsafe { Pin::new_unchecked(&mut this.future) };
        let claim = this.end.0.channel.claim();
        let result = future.poll(cx);
        let is_sent = matches!(&result, Poll::Ready(Ok(_)));
        if is_sent {
            claim.keep();
        } else {
            drop(claim);
        }
        waited_for(&mut this.wait, this.end.lane(), &result);
        if is_sent {
            this.end.0.keep_sent(this.text.take());
        }
        result
    }
}

impl<T> Clone for SendEnd<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Debug for SendEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendEnd").finish_non_exhaustive()
    }
}
