//! Rules about locks: held long while others wait, and waited for often.

use super::finding::Figure;
use super::look::{Candidate, Found, Look, MILLISECOND, share, share_figure};
use crate::{LOCKS, Unit};

/// All waits for a lock below which nothing is said, in nanoseconds.
const SHORTEST_WAITS: i64 = 10 * MILLISECOND;
/// The same as a part of the run, in basis points.
const LEAST_OF_RUN: i64 = 100;

/// A lock was held for long, and others waited for it.
pub(super) fn held_long(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let waited = waited_by_others(look, &row);
        let is_one = row.amount("hold_max") >= look.threshold && matters(look, waited);
        is_one.then(|| {
            let mut numbers = row.figures(&["hold_max"]);
            numbers.push(Figure::new("waited", waited, Unit::Nanoseconds));
            numbers.extend(row.figures(&["acquired", "holder"]));
            row.found(waited, numbers)
        })
    };
    look.rows(LOCKS).filter_map(found).collect()
}

/// Acquisitions that waited below which nothing is said.
const FEWEST_CONTENDED: i64 = 100;

/// A large part of those who took a lock had to wait.
pub(super) fn contended(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let (contended, wait) = (row.amount("contended"), row.amount("wait"));
        let part = share(contended, row.amount("acquired"));
        let is_one = part >= look.threshold && contended >= FEWEST_CONTENDED && matters(look, wait);
        is_one.then(|| {
            let mut numbers = vec![share_figure(part)];
            numbers.extend(row.figures(&["contended", "acquired", "wait", "wait_avg", "holder"]));
            row.found(wait, numbers)
        })
    };
    look.rows(LOCKS).filter_map(found).collect()
}

/// How long others waited for who is of this row: readers keep writers only waiting.
fn waited_by_others(look: &Look<'_>, row: &Candidate<'_>) -> i64 {
    let is_read = |row: &Candidate<'_>| row.view.row.name.ends_with(" (read)");
    let same_lock = look.rows(LOCKS).filter(|other| place(other) == place(row));
    let others = same_lock.filter(|other| !is_read(row) || !is_read(other));
    others.fold(0, |sum: i64, other| sum.saturating_add(other.amount("wait")))
}

/// The name of the lock without that of the access, and where it is.
fn place<'a>(row: &Candidate<'a>) -> (&'a str, Option<&'a crate::Source>) {
    let name = &row.view.row.name;
    let of_access = [" (read)", " (write)"].into_iter().find_map(|access| name.strip_suffix(access));
    (of_access.unwrap_or(name), row.view.row.source.as_ref())
}

fn matters(look: &Look<'_>, waited: i64) -> bool {
    waited >= SHORTEST_WAITS && share(waited, look.elapsed_ns()) >= LEAST_OF_RUN
}
