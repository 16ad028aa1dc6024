//! Rules about locks: held long while others wait, and waited for often.

use std::collections::HashMap;

use super::finding::Figure;
use super::look::{Candidate, Found, Key, Look, MILLISECOND, share, share_figure};
use crate::{LOCKS, Unit};

/// All waits for a lock below which nothing is said, in nanoseconds.
const SHORTEST_WAITS: i64 = 10 * MILLISECOND;
/// The same as a part of the run, in basis points.
const LEAST_OF_RUN: i64 = 100;

/// A lock was held for long, and others waited for it.
pub(super) fn held_long(look: &Look<'_>) -> Vec<Found> {
    let waits = Waits::of(look);
    let found = |row: Candidate<'_>| {
        let waited = waits.by_others(&row);
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

/// How long was waited for each lock: by readers, and by all others.
struct Waits<'a>(HashMap<Key<'a>, [i64; 2]>);

impl<'a> Waits<'a> {
    fn of(look: &Look<'a>) -> Self {
        let mut waits: HashMap<Key<'a>, [i64; 2]> = HashMap::new();
        for row in look.rows(LOCKS) {
            let of_lock = &mut waits.entry(lock(&row)).or_default()[usize::from(!is_read(&row))];
            *of_lock = of_lock.saturating_add(row.amount("wait"));
        }
        Waits(waits)
    }

    /// How long others waited for who is of this row: readers keep writers only waiting.
    fn by_others(&self, row: &Candidate<'a>) -> i64 {
        let [readers, others] = self.0.get(&lock(row)).copied().unwrap_or_default();
        if is_read(row) { others } else { readers.saturating_add(others) }
    }
}

fn is_read(row: &Candidate<'_>) -> bool {
    row.view.row.name.ends_with(" (read)")
}

/// The name of the lock without that of the access, and where it is.
fn lock<'a>(row: &Candidate<'a>) -> Key<'a> {
    let (name, place) = row.key();
    let of_access = [" (read)", " (write)"].into_iter().find_map(|access| name.strip_suffix(access));
    (of_access.unwrap_or(name), place)
}

fn matters(look: &Look<'_>, waited: i64) -> bool {
    waited >= SHORTEST_WAITS && share(waited, look.elapsed_ns()) >= LEAST_OF_RUN
}
