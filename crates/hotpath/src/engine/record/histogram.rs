//! How long calls took: a log-linear histogram of one site on one thread, in raw ticks.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. `index` returns less than `OCTAVES * 64` for every input;
//! 2. a non-null octave pointer comes from a leaked `Box<Octave>` and is written once.

use core::sync::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use std::{array, ptr};

use super::{
    protocol::{AtomicPtr, Counter, Link, Linked, List},
    thread::unmeasured,
};

/// Buckets of one octave: a bucket is 1/64 of its octave wide, so its middle is off by at most 0.8 %.
const BUCKETS: usize = 64;
const BUCKET_BITS: u32 = BUCKETS.trailing_zeros();
/// Durations are told apart up to 2^48 ticks (a day at 3 GHz); longer ones count in the last bucket.
const TICK_BITS: u32 = 48;
const OCTAVES: usize = (TICK_BITS - BUCKET_BITS + 1) as usize;

/// The buckets of one site on one thread. Octaves are made when first used, which is never on the warm path.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Histogram {
    octaves: [AtomicPtr<Octave>; OCTAVES],
    spilled: List<Spill>,
}

type Octave = [AtomicU32; BUCKETS];

/// What did not fit into a bucket of 32 bits.
#[derive(Debug)]
struct Spill {
    index: usize,
    count: Counter,
    link: Link<Spill>,
}

impl Linked for Spill {
    fn link(&self) -> &Link<Self> {
        &self.link
    }
}

impl Histogram {
    /// No call yet, no memory either.
    pub(crate) fn new() -> Self {
        Self { octaves: array::from_fn(|_| AtomicPtr::new(ptr::null_mut())), spilled: List::new() }
    }

    /// Owner only: counts one duration.
    #[inline(always)]
    pub(crate) fn record(&self, ticks: u64) {
        self.record_times(ticks, 1);
    }

    /// Owner only: counts an amount that came so many times.
    #[inline(always)]
    pub(crate) fn record_times(&self, amount: u64, times: u32) {
        let index = index(amount);
        // SAFETY: by invariant 1 the octave exists.
        let octave = unsafe { self.octaves.get_unchecked(index / BUCKETS) }.load(Relaxed);
        // SAFETY: by invariant 2 the pointer is null or valid for ever.
        let Some(octave) = (unsafe { octave.as_ref() }) else {
            return self.record_in_new_octave(index, times);
        };
        let bucket = &octave[index % BUCKETS];
        let count = bucket.load(Relaxed).wrapping_add(times);
        if count < times {
            self.spill(index);
        }
        bucket.store(count, Relaxed);
    }

    /// Owner only: forgets all calls and keeps the memory.
    pub(crate) fn wipe(&self) {
        for octave in &self.octaves {
            // SAFETY: by invariant 2.
            if let Some(octave) = unsafe { octave.load(Relaxed).as_ref() } {
                octave.iter().for_each(|bucket| bucket.store(0, Relaxed));
            }
        }
        self.spilled.iter().for_each(|spill| spill.count.set(0));
    }

    /// Any thread: adds every bucket that holds a call to `counts`.
    pub(crate) fn read_into(&self, counts: &mut BucketCounts) {
        for (number, octave) in self.octaves.iter().enumerate() {
            // SAFETY: by invariant 2. Acquire: pairs with the Release in `record_in_new_octave`.
            if let Some(octave) = unsafe { octave.load(Acquire).as_ref() } {
                for (bucket, count) in octave.iter().enumerate() {
                    counts.add(number * BUCKETS + bucket, u64::from(count.load(Relaxed)));
                }
            }
        }
        self.spilled.iter().for_each(|spill| counts.add(spill.index, spill.count.get()));
    }

    #[cold]
    #[inline(never)]
    fn record_in_new_octave(&self, index: usize, times: u32) {
        let octave: &'static Octave = unmeasured(|| Box::leak(Box::new([const { AtomicU32::new(0) }; BUCKETS])));
        octave[index % BUCKETS].store(times, Relaxed);
        // Release: pairs with the Acquire in `read_into`.
        self.octaves[index / BUCKETS].store(ptr::from_ref(octave).cast_mut(), Release);
    }

