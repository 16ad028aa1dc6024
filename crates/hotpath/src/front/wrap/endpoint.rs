//! What all endpoints have in common, whatever channel they belong to.

use core::{
    fmt::{self, Debug},
    ops::{Deref, DerefMut},
};

use crate::engine::flow::{ChannelKind, ChannelSite, ReceiveEnd, SendEnd, Show, ends};

/// The sending endpoint `S` of a channel of `T` that is followed. It dereferences to the raw one.
pub struct Tx<S, T> {
    pub(super) raw: S,
    pub(super) end: SendEnd<T>,
}

/// The receiving endpoint `R` of a channel of `T` that is followed. It dereferences to the raw one.
pub struct Rx<R, T> {
    pub(super) raw: R,
    pub(super) end: ReceiveEnd<T>,
}

/// Both endpoints of a channel, as [`channel!`](crate::channel!) takes them.
///
/// What it gives are wrappers. Who needs the raw types, as in the signature of another crate, says `proxy = true`
/// ([`Proxy`]); who can change the signature names the types of [`wrap`](crate::wrap).
#[diagnostic::on_unimplemented(
    message = "`channel!` does not follow a `{Self}`",
    label = "these are not both endpoints of a channel it knows",
    note = "it takes the pair that a constructor returns: of std, and with the features of hotpath of the same names, of `tokio`, \
            `futures`, `crossbeam`, `flume` and `async-channel`; or a lone sender of tokio's `broadcast` or `watch`"
)]
pub trait Follow {
    /// What is sent.
    type Message;
    /// The endpoints, followed.
    type Followed;

    /// Follows the channel.
    #[doc(hidden)]
    fn follow(self, site: &'static ChannelSite, show: Option<Show<Self::Message>>) -> Self::Followed;
}

/// Follows a channel at `site`.
#[inline]
pub fn channel<P: Follow>(site: &'static ChannelSite, endpoints: P) -> P::Followed {
    endpoints.follow(site, None)
}

/// Follows a channel at `site` and keeps the `Debug` text of messages.
#[inline]
pub fn channel_logged<P: Follow<Message: Debug>>(site: &'static ChannelSite, endpoints: P) -> P::Followed {
    endpoints.follow(site, Some(|message| message))
}

/// Both endpoints of a channel that can be followed though their types stay.
#[diagnostic::on_unimplemented(
    message = "`channel!` with `proxy = true` does not follow a `{Self}`",
    note = "messages travel between threads there: they are `Send` and `'static`; channels in which everybody gets every message have no proxy"
)]
pub trait Proxy: Follow + Sized {
    /// Puts a second channel behind the given one, and carries messages from the one to the other.
    #[doc(hidden)]
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<Self::Message>>) -> Self;
}

/// Follows a channel at `site` by carrying its messages.
pub fn channel_proxy<P: Proxy>(site: &'static ChannelSite, endpoints: P) -> P {
    endpoints.proxy(site, None)
}

/// Follows a channel at `site` by carrying its messages, and keeps their `Debug` text.
pub fn channel_proxy_logged<P: Proxy<Message: Debug>>(site: &'static ChannelSite, endpoints: P) -> P {
    endpoints.proxy(site, Some(|message| message))
}

/// Both endpoints, followed.
pub(super) fn follow<S, R, T>(
    (sender, receiver): (S, R),
    kind: ChannelKind,
    site: &'static ChannelSite,
    show: Option<Show<T>>,
) -> (Tx<S, T>, Rx<R, T>) {
    let (send_end, receive_end) = ends(site, kind, show);
    (Tx { raw: sender, end: send_end }, Rx { raw: receiver, end: receive_end })
}

/// A raw endpoint that can be handed out without more ado. One whose use is to be noticed is a `Looked`.
pub trait Raw {}

impl<S: Raw, T> Deref for Tx<S, T> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        &self.raw
    }
}

impl<S: Raw, T> DerefMut for Tx<S, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut S {
        &mut self.raw
    }
}

impl<R: Raw, T> Deref for Rx<R, T> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        &self.raw
    }
}

impl<R: Raw, T> DerefMut for Rx<R, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut R {
        &mut self.raw
    }
}

impl<S: Clone, T> Clone for Tx<S, T> {
    #[inline]
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<R: Clone, T> Clone for Rx<R, T> {
    #[inline]
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<S: Debug, T> Debug for Tx<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl<R: Debug, T> Debug for Rx<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
