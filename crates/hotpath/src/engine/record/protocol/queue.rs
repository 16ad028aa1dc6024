//! What both sides of a channel count, and who is left on them.

use super::sync::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
    const_new,
};

/// Messages sent and received, and the most that waited. Senders write to one line, receivers to another.
///
/// A message is counted before it is sent and after it is received. Who reads both meanwhile may find either ahead of the other for
/// a moment, and has to cope with it.
#[derive(Debug)]
pub(crate) struct Queue {
    senders: SenderLine,
    receivers: ReceiverLine,
}

#[derive(Debug)]
#[repr(align(64))]
struct SenderLine {
    /// The position of the next message.
    sent: AtomicU64,
    /// What had been received when a sender last looked: the queue holds at most the difference.
    received_before: AtomicU64,
    deepest: AtomicU64,
}

#[derive(Debug)]
#[repr(align(64))]
struct ReceiverLine {
    received: AtomicU64,
}

impl Queue {
    const_new! {
        /// An empty queue whose next message is at this position.
        pub(crate) fn new(position: u64) -> Self {
            Self {
                senders: SenderLine {
                    sent: AtomicU64::new(position),
                    received_before: AtomicU64::new(position),
                    deepest: AtomicU64::new(0),
                },
                receivers: ReceiverLine { received: AtomicU64::new(position) },
            }
        }
    }

    /// A message is about to be sent, to a queue of this capacity which holds `drift` messages more than were counted: its
    /// position.
    ///
    /// PERF: the receivers' line is read once per so many messages as are deepest, not for each.
    #[inline(always)]
    pub(crate) fn claim(&self, capacity: u64, drift: i64) -> u64 {
        let position = self.senders.sent.fetch_add(1, Relaxed);
        self.claimed(position, capacity, drift);
        position
    }

    /// The same by the only sender there ever is.
    #[inline(always)]
    pub(crate) fn claim_alone(&self, capacity: u64, drift: i64) -> u64 {
        let position = self.senders.sent.load(Relaxed);
        self.senders.sent.store(position + 1, Relaxed);
        self.claimed(position, capacity, drift);
        position
    }

    #[inline(always)]
    fn claimed(&self, position: u64, capacity: u64, drift: i64) {
        let most = (position + 1).wrapping_sub(self.senders.received_before.load(Relaxed));
        let deepest = self.senders.deepest.load(Relaxed);
        // A message that finds no room is no deeper queue.
        if most.cast_signed() > deepest.cast_signed() && deepest < capacity {
            self.deepen(position + 1, capacity, drift);
        }
    }

    /// The message was not sent, and the queue not as deep as it would have been: it was `deepest` before.
    pub(crate) fn unclaim(&self, deepest: u64) {
        let sent = self.senders.sent.fetch_sub(1, Relaxed) - 1;
        let deepest_now = self.senders.deepest.load(Relaxed);
        if deepest_now > deepest {
            let depth = sent.saturating_sub(self.receivers.received.load(Relaxed));
            // Where somebody else met a deeper queue meanwhile, that stays.
            let _ = self.senders.deepest.compare_exchange(deepest_now, deepest.max(depth), Relaxed, Relaxed);
        }
    }

    /// The queue may be deeper than ever.
    #[inline(never)]
    fn deepen(&self, sent: u64, capacity: u64, drift: i64) {
        let received = self.receivers.received.load(Relaxed).saturating_add_signed(-drift);
        self.senders.received_before.store(received, Relaxed);
        self.senders.deepest.fetch_max(sent.saturating_sub(received).min(capacity), Relaxed);
    }

    /// A message was received, by the only receiver there is: its position.
    #[inline(always)]
    pub(crate) fn take(&self) -> u64 {
        let position = self.receivers.received.load(Relaxed);
        self.receivers.received.store(position + 1, Relaxed);
        position
    }

    /// A message was received by one of several receivers: its position.
    #[inline(always)]
    pub(crate) fn take_shared(&self) -> u64 {
        self.receivers.received.fetch_add(1, Relaxed)
    }

    /// Messages sent so far, and such as are about to be.
    pub(crate) fn sent(&self) -> u64 {
        self.senders.sent.load(Relaxed)
    }

    /// Messages received so far.
    pub(crate) fn received(&self) -> u64 {
        self.receivers.received.load(Relaxed)
    }

    /// The most messages that waited.
    pub(crate) fn deepest(&self) -> u64 {
        self.senders.deepest.load(Relaxed)
    }

    /// From now on the most messages that waited are so many.
    pub(crate) fn set_deepest(&self, depth: u64) {
        self.senders.deepest.store(depth, Relaxed);
    }
}

/// How many endpoints there are on either side, in one word: so one of those who leave knows that it was the last.
#[derive(Debug)]
pub(crate) struct Ends(AtomicU64);

/// A side of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Sending,
    Receiving,
}

impl Side {
    fn shift(self) -> u32 {
        match self {
            Self::Sending => 0,
            Self::Receiving => u32::BITS,
        }
    }
}

impl Ends {
    const_new! {
        /// One on each side.
        pub(crate) fn new() -> Self { Self(AtomicU64::new(1 << u32::BITS | 1)) }
    }

    /// One more on this side.
    pub(crate) fn open(&self, side: Side) {
        self.0.fetch_add(1 << side.shift(), Relaxed);
    }

    /// One less on this side; was it the last of both?
    pub(crate) fn close(&self, side: Side) -> bool {
        // AcqRel: pairs with itself, and with the Acquire in `is_alone`. Who leaves last, or is left, finds what the others
        // counted.
        self.0.fetch_sub(1 << side.shift(), AcqRel) == 1 << side.shift()
    }

    /// Is there one on this side, and no other? What others counted before they left is seen then.
    #[inline(always)]
    pub(crate) fn is_alone(&self, side: Side) -> bool {
        // Acquire: pairs with the AcqRel in `close`.
        self.0.load(Acquire) >> side.shift() & u64::from(u32::MAX) == 1
    }

    /// Is nobody left on this side?
    pub(crate) fn is_left(&self, side: Side) -> bool {
        self.0.load(Relaxed) >> side.shift() & u64::from(u32::MAX) == 0
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_queue_is_met_exactly() {
        let queue = Queue::new(7);
        for depth in [3, 1, 5, 4] {
            for _ in 0..depth {
                queue.claim(u64::MAX, 0);
            }
            for _ in 0..depth {
                queue.take();
            }
        }
        assert_eq!((queue.deepest(), queue.sent(), queue.received()), (5, 20, 20));
    }

    #[test]
    fn what_finds_no_room_makes_no_queue_deeper() {
        let queue = Queue::new(0);
        for _ in 0..5 {
            queue.claim(2, 0);
        }
        queue.unclaim(2);
        assert_eq!((queue.deepest(), queue.sent()), (2, 4));
    }

    #[test]
    fn the_last_to_leave_knows() {
        let ends = Ends::new();
        ends.open(Side::Sending);
        assert!(!ends.close(Side::Sending));
        assert!(!ends.close(Side::Receiving));
        assert!(ends.is_left(Side::Receiving) && !ends.is_left(Side::Sending));
        assert!(ends.close(Side::Sending));
    }
}
