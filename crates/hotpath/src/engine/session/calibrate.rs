//! What measuring costs on this machine, found by measuring a function of known length.
//!
//! The body takes about 10 ns: on an empty one the readings of the clock do not overlap with anything, so that the cost
//! comes out twice as high as it is, and parents of many small calls come out at a third of the truth.

use std::{hint::black_box, sync::Mutex};

use crate::engine::{
    clock::{self, Mode},
    record,
    site::{Site, SiteKind},
};

/// The cost of measuring one call, in ticks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// What falls inside the two readings: every duration is too long by this.
    inner: i64,
    /// What a call adds to its caller when the next call waits for its result: this is taken out.
    pub(crate) added: u64,
    /// What it adds when the next call does not wait, because the processor works on both.
    pub(crate) added_independent: u64,
    /// The step in which the clock moves.
    pub(crate) resolution: u64,
}

/// Sessions count from 2.
pub(super) const CALIBRATION: u64 = 1;

/// Chooses the clock `wanted` and has its cost taken out of durations. The first time for each clock, with calls
/// traced or not, this takes about 3 ms. No session runs meanwhile.
pub(super) fn calibrate(wanted: Mode, is_traced: bool) -> Cost {
    static COSTS: Mutex<[[Option<Cost>; 4]; 2]> = Mutex::new([[None; 4]; 2]);
    let mode = record::unmeasured(|| clock::choose(wanted));
    let mut costs = COSTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let known = &mut costs[usize::from(is_traced)][mode as usize];
    let cost = known.or_else(measure_cost).unwrap_or_default();
    *known = Some(cost).filter(|cost| cost.resolution > 0);
    clock::set_cost(cost.inner, cost.added);
    cost
}

static SITE: Site = Site::new(SiteKind::Function, || "hotpath::calibration", None, file!(), line!(), column!());
const BATCHES: usize = 40;
const CALLS: u64 = 500;

/// The cost in the mode in force; `None` on a thread that is ending and records nothing.
fn measure_cost() -> Option<Cost> {
    record::set_session(CALIBRATION);
    let slot = record::place(&SITE).map(|(_, slot)| slot);
    let mut least = [u64::MAX; 5];
    for _ in 0..BATCHES {
        let recorded = || slot.map_or(0, |slot| slot.total_ticks());
        let plain = ticks(|x, i| plain(x ^ i));
        let before = recorded();
        let dependent = ticks(|x, i| measured(x ^ i));
        let inside = recorded().saturating_sub(before);
        let plain_independent = ticks(|x, i| x ^ plain_call(i));
        let independent = ticks(|x, i| x ^ measured(i));
        for (least, ticks) in least.iter_mut().zip([plain, dependent, inside, plain_independent, independent]) {
            *least = ticks.min(*least);
        }
    }
    record::set_session(0);
    let [plain, dependent, inside, plain_independent, independent] = least.map(|ticks| ticks / CALLS);
    slot.map(|_| Cost {
        inner: inside.cast_signed() - plain.cast_signed(),
        added: dependent.saturating_sub(plain),
        added_independent: independent.saturating_sub(plain_independent),
        resolution: clock::resolution_ticks(),
    })
}

/// The ticks that a batch of calls takes.
fn ticks(mut call: impl FnMut(u64, u64) -> u64) -> u64 {
    let start = clock::now();
    let mut x = 1;
    for i in 0..CALLS {
        x = call(x, i);
    }
    black_box(x);
    clock::now().saturating_sub(start)
}

#[inline(never)]
fn plain_call(x: u64) -> u64 {
    plain(x)
}

#[inline(never)]
fn measured(x: u64) -> u64 {
    record::call(&SITE, move || plain(x))
}

/// Eight steps, each of which waits for the one before.
#[inline(always)]
fn plain(mut x: u64) -> u64 {
    for _ in 0..8 {
        x = (x ^ (x >> 29)).wrapping_mul(6_364_136_223_846_793_005);
    }
    x
}
