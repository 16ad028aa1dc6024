//! What a receiver holds, and how what it receives is counted.

use core::{
    fmt::{self, Debug},
    task::Poll,
};
use std::sync::atomic::Ordering::Relaxed;

use super::{
    ends::{End, Look, WeakEnd, count_failure},
    wait::Wait,
};
use crate::engine::site::Site;

/// What a receiver holds.
pub struct ReceiveEnd<T>(pub(super) End<T>);

impl<T> ReceiveEnd<T> {
    /// A message was received, and this is the only receiver.
    #[inline]
    pub fn receive(&self, message: &T) {
        self.0.channel.receive();
        self.0.keep_received(message);
    }

    /// A message was received, and there may be other receivers.
    #[inline]
    pub fn receive_shared(&self, message: &T) {
        self.0.channel.receive_shared();
        self.0.keep_received(message);
    }

    /// A message was received that was not looked at so far, and there may be other receivers.
    #[inline]
    pub fn receive_unseen(&self) {
        self.0.channel.receive_shared();
    }

    /// Now it is looked at.
    #[inline]
    pub fn show(&self, message: &T) {
        self.0.keep_received(message);
    }

    /// Is the text of messages kept?
    #[must_use]
    #[inline]
    pub fn is_logged(&self) -> bool {
        self.0.show.is_some()
    }

    /// The result of an attempt to receive by the only receiver: `None` where nothing was there.
    #[inline]
    pub fn attempted(&self, message: Option<&T>) {
        match message {
            Some(message) => self.receive(message),
            None => self.fail(),
        }
    }

    /// The same where there may be other receivers.
    #[inline]
    pub fn attempted_shared(&self, message: Option<&T>) {
        match message {
            Some(message) => self.receive_shared(message),
            None => self.fail(),
        }
    }

    /// Nothing was there to be received.
    #[cold]
    pub fn fail(&self) {
        count_failure(self.lane());
    }

    /// Messages that were dropped before this receiver came to them.
    #[cold]
    pub fn miss(&self, messages: u64) {
        self.0.channel.missed.fetch_add(messages, Relaxed);
    }

    /// Somebody waits for a message.
    pub fn wait(&self) -> Wait {
        Wait::begin(self.lane())
    }

    /// A poll for a message: while it is pending, somebody waits.
    #[inline]
    pub fn polled<R>(&mut self, result: &Poll<R>) {
        self.0.polled(result.is_pending());
    }

    /// Where waits to receive are recorded.
    pub fn lane(&self) -> &'static Site {
        self.0.channel.site.receiving()
    }

    /// The channel takes no more messages.
    pub fn close(&self) {
        self.0.close();
    }

    /// For a raw endpoint that is used beside this one.
    #[must_use]
    pub fn look(&self) -> Look {
        self.0.look()
    }

    /// What a receiver that keeps nothing alive holds.
    #[must_use]
    pub fn downgrade(&self) -> WeakEnd<T> {
        self.0.downgrade()
    }
}

impl<T> Clone for ReceiveEnd<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Debug for ReceiveEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiveEnd").finish_non_exhaustive()
    }
}
