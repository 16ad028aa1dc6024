//! How long messages wait in a queue, from a few that are watched on their way through it.
//!
//! A message is known by its position: how many were sent before it. Which positions are watched both sides compute from the
//! position, so the receiving side needs no news of it. The sender leaves the time under the position, the receiver of that
//! position takes it. Positions of senders that race may be swapped, and so may their times, which lie as close together.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::OnceLock;

use super::super::{protocol::Pair, thread::unmeasured};

/// The watched messages of one channel.
#[derive(Debug)]
pub(super) struct Trace {
    /// Later positions whose hash is at most this are watched: all for `u64::MAX`, every second for half of it.
    limit: AtomicU64,
    /// Positions below this are watched.
    early: u64,
    shape: Shape,
    /// Made when the first message is watched.
    places: OnceLock<Box<[Pair]>>,
}

/// How many times there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// A power of two, or none.
    places: u64,
    /// Neighbours of 2^`spread` positions share a place: at most one of them is watched.
    spread: u32,
    /// Is every message watched?
    is_exact: bool,
}

/// One message in 32 is watched, as long as the queue is short.
const STRIDE_BITS: u32 = 5;
/// The first ones are watched all, so that a channel of few messages says something, too.
const EARLY: u64 = 512;
/// Watched positions are at least 16 apart.
const SPREAD_BITS: u32 = 4;
const PLACES: u64 = 1024;
/// Watched messages that wait at the same time, about. Few beside the places: a later one that comes to the same place would make the longest waits
/// the rarest.
const OUTSTANDING: u64 = 32;
/// Of a queue without bound that is watched completely.
const EXACT_PLACES: u64 = 1 << 16;
/// 2^64 divided by the golden ratio: multiples of it, modulo 2^64, are spread evenly whatever the period of the program is
/// (D. Knuth, The Art of Computer Programming, volume 3, section 6.4).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Shape {
    /// No message is watched.
    pub(super) const NONE: Self = Self { places: 0, spread: 0, is_exact: false };

    /// For a queue of at most `capacity` messages.
    pub(super) fn new(capacity: Option<u64>, is_exact: bool) -> Self {
        let (most, spread, margin) = if is_exact { (EXACT_PLACES, 0, 64) } else { (PLACES, SPREAD_BITS, 0) };
        let needed = capacity.map_or(most, |capacity| capacity.saturating_add(1 + margin).min(most));
        Self { places: needed.next_power_of_two(), spread, is_exact }
    }
}

impl Trace {
    pub(super) fn new(shape: Shape) -> Self {
        let (limit, early) = match shape {
            Shape::NONE => (0, 0),
            Shape { is_exact: true, .. } => (u64::MAX, 0),
            _ => (u64::MAX >> STRIDE_BITS, EARLY),
        };
        Self { limit: AtomicU64::new(limit), early, shape, places: OnceLock::new() }
    }

    /// Is the message at this position watched?
    #[inline(always)]
    pub(super) fn watches(&self, position: u64) -> bool {
        position.wrapping_mul(GOLDEN) <= self.limit.load(Relaxed) || position < self.early
    }

    /// The message at this position, behind `depth` others, is sent now.
    pub(super) fn sent(&self, position: u64, depth: u64, now: u64) {
        if self.shape == Shape::NONE {
            return;
        }
        let places = self.places.get_or_init(|| unmeasured(|| (0..self.shape.places).map(|_| Pair::new()).collect()));
        places[self.place(position)].write(position, now, position);
        let Shape { places, spread, is_exact } = self.shape;
        let stride_bits = self.stride_bits();
        if !is_exact && depth >= places << spread && depth >> stride_bits > OUTSTANDING {
            self.limit.store(u64::MAX >> (stride_bits + 1), Relaxed);
        }
    }

