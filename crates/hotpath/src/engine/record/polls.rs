//! How long the polls of a stream took, each by itself, on one thread.

use super::{
    histogram::{BucketCounts, Histogram},
    protocol::{Counter, Published},
    thread::unmeasured,
};

/// Part of a slot: nothing for a site that is not polled.
#[derive(Debug)]
pub(crate) struct Polls(Published<PollTimes>);

#[derive(Debug)]
struct PollTimes {
    /// The latest poll, which `earlier` does not hold yet, or `NONE`.
    ///
    /// PERF: counting the one before keeps the computation of the bucket off the critical path, as in a slot.
    held_back: Counter,
    earlier: Histogram,
}

/// No poll takes so long.
const NONE: u64 = u64::MAX;

impl Polls {
    pub(crate) const fn new() -> Self {
        Self(Published::new())
    }

    /// Owner only: a poll that took so long.
    #[inline(always)]
    pub(crate) fn record(&self, ticks: u64) {
        let times = self.0.get_or_make(PollTimes::leaked);
        let held_back = times.held_back.get();
        if held_back != NONE {
            times.earlier.record(held_back);
        }
        times.held_back.set(ticks);
    }

    /// Owner only: forgets all polls; the memory stays.
    pub(crate) fn wipe(&self) {
        if let Some(times) = self.0.get() {
            times.held_back.set(NONE);
            times.earlier.wipe();
        }
    }

    /// Any thread: the polls so far.
    pub(crate) fn read(&self) -> BucketCounts {
        let mut polls = BucketCounts::default();
        if let Some(times) = self.0.get() {
            let held_back = times.held_back.get();
            times.earlier.read_into(&mut polls);
            if held_back != NONE {
                polls.record(held_back);
            }
        }
        polls
    }
}

impl PollTimes {
    #[cold]
    #[inline(never)]
    fn leaked() -> &'static Self {
        unmeasured(|| Box::leak(Box::new(Self { held_back: Counter::new(NONE), earlier: Histogram::new() })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_poll_is_counted_also_the_latest() {
        let polls = Polls::new();
        let read = || polls.read().iter().collect::<Vec<_>>();
        assert_eq!(read(), []);
        for ticks in [10, 30, 10] {
            polls.record(ticks);
        }
        assert_eq!(read(), [(10.0, 2), (30.0, 1)]);
        polls.wipe();
        assert_eq!(read(), []);
        polls.record(7);
        assert_eq!(read(), [(7.0, 1)]);
    }
}
