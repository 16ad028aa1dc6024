//! Ticks: the cheapest clock whose error is known, and what reading it costs.
//!
//! A tick is whatever the chosen counter counts; only a reader turns ticks into nanoseconds ([`Scale`]). Durations on one
//! thread are corrected by the calibrated cost of measuring ([`inner_cost`], [`cost`]).

use core::sync::atomic::{
    AtomicI64, AtomicU8, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

#[cfg(test)]
use super::fake;
use super::{counter, system};

/// How the clock is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Mode {
    /// The counter as it is: work in flight, such as a cache miss, may fall outside of the two readings.
    Fast = 0,
    /// Each reading waits for the work before it.
    Precise = 1,
    /// The operating system's monotonic clock, in nanoseconds.
    System = 2,
    /// A number that a test sets.
    #[cfg(test)]
    Fake = 3,
}

/// What the hot path reads, on one cache line.
#[repr(align(64))]
struct State {
    mode: AtomicU8,
    /// Ticks of measuring that fall inside the two readings of a call.
    inner: AtomicI64,
    /// Ticks that measuring a call takes in all.
    cost: AtomicU64,
}

static STATE: State =
    State { mode: AtomicU8::new(Mode::System as u8), inner: AtomicI64::new(0), cost: AtomicU64::new(0) };

/// The reading that opens an interval.
#[inline(always)]
pub(crate) fn start() -> u64 {
    match STATE.mode.load(Relaxed) {
        0 => counter::now(),
        1 => counter::now_after_all_before(),
        _ => slow_now(),
    }
}

/// The reading that closes an interval.
#[inline(always)]
pub(crate) fn end() -> u64 {
    start()
}

/// A reading outside of any interval.
pub(crate) fn now() -> u64 {
    start()
}

/// The ticks of an interval that is on no thread's stack, at least 0.
#[inline(always)]
#[expect(clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "a difference of ticks")]
pub(crate) fn since(start: u64, end: u64) -> u64 {
    (end.wrapping_sub(start) as i64).saturating_sub(inner_cost()).max(0) as u64
}

/// The ticks between two measured intervals, of which the rest of the cost of measuring is no part; at least 0.
#[inline(always)]
#[expect(clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "a difference of ticks")]
pub(crate) fn between(end: u64, start: u64) -> u64 {
    (start.wrapping_sub(end) as i64).saturating_sub(cost() as i64 - inner_cost()).max(0) as u64
}

/// Ticks that every interval is too long by.
#[inline(always)]
pub(crate) fn inner_cost() -> i64 {
    STATE.inner.load(Relaxed)
}

/// Ticks that a measured call adds to its caller.
#[inline(always)]
pub(crate) fn cost() -> u64 {
    STATE.cost.load(Relaxed)
}

/// The mode in force.
pub(crate) fn mode() -> Mode {
    // Acquire: pairs with the Release in `set_mode`.
    match STATE.mode.load(Acquire) {
        0 => Mode::Fast,
        1 => Mode::Precise,
        #[cfg(test)]
        3 => Mode::Fake,
        _ => Mode::System,
    }
}

/// Chooses the clock: `wanted`, or the operating system's where the machine's counter cannot be trusted. Nothing is
/// taken out of durations until [`set_cost`]. No session runs meanwhile.
pub(crate) fn choose(wanted: Mode) -> Mode {
    let counts = matches!(wanted, Mode::Fast | Mode::Precise);
    let mode = if counts && !counter::usable() { Mode::System } else { wanted };
    set_cost(0, 0);
    // Release: pairs with the Acquire in `mode`.
    STATE.mode.store(mode as u8, Release);
    mode
}

/// Takes the cost of measuring out of durations from now on: `inner` ticks of each call's own, `added` ticks of its
/// caller's.
pub(crate) fn set_cost(inner: i64, added: u64) {
    STATE.inner.store(inner, Relaxed);
    STATE.cost.store(added, Relaxed);
}

#[cold]
#[inline(never)]
fn slow_now() -> u64 {
    #[cfg(test)]
    if STATE.mode.load(Relaxed) == Mode::Fake as u8 {
        return fake::now();
    }
    system::now()
}

/// The name of the mode in force, for the report.
pub(crate) fn name() -> String {
    match mode() {
        Mode::Fast => format!("{}, fast", counter::NAME),
        Mode::Precise => format!("{}, precise", counter::NAME),
        _ if counter::usable() => "system".into(),
        _ => "system, no invariant counter".into(),
    }
}
