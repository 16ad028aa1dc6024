//! Raw endpoints that are used beside ours, as `select!` does: they are looked at when they are handed out, and before they go.

use core::{
    fmt::{self, Debug},
    ops::{Deref, DerefMut},
};

use super::endpoint::{Rx, Tx};
use crate::engine::flow::{ChannelKind, ChannelSite, Look, Show, ends};

/// A raw endpoint that tells how many messages wait.
pub trait Waiting {
    /// How many messages wait.
    #[doc(hidden)]
    fn waiting(&self) -> usize;
}

/// A raw endpoint whose last use is noticed, too.
pub struct Looked<E: Waiting> {
    raw: E,
    look: Look,
}

/// Both endpoints, followed. What is sent and received by the raw ones is noticed when one is used again, or goes.
pub(super) fn follow<S: Waiting, R: Waiting, T>(
    (sender, receiver): (S, R),
    kind: ChannelKind,
    site: &'static ChannelSite,
    show: Option<Show<T>>,
) -> (Tx<Looked<S>, T>, Rx<Looked<R>, T>) {
    let (send_end, receive_end) = ends(site, kind, show);
    let sender = Looked { raw: sender, look: send_end.look() };
    let receiver = Looked { raw: receiver, look: receive_end.look() };
    (Tx { raw: sender, end: send_end }, Rx { raw: receiver, end: receive_end })
}

impl<E: Waiting> Looked<E> {
    /// A raw endpoint, and what it says of it.
    #[doc(hidden)]
    pub fn new(raw: E, look: Look) -> Self {
        Self { raw, look }
    }
}

impl<E: Waiting> Drop for Looked<E> {
    fn drop(&mut self) {
        if self.look.is_due() {
            self.look.take(self.raw.waiting());
        }
    }
}

impl<E: Waiting> Deref for Looked<E> {
    type Target = E;

    #[inline]
    fn deref(&self) -> &E {
        &self.raw
    }
}

impl<S: Waiting, T> Deref for Tx<Looked<S>, T> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        self.raw.look.take(self.raw.waiting());
        &self.raw
    }
}

impl<S: Waiting, T> DerefMut for Tx<Looked<S>, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut S {
        self.raw.look.take(self.raw.waiting());
        &mut self.raw.raw
    }
}

impl<R: Waiting, T> Deref for Rx<Looked<R>, T> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        self.raw.look.take(self.raw.waiting());
        &self.raw
    }
}

impl<R: Waiting, T> DerefMut for Rx<Looked<R>, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut R {
        self.raw.look.take(self.raw.waiting());
        &mut self.raw.raw
    }
}

impl<E: Waiting + Clone> Clone for Looked<E> {
    #[inline]
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), look: self.look.clone() }
    }
}

impl<E: Waiting + Debug> Debug for Looked<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
