//! One channel: what went through it, counted by both of its sides.

use core::sync::atomic::{
    AtomicBool, AtomicI64, AtomicU64, AtomicUsize,
    Ordering::{AcqRel, Relaxed},
};

use super::{
    site::ChannelSite,
    trace::{Shape, Trace},
};
use crate::engine::{clock, record::thread};

/// What is counted of one channel. Positions, the deepest queue and the rows of single channels are its own; all that takes
/// time is recorded by the site's lanes.
#[derive(Debug)]
pub(super) struct Channel {
    sending: Sending,
    receiving: Receiving,
    pub(super) site: &'static ChannelSite,
    pub(super) kind: ChannelKind,
    /// How many of its site were made before it.
    pub(super) number: u64,
    trace: Trace,
    /// Messages that were dropped before their receiver came to them.
    pub(super) missed: AtomicU64,
    /// What the raw endpoints did: messages in the queue beyond `sent` less `received`. It is looked at only where they are
    /// handed out.
    drift: AtomicI64,
    pub(super) is_closed: AtomicBool,
    /// Where the site finds it.
    pub(super) place: usize,
}

/// Channels of a place, alive at the same time, whose messages are watched: what is kept of them is bounded.
const WATCHED: usize = 256;

/// PERF: senders and receivers write to lines of their own.
#[derive(Debug)]
#[repr(align(64))]
struct Sending {
    /// Messages sent: the position of the next.
    sent: AtomicU64,
    /// How many had been received when last looked: what the queue holds is at most the difference.
    received_before: AtomicU64,
    deepest: AtomicU64,
    senders: AtomicUsize,
}

#[derive(Debug)]
#[repr(align(64))]
struct Receiving {
    received: AtomicU64,
    receivers: AtomicUsize,
}

/// How a channel keeps what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// As many messages as come.
    Unbounded,
    /// At most so many; with 0 a message goes from hand to hand.
    Bounded(u64),
    /// At most a number that the endpoints do not tell.
    BoundedUnknown,
    /// One message in all.
    Oneshot,
    /// Every receiver gets every message, as long as it is among the latest so many.
    Broadcast(u64),
    /// The latest message only.
    Watch,
}

impl ChannelKind {
    pub(crate) fn capacity(self) -> Option<u64> {
        match self {
            Self::Unbounded | Self::BoundedUnknown => None,
            Self::Bounded(capacity) | Self::Broadcast(capacity) => Some(capacity),
            Self::Oneshot | Self::Watch => Some(1),
        }
    }

    /// Does each message go to one receiver, in the order in which they were sent?
    pub(crate) fn is_queue(self) -> bool {
        !matches!(self, Self::Broadcast(_) | Self::Watch)
    }
}

/// What has been counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChannelCounts {
    pub(crate) sent: u64,
    pub(crate) received: u64,
    /// Nobody will receive them.
    pub(crate) abandoned: u64,
    /// Messages that wait now, and the most that have.
    pub(crate) depth: u64,
    pub(crate) deepest: u64,
}

impl Channel {
    pub(super) fn new(site: &'static ChannelSite, kind: ChannelKind, number: u64, place: usize) -> Self {
        // A message that goes from hand to hand is in no queue, and one that everybody gets in none of one length.
        let is_watched = kind.is_queue() && kind.capacity() != Some(0) && place < WATCHED;
        let shape = if is_watched { Shape::new(kind.capacity(), site.is_exact()) } else { Shape::NONE };
        Self {
            sending: Sending {
                sent: AtomicU64::new(0),
                received_before: AtomicU64::new(0),
                deepest: AtomicU64::new(0),
                senders: AtomicUsize::new(1),
            },
            receiving: Receiving { received: AtomicU64::new(0), receivers: AtomicUsize::new(1) },
            site,
            kind,
            number,
            trace: Trace::new(shape),
            missed: AtomicU64::new(0),
            drift: AtomicI64::new(0),
            is_closed: AtomicBool::new(false),
            place,
        }
    }

    /// The same memory for the next channel. Positions go on, so that no time left in the trace is taken for one of its
    /// messages.
    pub(super) fn begin_anew(&mut self, number: u64) {
        let sent = *self.sending.sent.get_mut();
        self.receiving = Receiving { received: AtomicU64::new(sent), receivers: AtomicUsize::new(1) };
        self.sending = Sending {
            sent: AtomicU64::new(sent),
            received_before: AtomicU64::new(sent),
            deepest: AtomicU64::new(0),
            senders: AtomicUsize::new(1),
        };
        (self.number, self.missed, self.drift, self.is_closed) =
            (number, AtomicU64::new(0), AtomicI64::new(0), AtomicBool::new(false));
    }

    /// A message is about to be sent. Before it is, so that whoever receives it finds it counted.
    #[inline(always)]
    pub(super) fn claim(&self) {
        let sending = &self.sending;
        let position = sending.sent.fetch_add(1, Relaxed);
        let depth = (position + 1).wrapping_sub(sending.received_before.load(Relaxed));
        if depth.cast_signed() > sending.deepest.load(Relaxed).cast_signed() {
            self.deepen(position + 1);
        }
        if self.trace.watches(position) {
            self.watch(position);
        }
    }

