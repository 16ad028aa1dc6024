//! `std::sync::mpsc`.

use std::{
    sync::mpsc::{self, RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError},
    time::Duration,
};

use super::super::endpoint::{Follow, Proxy, Raw, Rx, Tx, follow};
use crate::engine::flow::{ChannelKind, ChannelSite, Passage, Show, on_thread};

/// [`std::sync::mpsc::Sender`], followed.
pub type Sender<T> = Tx<mpsc::Sender<T>, T>;
/// [`std::sync::mpsc::SyncSender`], followed.
pub type SyncSender<T> = Tx<mpsc::SyncSender<T>, T>;
/// [`std::sync::mpsc::Receiver`], followed.
pub type Receiver<T> = Rx<mpsc::Receiver<T>, T>;

impl<T> Raw for mpsc::Sender<T> {}
impl<T> Raw for mpsc::SyncSender<T> {}
impl<T> Raw for mpsc::Receiver<T> {}

impl<T> Follow for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::Unbounded, site, show)
    }
}

impl<T> Follow for (mpsc::SyncSender<T>, mpsc::Receiver<T>) {
    type Message = T;
    type Followed = (SyncSender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::BoundedUnknown, site, show)
    }
}

impl<T: Send + 'static> Proxy for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        (self.0, carried(self.1, Passage::new(site, ChannelKind::Unbounded, show)))
    }
}

impl<T: Send + 'static> Proxy for (mpsc::SyncSender<T>, mpsc::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        (self.0, carried(self.1, Passage::new(site, ChannelKind::BoundedUnknown, show)))
    }
}

/// A receiver of what `given` receives. Between the two there is one message at most.
fn carried<T: Send + 'static>(given: mpsc::Receiver<T>, passage: Passage<T>) -> mpsc::Receiver<T> {
    let (sender, receiver) = mpsc::sync_channel(0);
    let carry = move |given: mpsc::Receiver<T>| {
        for message in given {
            let carried = passage.take(&message);
            if sender.send(message).is_err() {
                break;
            }
            carried.hand_on();
        }
    };
    on_thread(given, carry).err().unwrap_or(receiver)
}

impl<T> Sender<T> {
    /// Sends a message: [`std::sync::mpsc::Sender::send`].
    ///
    /// # Errors
    /// The receiver is gone.
    #[inline]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.end.attempt(message, |message| self.raw.send(message))
    }
}

impl<T> SyncSender<T> {
    /// Sends a message, as soon as there is room: [`std::sync::mpsc::SyncSender::send`].
    ///
    /// # Errors
    /// The receiver is gone.
    #[inline]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.end.send_or_wait(
            message,
            |message| match self.raw.try_send(message) {
                Ok(()) => Ok(Ok(())),
                Err(TrySendError::Full(message)) => Err(message),
                Err(TrySendError::Disconnected(message)) => Ok(Err(SendError(message))),
            },
            |message| self.raw.send(message),
            Result::is_ok,
        )
    }

    /// Sends a message if there is room now: [`std::sync::mpsc::SyncSender::try_send`].
    ///
    /// # Errors
    /// There is no room, or the receiver is gone.
    #[inline]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.end.attempt(message, |message| self.raw.try_send(message))
    }
}

impl<T> Receiver<T> {
    /// Waits for a message: [`std::sync::mpsc::Receiver::recv`].
    ///
    /// # Errors
    /// All senders are gone, and no message is left.
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        let result = match self.raw.try_recv() {
            Ok(message) => Ok(message),
            Err(TryRecvError::Disconnected) => Err(RecvError),
            Err(TryRecvError::Empty) => {
                let _wait = self.end.wait();
                self.raw.recv()
            }
        };
        self.received(result)
    }

    /// Waits for a message, but not longer than this: [`std::sync::mpsc::Receiver::recv_timeout`].
    ///
    /// # Errors
    /// The time is up, or all senders are gone and no message is left.
    #[inline]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let result = match self.raw.try_recv() {
            Ok(message) => Ok(message),
            Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
            Err(TryRecvError::Empty) => {
                let _wait = self.end.wait();
                self.raw.recv_timeout(timeout)
            }
        };
        self.received(result)
    }

    /// A message, if there is one now: [`std::sync::mpsc::Receiver::try_recv`].
    ///
    /// # Errors
    /// There is none now, or all senders are gone and no message is left.
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let result = self.raw.try_recv();
        self.end.attempted(result.as_ref().ok());
        result
    }

    /// All messages, as they come: [`std::sync::mpsc::Receiver::iter`].
    #[inline]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }

    /// The messages that are there now: [`std::sync::mpsc::Receiver::try_iter`].
    #[inline]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter(self)
    }

    #[inline]
    fn received<E>(&self, result: Result<T, E>) -> Result<T, E> {
        if let Ok(message) = &result {
            self.end.receive(message);
        }
        result
    }
}

/// [`std::sync::mpsc::Iter`], followed.
#[derive(Debug)]
pub struct Iter<'a, T: 'a>(&'a Receiver<T>);

/// [`std::sync::mpsc::TryIter`], followed.
#[derive(Debug)]
pub struct TryIter<'a, T: 'a>(&'a Receiver<T>);

/// [`std::sync::mpsc::IntoIter`], followed.
#[derive(Debug)]
pub struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        // The end of what is there now is no failed attempt.
        let message = self.0.raw.try_recv().ok()?;
        self.0.end.receive(&message);
        Some(message)
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[inline]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}
