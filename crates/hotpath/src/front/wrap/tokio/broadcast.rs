//! `tokio::sync::broadcast`.

use ::tokio::sync::broadcast::{
    self,
    error::{RecvError, SendError, TryRecvError},
};

use super::super::{
    endpoint::{Follow, Raw, Rx, Tx, follow},
    weak::WeakTx,
};
use crate::engine::flow::{ChannelKind, ChannelSite, ReceiveEnd, Show, waited_then};

/// [`tokio::sync::broadcast::Sender`](::tokio::sync::broadcast::Sender), followed.
pub type Sender<T> = Tx<broadcast::Sender<T>, T>;
/// [`tokio::sync::broadcast::Receiver`](::tokio::sync::broadcast::Receiver), followed.
pub type Receiver<T> = Rx<broadcast::Receiver<T>, T>;
/// [`tokio::sync::broadcast::WeakSender`](::tokio::sync::broadcast::WeakSender), followed.
pub type WeakSender<T> = WeakTx<broadcast::WeakSender<T>, T>;

impl<T> Raw for broadcast::Sender<T> {}
impl<T> Raw for broadcast::Receiver<T> {}

impl<T> Follow for (broadcast::Sender<T>, broadcast::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::Broadcast(None), site, show)
    }
}

/// A sender alone, whose receivers come later.
impl<T> Follow for broadcast::Sender<T> {
    type Message = T;
    type Followed = Sender<T>;

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Sender<T> {
        follow((self, ()), ChannelKind::Broadcast(None), site, show).0
    }
}

impl<T> Sender<T> {
    /// Sends a message to all receivers there are: [`tokio::sync::broadcast::Sender::send`](::tokio::sync::broadcast::Sender::send).
    ///
    /// # Errors
    /// There is no receiver.
    #[inline]
    pub fn send(&self, message: T) -> Result<usize, SendError<T>> {
        self.end.attempt(message, |message| self.raw.send(message))
    }

    /// A receiver of all messages from now on:
    /// [`tokio::sync::broadcast::Sender::subscribe`](::tokio::sync::broadcast::Sender::subscribe).
    #[must_use]
    pub fn subscribe(&self) -> Receiver<T> {
        Rx { raw: self.raw.subscribe(), end: self.end.receive_end() }
    }

    /// A sender that does not keep the channel open:
    /// [`tokio::sync::broadcast::Sender::downgrade`](::tokio::sync::broadcast::Sender::downgrade).
    #[must_use]
    pub fn downgrade(&self) -> WeakSender<T> {
        WeakTx { raw: self.raw.downgrade(), end: self.end.downgrade() }
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T> Receiver<T> {
    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T: Clone> Receiver<T> {
    /// Another receiver of all messages from now on:
    /// [`tokio::sync::broadcast::Receiver::resubscribe`](::tokio::sync::broadcast::Receiver::resubscribe).
    #[must_use]
    pub fn resubscribe(&self) -> Self {
        Self { raw: self.raw.resubscribe(), end: self.end.clone() }
    }

    /// Waits for a message: [`tokio::sync::broadcast::Receiver::recv`](::tokio::sync::broadcast::Receiver::recv).
    ///
    /// # Errors
    /// All senders are gone and no message is left, or messages were dropped before this receiver came to them. Those count as
    /// abandoned.
    #[inline]
    pub fn recv(&mut self) -> impl Future<Output = Result<T, RecvError>> {
        let Self { raw, end } = self;
        let end = &*end;
        waited_then(end.lane(), raw.recv(), move |result| received(end, result))
    }

    /// A message, if there is one now: [`tokio::sync::broadcast::Receiver::try_recv`](::tokio::sync::broadcast::Receiver::try_recv).
    ///
    /// # Errors
    /// There is none now, all senders are gone and no message is left, or messages were dropped before this receiver came to
    /// them. Those count as abandoned.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        match &result {
            Ok(message) => self.end.receive_shared(message),
            Err(TryRecvError::Lagged(messages)) => self.end.miss(*messages),
            Err(_) => self.end.fail(),
        }
        result
    }

    /// Waits for a message, outside of the runtime:
    /// [`tokio::sync::broadcast::Receiver::blocking_recv`](::tokio::sync::broadcast::Receiver::blocking_recv).
    ///
    /// # Errors
    /// As with [`recv`](Self::recv).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    pub fn blocking_recv(&mut self) -> Result<T, RecvError> {
        // The raw one panics there even if there is a message: none is tried to be received before.
        let wait = (self.raw.is_empty() && !self.raw.is_closed()).then(|| self.end.wait());
        let result = self.raw.blocking_recv();
        drop(wait);
        received(&self.end, result)
    }
}

#[inline]
fn received<T>(end: &ReceiveEnd<T>, result: Result<T, RecvError>) -> Result<T, RecvError> {
    match &result {
        Ok(message) => end.receive_shared(message),
        Err(RecvError::Lagged(messages)) => end.miss(*messages),
        Err(RecvError::Closed) => {}
    }
    result
}

impl<T> WeakSender<T> {
    /// A sender, if there still is one:
    /// [`tokio::sync::broadcast::WeakSender::upgrade`](::tokio::sync::broadcast::WeakSender::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        self.raw.upgrade().map(|raw| Tx { raw, end: self.end.upgrade() })
    }
}
