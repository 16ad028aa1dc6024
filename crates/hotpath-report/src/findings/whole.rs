//! Rules about the program as a whole: whether it waits, and what measuring does to it.

use super::finding::Figure;
use super::look::{Found, Look, MILLISECOND, SECOND, share, share_figure, signed};
use crate::{THREADS, Unit};

/// CPU time of all threads from which on the program is busy elsewhere, as a part of one core in basis points.
const BUSY_ELSEWHERE: i64 = 5_000;

/// The main thread waits for most of the run, and no other thread is busy instead.
pub(super) fn main_idle(look: &Look<'_>) -> Vec<Found> {
    let (elapsed, process) = (look.elapsed_ns(), &look.report.process);
    let is_main = |tid: i64| process.pid != 0 && tid == i64::from(process.pid);
    let main_ns =
        look.rows(THREADS).find(|row| row.number("tid").is_some_and(is_main)).and_then(|row| row.number("cpu"));
    let (Some(main_ns), Some(all_ns)) = (main_ns, process.cpu_ns.map(signed)) else { return Vec::new() };
    let idle = 10_000_i64.saturating_sub(share(main_ns, elapsed));
    if elapsed < SECOND || idle < look.threshold || share(all_ns, elapsed) >= BUSY_ELSEWHERE {
        return Vec::new();
    }
    let duration = |name, ns| Figure::new(name, ns, Unit::Nanoseconds);
    look.whole(
        idle,
        vec![share_figure(idle), duration("cpu", main_ns), duration("all", all_ns), duration("elapsed", elapsed)],
    )
}

/// Time for measuring below which nothing is said, in nanoseconds.
const LEAST_REMOVED: i64 = 10 * MILLISECOND;

/// Measuring took a large part of the time. It is that of all threads, and so is what it is compared with.
pub(super) fn hotpath_overhead(look: &Look<'_>) -> Vec<Found> {
    let removed = signed(look.report.clock.removed_ns);
    let time = look.report.process.cpu_ns.map_or(0, signed).max(look.elapsed_ns());
    let part = share(removed, time);
    if removed < LEAST_REMOVED || part < look.threshold {
        return Vec::new();
    }
    look.whole(part, vec![share_figure(part), Figure::new("removed", removed, Unit::Nanoseconds)])
}

/// Calls have no line of their own in the call tree.
pub(super) fn tree_truncated(look: &Look<'_>) -> Vec<Found> {
    let truncated = signed(look.report.coverage.truncated_calls);
    if truncated < look.threshold.max(1) {
        return Vec::new();
    }
    look.whole(truncated, vec![Figure::new("truncated_calls", truncated, Unit::Count)])
}