    /// The message was not sent.
    #[inline(always)]
    pub(super) fn unclaim(&self) {
        self.sending.sent.fetch_sub(1, Relaxed);
    }

    /// The queue may be deeper than ever.
    ///
    /// PERF: the receivers' line is read once per so many messages as are deepest, not for each.
    #[inline(never)]
    fn deepen(&self, sent: u64) {
        let capacity = self.kind.capacity().filter(|_| self.kind.is_queue()).unwrap_or(u64::MAX);
        if self.sending.deepest.load(Relaxed) < capacity {
            let received = self.receiving.received.load(Relaxed);
            self.sending.received_before.store(received, Relaxed);
            let depth = sent.saturating_sub(received).min(capacity);
            self.sending.deepest.fetch_max(depth, Relaxed);
        }
    }

    #[cold]
    #[inline(never)]
    fn watch(&self, position: u64) {
        if thread::session() != 0 {
            let depth = position.saturating_sub(self.receiving.received.load(Relaxed));
            self.trace.sent(position, depth, clock::now());
        }
    }

    /// A message was received, by the only receiver there is.
    #[inline(always)]
    pub(super) fn receive(&self) {
        let position = self.receiving.received.load(Relaxed);
        self.receiving.received.store(position + 1, Relaxed);
        self.taken(position);
    }

    /// A message was received by one of several receivers.
    #[inline(always)]
    pub(super) fn receive_shared(&self) {
        self.taken(self.receiving.received.fetch_add(1, Relaxed));
    }

    #[inline(always)]
    fn taken(&self, position: u64) {
        if self.trace.watches(position) {
            self.unwatch(position);
        }
    }

    #[cold]
    #[inline(never)]
    fn unwatch(&self, position: u64) {
        let depth = self.sending.sent.load(Relaxed).saturating_sub(position + 1);
        let now = clock::now();
        if let Some((sent_at, stands_for)) = self.trace.received(position, depth)
            && let Some((_, slot)) = thread::place(self.site.queued())
            && now.wrapping_sub(sent_at).cast_signed() >= 0
        {
            slot.begun.add(1);
            slot.record_times(clock::since(sent_at, now), now, stands_for);
        }
    }

    /// The queue holds so many messages, and the raw endpoints may have been used.
    pub(super) fn observe(&self, depth: usize) {
        let [sent, received] = [&self.sending.sent, &self.receiving.received].map(|count| count.load(Relaxed));
        self.drift.store((depth as u64).wrapping_sub(sent).wrapping_add(received).cast_signed(), Relaxed);
    }

    /// One more sender, or receiver.
    pub(super) fn open(&self, side: Side) {
        self.ends(side).fetch_add(1, Relaxed);
    }

    /// One less; was it the last of all?
    pub(super) fn close(&self, side: Side) -> bool {
        // AcqRel: pairs with itself. Who closes the last end sees what the others counted.
        let others = self.ends(side).fetch_sub(1, AcqRel) - 1;
        others == 0 && self.ends(side.other()).load(Relaxed) == 0
    }

    fn ends(&self, side: Side) -> &AtomicUsize {
        match side {
            Side::Sending => &self.sending.senders,
            Side::Receiving => &self.receiving.receivers,
        }
    }

    /// Can nothing be sent any more, or nothing more come?
    pub(super) fn is_closed(&self) -> bool {
        let sides = [Side::Sending, Side::Receiving];
        self.is_closed.load(Relaxed) || sides.into_iter().any(|side| self.ends(side).load(Relaxed) == 0)
    }

    /// What it has counted, all sessions together.
    pub(super) fn read(&self) -> ChannelCounts {
        let received = self.receiving.received.load(Relaxed);
        let sent = self.sending.sent.load(Relaxed);
        let missed = self.missed.load(Relaxed);
        let deepest = self.sending.deepest.load(Relaxed);
        if !self.kind.is_queue() {
            return ChannelCounts { sent, received, abandoned: missed, depth: 0, deepest: 0 };
        }
        let depth = sent.saturating_sub(received).saturating_add_signed(self.drift.load(Relaxed));
        // What raw endpoints sent is seen here for the first time, and so is what they received.
        let received = received.max(sent.saturating_sub(depth));
        let is_left = self.ends(Side::Receiving).load(Relaxed) == 0;
        let (depth, abandoned) = if is_left { (0, depth) } else { (depth, 0) };
        ChannelCounts { sent: received + depth + abandoned, received, abandoned, depth, deepest: deepest.max(depth) }
    }

    /// From now on the deepest queue is what there is now.
    pub(super) fn forget_deepest(&self) {
        self.sending.deepest.store(self.read().depth, Relaxed);
    }
}

/// A side of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Sending,
    Receiving,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Sending => Self::Receiving,
            Self::Receiving => Self::Sending,
        }
    }
}