    /// The bucket is about to wrap: 2^32 of its calls go on the list.
    #[cold]
    #[inline(never)]
    fn spill(&self, index: usize) {
        const FULL: u64 = 1 << 32;
        match self.spilled.iter().find(|spill| spill.index == index) {
            Some(spill) => spill.count.add(FULL),
            None => {
                let spill = Spill { index, count: Counter::new(FULL), link: Link::new() };
                self.spilled.push(unmeasured(|| Box::leak(Box::new(spill))));
            }
        }
    }

    /// As if `count` calls of `ticks` had been recorded.
    #[cfg(test)]
    fn preset(&self, ticks: u64, count: u32) {
        self.record(ticks);
        // SAFETY: by invariant 2; the record above made the octave.
        let octave = unsafe { &*self.octaves[index(ticks) / BUCKETS].load(Relaxed) };
        octave[index(ticks) % BUCKETS].store(count, Relaxed);
    }
}

/// The calls of a site by bucket, folded from any number of threads.
#[derive(Clone, Debug, Default)]
pub(crate) struct BucketCounts(Vec<u64>);

impl BucketCounts {
    fn add(&mut self, index: usize, count: u64) {
        if count != 0 {
            if self.0.len() <= index {
                self.0.resize(index + 1, 0);
            }
            self.0[index] += count;
        }
    }

    /// Counts one more duration: the one a slot holds back.
    pub(crate) fn record(&mut self, ticks: u64) {
        self.record_times(ticks, 1);
    }

    /// Counts an amount that came so many times.
    pub(crate) fn record_times(&mut self, amount: u64, times: u64) {
        self.add(index(amount), times);
    }

    /// Adds another site's or thread's calls.
    pub(crate) fn merge(&mut self, other: &Self) {
        other.0.iter().enumerate().for_each(|(index, count)| self.add(index, *count));
    }

    /// The middle of each bucket in ticks, and its calls; ascending, empty buckets left out.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (f64, u64)> {
        self.0.iter().enumerate().filter(|(_, count)| **count != 0).map(|(index, count)| (middle(index), *count))
    }
}

/// The bucket of a duration: exact below 128 ticks, then 64 buckets per octave.
#[inline(always)]
fn index(ticks: u64) -> usize {
    let ticks = ticks.min((1 << TICK_BITS) - 1);
    let shift = (ticks | BUCKETS as u64).ilog2() - BUCKET_BITS;
    ((shift as usize) << BUCKET_BITS) + (ticks >> shift) as usize
}

/// The middle of a bucket.
#[expect(clippy::cast_precision_loss, reason = "a bucket's bounds have at most 48 bits")]
fn middle(index: usize) -> f64 {
    if index < 2 * BUCKETS {
        return index as f64;
    }
    let shift = (index >> BUCKET_BITS) - 1;
    let lowest = ((index - (shift << BUCKET_BITS)) as u64) << shift;
    lowest as f64 + ((1u64 << shift) - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_lies_within_one_percent_of_its_bucket() {
        for bits in 0..TICK_BITS {
            for offset in [0, 1, 2, 3, 5, 1 << bits.saturating_sub(1), (1 << bits) - 1] {
                let ticks = (1u64 << bits) + (offset & ((1 << bits) - 1));
                let middle = middle(index(ticks));
                assert!((middle - ticks as f64).abs() <= ticks as f64 * 0.008, "{ticks} is counted as {middle}");
            }
        }
        assert_eq!(index(0), 0);
    }

    #[test]
    fn the_longest_durations_share_the_last_bucket() {
        assert_eq!(index(u64::MAX), OCTAVES * BUCKETS - 1);
        assert_eq!(index(1 << TICK_BITS), OCTAVES * BUCKETS - 1);
    }

    #[test]
    fn a_bucket_that_wraps_loses_nothing() {
        let histogram = Histogram::new();
        histogram.preset(1000, u32::MAX - 1);
        for _ in 0..4 {
            histogram.record(1000);
        }
        let mut counts = BucketCounts::default();
        histogram.read_into(&mut counts);
        assert_eq!(counts.iter().map(|(_, count)| count).sum::<u64>(), u64::from(u32::MAX) - 1 + 4);

        histogram.wipe();
        histogram.record(1000);
        let mut counts = BucketCounts::default();
        histogram.read_into(&mut counts);
        assert_eq!(counts.iter().map(|(_, count)| count).sum::<u64>(), 1);
    }
}
