//! One channel: what went through it, counted by both of its sides.

use core::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU64, Ordering::Relaxed};

use super::{
    super::{
        protocol::{Ends, Queue, Side},
        thread,
    },
    site::ChannelSite,
    trace::{Shape, Trace},
};
use crate::engine::clock;

/// What is counted of one channel. Positions, the deepest queue and the rows of single channels are its own; all that takes
/// time is recorded by the site's lanes.
#[derive(Debug)]
pub(super) struct Channel {
    queue: Queue,
    ends: Ends,
    pub(super) site: &'static ChannelSite,
    pub(super) kind: ChannelKind,
    /// How many of its site were made before it, in all sessions.
    pub(super) number: u64,
    /// The most messages it can hold.
    room: u64,
    trace: Trace,
    /// Messages that were dropped before their receiver came to them.
    pub(super) missed: AtomicU64,
    /// What the raw endpoints did: messages in the queue beyond `sent` less `received`. It is looked at only where they are
    /// handed out.
    drift: AtomicI64,
    /// Messages that raw senders are known to have sent. It is where raw receivers are at work, too, that one has to know it: what
    /// these take makes up for it in `drift`.
    sent_raw: AtomicU64,
    /// Have raw endpoints of either side been handed out? A bit for each.
    handed_out: AtomicU8,
    pub(super) is_closed: AtomicBool,
    /// Where the site finds it.
    pub(super) place: usize,
}

/// Channels of a place, alive at the same time, whose messages are watched: what is kept of them is bounded.
const WATCHED: usize = 64;

/// Both sides, in `handed_out`.
const BOTH: u8 = 0b11;

/// A side, in `handed_out`.
fn bit(side: Side) -> u8 {
    1 << u8::from(side == Side::Receiving)
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
    /// At most so many, where that is known, and one more for each sender.
    BoundedPerSender(Option<u64>),
    /// One message in all.
    Oneshot,
    /// Every receiver gets every message, as long as it is among the latest so many, where that number is known.
    Broadcast(Option<u64>),
    /// The latest message only.
    Watch,
}

impl ChannelKind {
    /// Of a channel that tells its capacity, if it has one.
    #[must_use]
    pub fn of_capacity(capacity: Option<usize>) -> Self {
        capacity.map_or(Self::Unbounded, |capacity| Self::Bounded(capacity as u64))
    }

    pub(crate) fn capacity(self) -> Option<u64> {
        match self {
            Self::Unbounded | Self::BoundedUnknown | Self::BoundedPerSender(_) => None,
            Self::Bounded(capacity) => Some(capacity),
            Self::Broadcast(capacity) => capacity,
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
        let is_watched = kind.is_queue() && kind.capacity() != Some(0) && place < WATCHED && !site.is_carried();
        let shape = if is_watched { Shape::new(kind.capacity(), site.is_exact()) } else { Shape::NONE };
        Self {
            queue: Queue::new(0),
            ends: Ends::new(),
            site,
            kind,
            number,
            room: kind.capacity().filter(|_| kind.is_queue()).unwrap_or(u64::MAX),
            trace: Trace::new(shape),
            missed: AtomicU64::new(0),
            drift: AtomicI64::new(0),
            sent_raw: AtomicU64::new(0),
            handed_out: AtomicU8::new(0),
            is_closed: AtomicBool::new(false),
            place,
        }
    }

    /// The same memory for the next channel. Positions go on, so that no time left in the trace is taken for one of its
    /// messages.
    pub(super) fn begin_anew(&mut self, number: u64) {
        (self.queue, self.ends) = (Queue::new(self.queue.sent()), Ends::new());
        (self.number, self.missed, self.is_closed) = (number, AtomicU64::new(0), AtomicBool::new(false));
        (self.drift, self.sent_raw, self.handed_out) = (AtomicI64::new(0), AtomicU64::new(0), AtomicU8::new(0));
    }

    /// A message is about to be sent. Before it is, so that whoever receives it finds it counted.
    #[inline(always)]
    pub(super) fn claim(&self) -> Claim<'_> {
        let deepest = self.queue.deepest();
        self.claimed(self.queue.claim(self.room, self.drift.load(Relaxed)), deepest)
    }

