//! A channel that keeps at most so many messages.

use ::tokio::{
    sync::mpsc::{
        self,
        error::{SendError, TrySendError},
    },
    task::coop::consume_budget,
};

use super::{
    super::{
        endpoint::{Follow, Raw, Tx, follow},
        weak::WeakTx,
    },
    permit::{OwnedPermit, Permit, PermitIterator},
    receiver::Receiver,
};
use crate::engine::flow::{ChannelKind, ChannelSite, Show, waited_then};

/// [`tokio::sync::mpsc::Sender`](::tokio::sync::mpsc::Sender), followed.
pub type Sender<T> = Tx<mpsc::Sender<T>, T>;
/// [`tokio::sync::mpsc::WeakSender`](::tokio::sync::mpsc::WeakSender), followed.
pub type WeakSender<T> = WeakTx<mpsc::WeakSender<T>, T>;

impl<T> Raw for mpsc::Sender<T> {}

impl<T> Follow for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        let kind = ChannelKind::Bounded(self.0.max_capacity() as u64);
        follow(self, kind, site, show)
    }
}

impl<T> Sender<T> {
    /// Sends a message, as soon as there is room: [`tokio::sync::mpsc::Sender::send`](::tokio::sync::mpsc::Sender::send).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub async fn send(&self, message: T) -> Result<(), SendError<T>> {
        // PERF: an attempt is half as long as a poll of the future. It takes of the task's budget what the future does.
        let permit = match self.raw.try_reserve() {
            Ok(permit) => {
                consume_budget().await;
                permit
            }
            Err(TrySendError::Closed(())) => return Err(SendError(message)),
            Err(TrySendError::Full(())) => {
                let _wait = self.end.wait();
                match self.raw.reserve().await {
                    Ok(permit) => permit,
                    Err(_) => return Err(SendError(message)),
                }
            }
        };
        self.end.send(message, |message| permit.send(message));
        Ok(())
    }

    /// Sends a message if there is room now: [`tokio::sync::mpsc::Sender::try_send`](::tokio::sync::mpsc::Sender::try_send).
    ///
    /// # Errors
    /// There is no room, or the receiver is closed.
    #[inline]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt(message, |message| self.raw.try_send(message))
    }

    /// Sends a message from outside of the runtime, as soon as there is room:
    /// [`tokio::sync::mpsc::Sender::blocking_send`](::tokio::sync::mpsc::Sender::blocking_send).
    ///
    /// # Errors
    /// The receiver is closed.
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_send(&self, message: T) -> Result<(), SendError<T>> {
        // The raw one panics inside of an asynchronous execution context even if there is room: it is not tried before.
        let has_to_wait = self.raw.capacity() == 0 && !self.raw.is_closed();
        self.end.send_or_wait(
            message,
            |message| if has_to_wait { Err(message) } else { Ok(self.raw.blocking_send(message)) },
            |message| self.raw.blocking_send(message),
            Result::is_ok,
        )
    }

    /// Makes room for a message: [`tokio::sync::mpsc::Sender::reserve`](::tokio::sync::mpsc::Sender::reserve).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub fn reserve(&self) -> impl Future<Output = Result<Permit<'_, T>, SendError<()>>> {
        let end = &self.end;
        waited_then(end.lane(), self.raw.reserve(), move |raw| Ok(Permit { raw: raw?, end }))
    }

    /// Makes room for `n` messages: [`tokio::sync::mpsc::Sender::reserve_many`](::tokio::sync::mpsc::Sender::reserve_many).
    ///
    /// # Errors
    /// The receiver is closed, or `n` is more than the capacity.
    pub fn reserve_many(&self, n: usize) -> impl Future<Output = Result<PermitIterator<'_, T>, SendError<()>>> {
        let end = &self.end;
        waited_then(end.lane(), self.raw.reserve_many(n), move |raw| Ok(PermitIterator { raw: raw?, end }))
    }

    /// Makes room for a message and takes the sender along:
    /// [`tokio::sync::mpsc::Sender::reserve_owned`](::tokio::sync::mpsc::Sender::reserve_owned).
    ///
    /// # Errors
    /// The receiver is closed.
    pub fn reserve_owned(self) -> impl Future<Output = Result<OwnedPermit<T>, SendError<()>>> {
        let Self { raw, end } = self;
        waited_then(end.lane(), raw.reserve_owned(), move |raw| Ok(OwnedPermit { raw: raw?, end }))
    }

    /// Makes room for a message if there is some now: [`tokio::sync::mpsc::Sender::try_reserve`](::tokio::sync::mpsc::Sender::try_reserve).
    ///
    /// # Errors
    /// There is no room, or the receiver is closed.
    pub fn try_reserve(&self) -> Result<Permit<'_, T>, TrySendError<()>> {
        let raw = self.raw.try_reserve().inspect_err(|_| self.end.fail())?;
        Ok(Permit { raw, end: &self.end })
    }

    /// Makes room for `n` messages if there is some now:
    /// [`tokio::sync::mpsc::Sender::try_reserve_many`](::tokio::sync::mpsc::Sender::try_reserve_many).
    ///
    /// # Errors
    /// There is no room, or the receiver is closed.
    pub fn try_reserve_many(&self, n: usize) -> Result<PermitIterator<'_, T>, TrySendError<()>> {
        let raw = self.raw.try_reserve_many(n).inspect_err(|_| self.end.fail())?;
        Ok(PermitIterator { raw, end: &self.end })
    }

    /// Makes room for a message if there is some now, and takes the sender along:
    /// [`tokio::sync::mpsc::Sender::try_reserve_owned`](::tokio::sync::mpsc::Sender::try_reserve_owned).
    ///
    /// # Errors
    /// There is no room, or the receiver is closed: the sender comes back.
    pub fn try_reserve_owned(self) -> Result<OwnedPermit<T>, TrySendError<Self>> {
        let Self { raw, end } = self;
        match raw.try_reserve_owned() {
            Ok(raw) => Ok(OwnedPermit { raw, end }),
            Err(error) => {
                end.fail();
                Err(match error {
                    TrySendError::Full(raw) => TrySendError::Full(Self { raw, end }),
                    TrySendError::Closed(raw) => TrySendError::Closed(Self { raw, end }),
                })
            }
        }
    }

    /// A sender that does not keep the channel open: [`tokio::sync::mpsc::Sender::downgrade`](::tokio::sync::mpsc::Sender::downgrade).
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

impl<T> WeakSender<T> {
    /// A sender, if there still is one: [`tokio::sync::mpsc::WeakSender::upgrade`](::tokio::sync::mpsc::WeakSender::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        self.raw.upgrade().map(|raw| Tx { raw, end: self.end.upgrade() })
    }
}
