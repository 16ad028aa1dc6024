//! Room for messages that are sent later.

use core::{
    fmt::{self, Debug},
    iter::FusedIterator,
};

use ::tokio::sync::mpsc;

use super::bounded::Sender;
use crate::engine::flow::SendEnd;

/// [`tokio::sync::mpsc::Permit`](::tokio::sync::mpsc::Permit), followed.
pub struct Permit<'a, T> {
    pub(super) raw: mpsc::Permit<'a, T>,
    pub(super) end: &'a SendEnd<T>,
}

/// [`tokio::sync::mpsc::PermitIterator`](::tokio::sync::mpsc::PermitIterator), followed.
pub struct PermitIterator<'a, T> {
    pub(super) raw: mpsc::PermitIterator<'a, T>,
    pub(super) end: &'a SendEnd<T>,
}

/// [`tokio::sync::mpsc::OwnedPermit`](::tokio::sync::mpsc::OwnedPermit), followed.
pub struct OwnedPermit<T> {
    pub(super) raw: mpsc::OwnedPermit<T>,
    pub(super) end: SendEnd<T>,
}

impl<T> Permit<'_, T> {
    /// Sends a message: [`tokio::sync::mpsc::Permit::send`](::tokio::sync::mpsc::Permit::send).
    #[inline]
    pub fn send(self, message: T) {
        self.end.send(message, |message| self.raw.send(message));
    }
}

impl<T> OwnedPermit<T> {
    /// Sends a message: [`tokio::sync::mpsc::OwnedPermit::send`](::tokio::sync::mpsc::OwnedPermit::send).
    #[inline]
    pub fn send(self, message: T) -> Sender<T> {
        let raw = self.end.send(message, |message| self.raw.send(message));
        Sender { raw, end: self.end }
    }

    /// Gives the room back: [`tokio::sync::mpsc::OwnedPermit::release`](::tokio::sync::mpsc::OwnedPermit::release).
    #[inline]
    pub fn release(self) -> Sender<T> {
        Sender { raw: self.raw.release(), end: self.end }
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel_as_sender(&self, sender: &Sender<T>) -> bool {
        self.raw.same_channel_as_sender(&sender.raw)
    }
}

impl<'a, T> Iterator for PermitIterator<'a, T> {
    type Item = Permit<'a, T>;

    #[inline]
    fn next(&mut self) -> Option<Permit<'a, T>> {
        self.raw.next().map(|raw| Permit { raw, end: self.end })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.raw.size_hint()
    }
}

impl<T> ExactSizeIterator for PermitIterator<'_, T> {}
impl<T> FusedIterator for PermitIterator<'_, T> {}

impl<T> Debug for Permit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl<T> Debug for PermitIterator<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl<T> Debug for OwnedPermit<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