    /// The same for the only sender there ever is.
    #[inline(always)]
    pub(super) fn claim_alone(&self) -> Claim<'_> {
        let deepest = self.queue.deepest();
        self.claimed(self.queue.claim_alone(self.room, self.drift.load(Relaxed)), deepest)
    }

    /// The same for a sender that is used by one thread alone, and of which there are no others but by cloning it.
    #[inline(always)]
    pub(super) fn claim_exclusively(&self) -> Claim<'_> {
        if self.ends.is_alone(Side::Sending) { self.claim_alone() } else { self.claim() }
    }

    #[inline(always)]
    fn claimed(&self, position: u64, deepest: u64) -> Claim<'_> {
        if self.trace.watches(position) {
            self.watch(position);
        }
        Claim { channel: self, deepest }
    }

    #[cold]
    #[inline(never)]
    fn watch(&self, position: u64) {
        if thread::session() != 0 {
            let depth = position.saturating_sub(self.queue.received()).saturating_add_signed(self.drift.load(Relaxed));
            self.trace.sent(position, depth, clock::now());
        }
    }

    /// A message was received, by the only receiver there is.
    #[inline(always)]
    pub(super) fn receive(&self) {
        self.taken(self.queue.take());
    }

    /// A message was received by one of several receivers.
    #[inline(always)]
    pub(super) fn receive_shared(&self) {
        self.taken(self.queue.take_shared());
    }

    /// A message that waited was thrown out of the queue.
    #[cold]
    pub(super) fn displace(&self) {
        self.queue.take_shared();
        self.missed.fetch_add(1, Relaxed);
    }

    /// So many messages were taken before, as was counted.
    #[inline(always)]
    fn taken(&self, count: u64) {
        // Those that raw endpoints took were before it, too.
        let position = count.wrapping_sub(self.drift.load(Relaxed).cast_unsigned());
        if self.trace.watches(position) {
            self.unwatch(position);
        }
    }

    #[cold]
    #[inline(never)]
    fn unwatch(&self, position: u64) {
        let depth = self.queue.sent().saturating_sub(position + 1);
        let now = clock::now();
        if let Some((sent_at, stands_for)) = self.trace.received(position, depth)
            && let Some((_, slot)) = thread::place(self.site.queued())
            && now.wrapping_sub(sent_at).cast_signed() >= 0
        {
            slot.begun.add(1);
            slot.record_times(clock::since(sent_at, now), now, stands_for);
        }
    }

    /// The raw endpoint of this side is about to be used. The queue holds so many messages, and raw ones may have been used before.
    ///
    /// What others are just sending and receiving is missing in `drift` until the next look. So as long as raw endpoints of one side only
    /// are about, nothing is made of its changes: what it says in the end is exact.
    pub(super) fn observe(&self, side: Side, depth: usize) {
        // A channel throws away what nobody can receive.
        if self.ends.is_left(Side::Receiving) {
            return;
        }
        let (received, sent) = (self.queue.received(), self.queue.sent());
        let drift = (depth as u64).wrapping_sub(sent).wrapping_add(received).cast_signed();
        let before = self.drift.swap(drift, Relaxed);
        let bit = bit(side);
        let handed_out = self.handed_out.load(Relaxed);
        if handed_out == BOTH {
            self.sent_raw.fetch_add(drift.saturating_sub(before).max(0).cast_unsigned(), Relaxed);
        } else if handed_out & bit == 0 && self.handed_out.fetch_or(bit, Relaxed) | bit == BOTH {
            self.sent_raw.fetch_add(drift.max(0).cast_unsigned(), Relaxed);
        }
    }

    /// Has a raw endpoint of this side been handed out?
    pub(super) fn is_handed_out(&self, side: Side) -> bool {
        self.handed_out.load(Relaxed) & bit(side) != 0
    }

    /// One more sender, or receiver.
    pub(super) fn open(&self, side: Side) {
        self.ends.open(side);
    }

    /// One less; was it the last of all?
    pub(super) fn close(&self, side: Side) -> bool {
        self.ends.close(side)
    }

    /// Can nothing be sent any more, or nothing more come?
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.load(Relaxed) || self.ends.is_left(Side::Sending) || self.ends.is_left(Side::Receiving)
    }

    /// What it has counted, all sessions together.
    pub(super) fn read(&self) -> ChannelCounts {
        let received = self.queue.received();
        let sent = self.queue.sent();
        if self.site.is_carried() {
            // What is left in the one channel and what is still in the other, nobody tells.
            return ChannelCounts { sent, received: sent, ..ChannelCounts::default() };
        }
        let missed = self.missed.load(Relaxed);
        let deepest = self.queue.deepest();
        if !self.kind.is_queue() {
            return ChannelCounts { sent, received, abandoned: missed, depth: 0, deepest: 0 };
        }
        let counted = sent.wrapping_sub(received).cast_signed();
        // What is counted and finds no room has not been sent.
        let depth = counted.saturating_add(self.drift.load(Relaxed)).max(0).cast_unsigned().min(self.room);
        // What raw endpoints sent is seen here for the first time, and so is what they received.
        let sent_in_all = sent.saturating_add(self.sent_raw.load(Relaxed));
        let received = received.max(sent_in_all.saturating_sub(depth)).saturating_sub(missed);
        let is_left = self.ends.is_left(Side::Receiving);
        let (depth, abandoned) = if is_left { (0, missed + depth) } else { (depth, missed) };
        ChannelCounts {
            sent: received + depth + abandoned,
            received,
            abandoned,
            depth,
            deepest: deepest.max(depth).min(self.room),
        }
    }

    /// Were raw endpoints of both sides used beside ours? What they pass among themselves is not seen.
    pub(super) fn is_rough(&self) -> bool {
        self.handed_out.load(Relaxed) == BOTH
    }

    /// From now on the deepest queue is what there is now.
    pub(super) fn forget_deepest(&self) {
        self.queue.set_deepest(self.read().depth);
    }
}

/// A message that is being sent. Unless it is said to be, it was not: whether the attempt fails or panics.
#[must_use = "the message counts as not sent when this is dropped"]
pub(super) struct Claim<'a> {
    channel: &'a Channel,
    /// The deepest queue before it.
    deepest: u64,
}

impl Claim<'_> {
    /// The message was sent.
    #[inline(always)]
    pub(super) fn keep(self) {
        core::mem::forget(self);
    }
}

impl Drop for Claim<'_> {
    #[cold]
    fn drop(&mut self) {
        self.channel.queue.unclaim(self.deepest);
    }
}
