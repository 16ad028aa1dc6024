//! Rules about memory: functions that allocate very often, and blocks that stay.

use super::finding::Figure;
use super::look::{Candidate, Found, Look, SECOND, share, share_figure};
use crate::{ALLOC, OUTSIDE, Unit};

/// Allocations below which nothing is said.
const FEWEST_ALLOCATIONS: i64 = 50_000;

/// A function itself allocates very often.
pub(super) fn allocation_storm(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let (allocations, calls) = (row.amount("self_count"), row.amount("calls"));
        let rate = per_second(allocations, look.elapsed_ns());
        let is_one = allocations >= FEWEST_ALLOCATIONS && calls > 0 && rate >= look.threshold;
        is_one.then(|| {
            let mut numbers = vec![Figure::new("rate", rate, Unit::Count)];
            numbers.extend(row.figures(&["self_count", "self", "calls"]));
            numbers.push(Figure::new("per_call", allocations / calls.max(1), Unit::Count));
            row.found(rate, numbers)
        })
    };
    look.rows(ALLOC).filter_map(found).collect()
}

/// Blocks below which nothing is said: a single large buffer is no leak.
const FEWEST_BLOCKS: i64 = 1_000;
/// Part of what a function allocated that is still there, in basis points.
const LEAST_OF_ALLOCATED: i64 = 5_000;

/// Many blocks that a function allocated are still there, and most of its bytes. Known where live blocks are tracked.
pub(super) fn leak_suspect(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let (live, blocks) = (row.number("live")?, row.amount("live_blocks"));
        let part = share(live, row.amount("self"));
        let is_one = live >= look.threshold && blocks >= FEWEST_BLOCKS && part >= LEAST_OF_ALLOCATED;
        (is_one && row.view.row.name != OUTSIDE).then(|| {
            let mut numbers = row.figures(&["live", "live_blocks", "self"]);
            numbers.push(share_figure(part));
            row.found(live, numbers)
        })
    };
    look.rows(ALLOC).filter_map(found).collect()
}

fn per_second(number: i64, elapsed_ns: i64) -> i64 {
    i64::try_from(i128::from(number) * i128::from(SECOND) / i128::from(elapsed_ns.max(1))).unwrap_or(i64::MAX)
}
