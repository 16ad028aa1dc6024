//! A channel that keeps at most so many messages.

use core::{
    fmt::{self, Debug},
    future::poll_fn,
    task::{Context, Poll},
};

use ::tokio::{
    sync::mpsc::{
        self,
        error::{SendError, TryRecvError, TrySendError},
    },
    task::coop::consume_budget,
};

use super::{
    super::endpoint::{Follow, Raw, Rx, Tx, follow},
    permit::{OwnedPermit, Permit, PermitIterator},
};
use crate::engine::flow::{ChannelKind, ChannelSite, Show, WeakEnd, waited, waited_for};

/// [`tokio::sync::mpsc::Sender`](::tokio::sync::mpsc::Sender), followed.
pub type Sender<T> = Tx<mpsc::Sender<T>, T>;
/// [`tokio::sync::mpsc::Receiver`](::tokio::sync::mpsc::Receiver), followed.
pub type Receiver<T> = Rx<mpsc::Receiver<T>, T>;

impl<T> Raw for mpsc::Sender<T> {}
impl<T> Raw for mpsc::Receiver<T> {}

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
        self.end.send_or_wait(
            message,
            |message| match self.raw.try_send(message) {
                Ok(()) => Ok(Ok(())),
                Err(TrySendError::Full(message)) => Err(message),
                Err(TrySendError::Closed(message)) => Ok(Err(SendError(message))),
            },
            |message| self.raw.blocking_send(message),
            Result::is_ok,
        )
    }

    /// Makes room for a message: [`tokio::sync::mpsc::Sender::reserve`](::tokio::sync::mpsc::Sender::reserve).
    ///
    /// # Errors
    /// The receiver is closed.
    #[inline]
    pub async fn reserve(&self) -> Result<Permit<'_, T>, SendError<()>> {
        let raw = waited(self.end.lane(), self.raw.reserve()).await?;
        Ok(Permit { raw, end: &self.end })
    }

    /// Makes room for `n` messages: [`tokio::sync::mpsc::Sender::reserve_many`](::tokio::sync::mpsc::Sender::reserve_many).
    ///
    /// # Errors
    /// The receiver is closed, or `n` is more than the capacity.
    pub async fn reserve_many(&self, n: usize) -> Result<PermitIterator<'_, T>, SendError<()>> {
        let raw = waited(self.end.lane(), self.raw.reserve_many(n)).await?;
        Ok(PermitIterator { raw, end: &self.end })
    }

    /// Makes room for a message and takes the sender along:
    /// [`tokio::sync::mpsc::Sender::reserve_owned`](::tokio::sync::mpsc::Sender::reserve_owned).
    ///
    /// # Errors
    /// The receiver is closed.
    pub async fn reserve_owned(self) -> Result<OwnedPermit<T>, SendError<()>> {
        let Self { raw, end } = self;
        let raw = waited(end.lane(), raw.reserve_owned()).await?;
        Ok(OwnedPermit { raw, end })
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
        WeakSender { raw: self.raw.downgrade(), end: self.end.downgrade() }
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T> Receiver<T> {
    /// Waits for a message: [`tokio::sync::mpsc::Receiver::recv`](::tokio::sync::mpsc::Receiver::recv).
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

    /// Waits for up to `limit` messages:
    /// [`tokio::sync::mpsc::Receiver::recv_many`](::tokio::sync::mpsc::Receiver::recv_many).
    pub async fn recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> usize {
        let before = buffer.len();
        let received = waited(self.end.lane(), self.raw.recv_many(buffer, limit)).await;
        buffer[before..].iter().for_each(|message| self.end.receive(message));
        received
    }

    /// A message, if there is one now: [`tokio::sync::mpsc::Receiver::try_recv`](::tokio::sync::mpsc::Receiver::try_recv).
    ///
    /// # Errors
    /// There is none now, or the channel is closed and no message is left.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        self.end.attempted(result.as_ref().ok());
        result
    }

    /// Waits for a message, outside of the runtime:
    /// [`tokio::sync::mpsc::Receiver::blocking_recv`](::tokio::sync::mpsc::Receiver::blocking_recv).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_recv(&mut self) -> Option<T> {
        let message = match self.raw.try_recv() {
            Ok(message) => Some(message),
            Err(_) => {
                let _wait = self.end.wait();
                self.raw.blocking_recv()
            }
        };
        self.received(message)
    }

    /// Waits for up to `limit` messages, outside of the runtime:
    /// [`tokio::sync::mpsc::Receiver::blocking_recv_many`](::tokio::sync::mpsc::Receiver::blocking_recv_many).
    ///
    /// # Panics
    /// Inside of an asynchronous execution context.
    #[track_caller]
    pub fn blocking_recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> usize {
        let before = buffer.len();
        let wait = self.raw.is_empty().then(|| self.end.wait());
        let received = self.raw.blocking_recv_many(buffer, limit);
        drop(wait);
        buffer[before..].iter().for_each(|message| self.end.receive(message));
        received
    }

    /// Closes the channel for senders: [`tokio::sync::mpsc::Receiver::close`](::tokio::sync::mpsc::Receiver::close).
    pub fn close(&mut self) {
        self.end.close();
        self.raw.close();
    }

    /// Polls for a message: [`tokio::sync::mpsc::Receiver::poll_recv`](::tokio::sync::mpsc::Receiver::poll_recv).
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let result = self.raw.poll_recv(cx);
        self.end.polled(&result);
        result.map(|message| self.received(message))
    }

    /// Polls for up to `limit` messages:
    /// [`tokio::sync::mpsc::Receiver::poll_recv_many`](::tokio::sync::mpsc::Receiver::poll_recv_many).
    pub fn poll_recv_many(&mut self, cx: &mut Context<'_>, buffer: &mut Vec<T>, limit: usize) -> Poll<usize> {
        let before = buffer.len();
        let result = self.raw.poll_recv_many(cx, buffer, limit);
        self.end.polled(&result);
        buffer[before..].iter().for_each(|message| self.end.receive(message));
        result
    }

    #[inline]
    fn received(&self, message: Option<T>) -> Option<T> {
        if let Some(message) = &message {
            self.end.receive(message);
        }
        message
    }
}

/// [`tokio::sync::mpsc::WeakSender`](::tokio::sync::mpsc::WeakSender), followed.
pub struct WeakSender<T> {
    raw: mpsc::WeakSender<T>,
    end: WeakEnd<T>,
}

impl<T> WeakSender<T> {
    /// A sender, if there still is one: [`tokio::sync::mpsc::WeakSender::upgrade`](::tokio::sync::mpsc::WeakSender::upgrade).
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        let raw = self.raw.upgrade()?;
        Some(Sender { raw, end: self.end.upgrade() })
    }

    /// How many senders there are.
    #[must_use]
    pub fn strong_count(&self) -> usize {
        self.raw.strong_count()
    }

    /// How many weak senders there are.
    #[must_use]
    pub fn weak_count(&self) -> usize {
        self.raw.weak_count()
    }
}

impl<T> Clone for WeakSender<T> {
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<T> Debug for WeakSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
