//! What both endpoints hold: their channel, and how its messages are shown.

use core::{
    fmt::{self, Debug},
    mem::replace,
};
use std::sync::atomic::Ordering::Relaxed;

use super::{
    super::{protocol::Side, text, thread},
    counts::{Channel, ChannelKind},
    receive::ReceiveEnd,
    send::SendEnd,
    shared::Shared,
    site::ChannelSite,
    wait::Wait,
};
use crate::engine::{clock, site::Site};

/// How a message is made text.
pub type Show<T> = fn(&T) -> &dyn Debug;

/// The two ends of a channel of `kind` that is followed at `site`. `show` keeps the text of messages.
pub fn ends<T>(site: &'static ChannelSite, kind: ChannelKind, show: Option<Show<T>>) -> (SendEnd<T>, ReceiveEnd<T>) {
    let channel = site.make::<T>(kind);
    (SendEnd(End::new(channel.clone(), Side::Sending, show)), ReceiveEnd(End::new(channel, Side::Receiving, show)))
}

pub(super) struct End<T> {
    pub(super) channel: Shared<Channel>,
    pub(super) side: Side,
    /// Is it none of the channel's any more?
    pub(super) has_left: bool,
    pub(super) show: Option<Show<T>>,
    /// Lasts from a poll to a later one.
    wait: Option<Wait>,
}

impl<T> End<T> {
    pub(super) fn new(channel: Shared<Channel>, side: Side, show: Option<Show<T>>) -> Self {
        Self { channel, side, has_left: false, show, wait: None }
    }

    /// Another end of the channel.
    pub(super) fn on(&self, side: Side) -> Self {
        self.channel.open(side);
        Self::new(self.channel.clone(), side, self.show)
    }

    pub(super) fn close(&self) {
        self.channel.is_closed.store(true, Relaxed);
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.wait = None;
        if !replace(&mut self.has_left, true) && self.channel.close(self.side) {
            self.channel.site.end(&self.channel);
        }
    }

    pub(super) fn look(&self) -> Look {
        Look { channel: self.channel.clone(), side: self.side }
    }

    pub(super) fn downgrade(&self) -> WeakEnd<T> {
        WeakEnd { channel: self.channel.clone(), show: self.show }
    }

    /// A poll: while it is pending, somebody waits.
    #[inline]
    pub(super) fn polled(&mut self, is_pending: bool) {
        if is_pending != self.wait.is_some() {
            self.turn();
        }
    }

    /// The wait begins, or is over.
    #[cold]
    fn turn(&mut self) {
        let site = self.channel.site;
        let lane = || if self.side == Side::Sending { site.sending() } else { site.receiving() };
        self.wait = self.wait.is_none().then(|| Wait::begin(lane()));
    }

    #[inline(always)]
    pub(super) fn text_of(&self, message: &T) -> Option<String> {
        self.show.and_then(|show| text::of(show(message)))
    }

    #[inline(always)]
    pub(super) fn keep_sent(&self, text: Option<String>) {
        if self.show.is_some() {
            keep(self.channel.site.sent_log(), text, self.channel.number);
        }
    }

    #[inline(always)]
    pub(super) fn keep_received(&self, message: &T) {
        if let Some(show) = self.show {
            keep(self.channel.site.received_log(), text::of(show(message)), self.channel.number);
        }
    }
}

/// Keeps when a message of the channel of this number went by, and its text.
#[cold]
#[inline(never)]
pub(super) fn keep(log: &'static Site, text: Option<String>, channel: u64) {
    if let Some((_, slot)) = thread::place(log) {
        let now = clock::now();
        slot.note(channel);
        slot.record(0, now, std::ptr::null());
        if let Some(text) = text {
            text::push(slot, now, text);
        }
    }
}

/// An attempt that failed is counted by its lane.
pub(super) fn count_failure(lane: &'static Site) {
    if let Some((_, slot)) = thread::place(lane) {
        slot.cancelled.add(1);
    }
}

impl<T> Drop for End<T> {
    #[inline]
    fn drop(&mut self) {
        self.leave();
    }
}

/// A clone of an end is another one, unless it has left.
impl<T> Clone for End<T> {
    fn clone(&self) -> Self {
        if !self.has_left {
            return self.on(self.side);
        }
        let mut end = Self::new(self.channel.clone(), self.side, self.show);
        end.has_left = true;
        end
    }
}

/// Sees what a raw endpoint did.
#[derive(Clone, Debug)]
pub struct Look {
    channel: Shared<Channel>,
    side: Side,
}

impl Look {
    /// The raw endpoint is about to be used, or to go; the queue holds so many messages.
    pub fn take(&self, depth: usize) {
        self.channel.observe(self.side, depth);
    }

    /// May raw endpoints of this side have been used?
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.channel.is_handed_out(self.side)
    }
}

/// What a weak sender or receiver holds: the numbers, and no end of the channel.
pub struct WeakEnd<T> {
    channel: Shared<Channel>,
    show: Option<Show<T>>,
}

impl<T> WeakEnd<T> {
    /// The end of a sender that came to life again.
    #[must_use]
    pub fn upgrade(&self) -> SendEnd<T> {
        self.channel.open(Side::Sending);
        SendEnd(End::new(self.channel.clone(), Side::Sending, self.show))
    }

    /// The end of a receiver that came to life again.
    #[must_use]
    pub fn upgrade_receiver(&self) -> ReceiveEnd<T> {
        self.channel.open(Side::Receiving);
        ReceiveEnd(End::new(self.channel.clone(), Side::Receiving, self.show))
    }
}

impl<T> Clone for WeakEnd<T> {
    fn clone(&self) -> Self {
        Self { channel: self.channel.clone(), show: self.show }
    }
}

impl<T> Debug for WeakEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakEnd").finish_non_exhaustive()
    }
}
