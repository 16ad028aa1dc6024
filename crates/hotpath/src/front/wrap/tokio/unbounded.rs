//! A channel that keeps as many messages as come.

use ::tokio::sync::mpsc::{self, error::SendError};

use super::{
    super::{
        endpoint::{Follow, Raw, Tx, follow},
        weak::WeakTx,
    },
    receiver::UnboundedReceiver,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Show};

/// [`tokio::sync::mpsc::UnboundedSender`](::tokio::sync::mpsc::UnboundedSender), followed.
pub type UnboundedSender<T> = Tx<mpsc::UnboundedSender<T>, T>;
/// [`tokio::sync::mpsc::WeakUnboundedSender`](::tokio::sync::mpsc::WeakUnboundedSender), followed.
pub type WeakUnboundedSender<T> = WeakTx<mpsc::WeakUnboundedSender<T>, T>;

impl<T> Raw for mpsc::UnboundedSender<T> {}

impl<T> Follow for (mpsc::UnboundedSender<T>, mpsc::UnboundedReceiver<T>) {
    type Message = T;
    type Followed = (UnboundedSender<T>, UnboundedReceiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::Unbounded, site, show)
    }
}

impl<T> UnboundedSender<T> {
    /// Sends a message: [`tokio::sync::mpsc::UnboundedSender::send`](::tokio::sync::mpsc::UnboundedSender::send).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.end.attempt(message, |message| self.raw.send(message))
    }

    /// A sender that does not keep the channel open:
    /// [`tokio::sync::mpsc::UnboundedSender::downgrade`](::tokio::sync::mpsc::UnboundedSender::downgrade).
    #[must_use]
    pub fn downgrade(&self) -> WeakUnboundedSender<T> {
        WeakTx { raw: self.raw.downgrade(), end: self.end.downgrade() }
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T> WeakUnboundedSender<T> {
    /// A sender, if there still is one:
    /// [`tokio::sync::mpsc::WeakUnboundedSender::upgrade`](::tokio::sync::mpsc::WeakUnboundedSender::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<UnboundedSender<T>> {
        self.raw.upgrade().map(|raw| Tx { raw, end: self.end.upgrade() })
    }
}
