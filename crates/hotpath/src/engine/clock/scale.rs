//! From ticks to nanoseconds: the counter against the operating system's clock.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use super::{
    counter, ticks,
    ticks::{Mode, mode},
};

/// One moment on both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    pub(crate) ticks: u64,
    at: Instant,
    mode: Mode,
}

impl Anchor {
    /// This moment: of a few tries the one whose two readings were closest.
    pub(crate) fn now() -> Self {
        let mode = mode();
        let read = || {
            let (before, at, after) = (ticks::now(), Instant::now(), ticks::now());
            (after.wrapping_sub(before), Self { ticks: before.wrapping_add(after.wrapping_sub(before) / 2), at, mode })
        };
        (0..5).map(|_| read()).min_by_key(|(width, _)| *width).map_or_else(|| read().1, |(_, anchor)| anchor)
    }

    /// Time since then.
    pub(crate) fn elapsed(&self) -> Duration {
        self.at.elapsed()
    }
}

/// What a tick is worth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    ns_per_tick: f64,
}

/// Two anchors this far apart tell the rate to within some 50 ppm.
const SHORTEST_BASE: Duration = Duration::from_millis(2);
/// Two anchors this far apart tell it to within some 1 ppm.
const LONG_BASE: Duration = Duration::from_millis(100);

/// Nanoseconds per tick as the bits of an `f64`, once they are known well; 0 until then. Measured anew for every report they
/// would differ in the last digits, and a sum of the same ticks would be smaller in a later report than in one before: readers
/// of counters take that for a new start and count everything twice.
static KEPT: AtomicU64 = AtomicU64::new(0);

impl Scale {
    /// Measured from `since` to now, unless it is known; waits until the two are far enough apart.
    #[expect(clippy::cast_precision_loss, reason = "intervals of a session")]
    pub(crate) fn measure(since: &Anchor) -> Self {
        #[cfg(test)]
        if since.mode == Mode::Fake {
            return Self { ns_per_tick: 1.0 };
        }
        if since.mode == Mode::System || !counter::usable() {
            return Self { ns_per_tick: 1.0 };
        }
        let kept = KEPT.load(Relaxed);
        if kept != 0 {
            return Self { ns_per_tick: f64::from_bits(kept) };
        }
        while since.elapsed() < SHORTEST_BASE {
            std::hint::spin_loop();
        }
        let now = Anchor::now();
        let ticks = now.ticks.wrapping_sub(since.ticks).max(1);
        let base = now.at - since.at;
        let measured = base.as_nanos() as f64 / ticks as f64;
        if base < LONG_BASE {
            return Self { ns_per_tick: measured };
        }
        // Of two threads that get here at once, the first one's counts.
        let first = KEPT.compare_exchange(0, measured.to_bits(), Relaxed, Relaxed);
        Self { ns_per_tick: first.map_or_else(f64::from_bits, |_| measured) }
    }

    /// Time since then, in nanoseconds: by the operating system's clock, or by the ticks if these say more, so that no call
    /// seems longer than its session.
    pub(crate) fn elapsed_ns(&self, since: &Anchor) -> u64 {
        let by_ticks = self.ns(ticks::now().saturating_sub(since.ticks));
        u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX).max(by_ticks)
    }

    /// A duration in nanoseconds, rounded down, so that the sum of parts never exceeds the whole.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "53 bits of nanoseconds are 104 days"
    )]
    pub(crate) fn ns(&self, ticks: u64) -> u64 {
        (ticks as f64 * self.ns_per_tick) as u64
    }

    /// A duration in nanoseconds with its fraction.
    pub(crate) fn ns_f64(&self, ticks: f64) -> f64 {
        ticks * self.ns_per_tick
    }
}

/// The step in which the clock moves, in ticks: the greatest common divisor of many intervals. Some virtual machines'
/// counters move in steps of 10 ns, and a single short duration is only known to that step.
pub(crate) fn resolution_ticks() -> u64 {
    fn gcd(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    let mut previous = ticks::now();
    let mut step = 0;
    for _ in 0..200 {
        let now = ticks::now();
        step = gcd(step, now.wrapping_sub(previous));
        previous = now;
    }
    step.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_is_known_well_is_kept() {
        let _turn = super::super::fake::turn();
        if ticks::choose(Mode::Fast) != Mode::Fast {
            return; // The operating system's clock has one rate.
        }
        let anchor = Anchor::now();
        std::thread::sleep(LONG_BASE);
        let first = Scale::measure(&anchor);
        std::thread::sleep(SHORTEST_BASE);
        for since in [anchor, Anchor::now()] {
            assert_eq!(Scale::measure(&since).ns_per_tick.to_bits(), first.ns_per_tick.to_bits());
        }
    }
}