    /// The message at this position has been received and `depth` others are left: when it was sent, and how many messages it stands
    /// for. `None` when that is not known any more.
    pub(super) fn received(&self, position: u64, depth: u64) -> Option<(u64, u32)> {
        let stride_bits = self.stride_bits();
        let (sent_at, of) = self.places.get()?[self.place(position)].read(position)?;
        if !self.shape.is_exact && stride_bits > STRIDE_BITS && depth >> stride_bits < OUTSTANDING / 4 {
            self.limit.store(u64::MAX >> (stride_bits - 1), Relaxed);
        }
        let stands_for = if position < self.early { 1 } else { 1 << stride_bits.min(31) };
        (of == position).then_some((sent_at, stands_for))
    }

    fn stride_bits(&self) -> u32 {
        self.limit.load(Relaxed).leading_zeros()
    }

    #[expect(clippy::cast_possible_truncation, reason = "at most `EXACT_PLACES`")]
    fn place(&self, position: u64) -> usize {
        let spread = if position < self.early { 0 } else { self.shape.spread };
        (position >> spread & (self.shape.places - 1)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends and receives in an order, and gives the delays that were found: how many of each.
    fn watched(shape: Shape, steps: impl Iterator<Item = bool>) -> Vec<(u64, u64)> {
        let trace = Trace::new(shape);
        let (mut sent, mut received, mut found) = (0, 0, Vec::new());
        for (now, is_send) in steps.enumerate() {
            let now = now as u64;
            if is_send {
                if trace.watches(sent) {
                    trace.sent(sent, sent - received, now);
                }
                sent += 1;
            } else if received < sent {
                if trace.watches(received)
                    && let Some((sent_at, stands_for)) = trace.received(received, sent - received - 1)
                {
                    found.push((now - sent_at, u64::from(stands_for)));
                }
                received += 1;
            }
        }
        found
    }

    fn mean(found: &[(u64, u64)]) -> f64 {
        let (sum, count) =
            found.iter().fold((0, 0), |(sum, count), (delay, weight)| (sum + delay * weight, count + weight));
        sum as f64 / count as f64
    }

    #[test]
    fn watched_positions_are_one_in_32_and_never_close() {
        let trace = Trace::new(Shape::new(None, false));
        assert!((0..EARLY).all(|position| trace.watches(position)));
        let watched: Vec<u64> = (EARLY..100_000 + EARLY).filter(|position| trace.watches(*position)).collect();
        assert!((3_110..3_140).contains(&watched.len()), "{}", watched.len());
        assert!(watched.windows(2).all(|pair| pair[1] - pair[0] >= 1 << SPREAD_BITS));
    }

    #[test]
    fn bursts_of_any_length_are_met_at_every_place() {
        // A burst of n messages, received one by one afterwards: delays of n, n + 1, … steps are equally many.
        for burst in [16_u64, 64, 100, 2_000, 20_000] {
            let bursts = 400_000 / burst;
            let steps = || (0..bursts).flat_map(|_| (0..2 * burst).map(|step| step < burst));
            let sampled = mean(&watched(Shape::new(None, false), steps()));
            let exact = watched(Shape::new(None, true), steps());
            assert_eq!(exact.len() as u64, burst * bursts, "{burst}");
            let truth = mean(&exact);
            assert!((sampled - truth).abs() < 0.02 * truth, "{sampled} instead of {truth} for bursts of {burst}");
        }
    }

    #[test]
    fn a_queue_that_grows_and_shrinks_is_met_at_every_depth() {
        // Three sends for each receive, later the reverse; up to 100 000 wait.
        let steps = || (0..1_000_000).map(|step| (step % 4 != 0) ^ (step >= 200_000 && step % 400_000 >= 200_000));
        let sampled = mean(&watched(Shape::new(None, false), steps()));
        let truth = mean(&watched(Shape { places: 1 << 20, ..Shape::new(None, true) }, steps()));
        assert!((sampled - truth).abs() < 0.05 * truth, "{sampled} instead of {truth}");
    }

    #[test]
    fn room_is_made_for_what_a_queue_can_hold() {
        assert_eq!(Shape::new(Some(1), false).places, 2);
        assert_eq!(Shape::new(Some(128), false).places, 256);
        assert_eq!(Shape::new(Some(u64::MAX), false).places, PLACES);
        assert_eq!(Shape::new(Some(128), true).places, 256);
        assert_eq!(Shape::new(None, true).places, EXACT_PLACES);
    }
}
