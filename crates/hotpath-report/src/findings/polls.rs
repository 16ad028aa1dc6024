//! Rules about async functions, futures and streams: polls that block, and futures that come to no good end.

use super::finding::Figure;
use super::look::{Candidate, Found, Look, SECOND, share, share_figure};
use crate::{FUNCTIONS, FUTURES, STREAMS, Unit};

/// A poll kept its thread, and all that waits for the thread, for so long.
pub(super) fn blocking_poll(look: &Look<'_>) -> Vec<Found> {
    let longest = |candidate: Candidate<'_>| candidate.number("longest_poll").unwrap_or(0);
    let rows = look.rows_once(&[FUNCTIONS, FUTURES, STREAMS]).into_iter();
    let long = rows.map(|row| (row, longest(row))).filter(|(_, ns)| *ns > look.threshold).collect();
    let innermost = look.innermost(long).into_iter();
    innermost.map(|(row, ns)| row.found(ns, row.figures(&["longest_poll", "polls"]))).collect()
}

/// Calls, futures or streams panicked.
pub(super) fn panicked_calls(look: &Look<'_>) -> Vec<Found> {
    let rows = look.rows_once(&[FUNCTIONS, FUTURES, STREAMS]).into_iter();
    let panicked = rows.map(|row| (row, row.amount("panicked"))).filter(|(_, number)| *number >= look.threshold.max(1));
    let innermost = look.innermost(panicked.collect()).into_iter();
    innermost.map(|(row, number)| row.found(number, row.figures(&["panicked"]))).collect()
}

/// Dropped futures below which nothing is said.
const FEWEST_CANCELLED: i64 = 10;

/// A large part of the futures was dropped before they were ready.
pub(super) fn cancelled_futures(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let cancelled = row.amount("cancelled");
        // Calls of a future are those that began, calls of a function those that returned.
        let is_of_futures = row.view.section.id == FUTURES;
        let returned = row.amount("calls");
        let begun = if is_of_futures { returned } else { returned.saturating_add(cancelled) };
        let part = share(cancelled, begun);
        (cancelled >= FEWEST_CANCELLED && part >= look.threshold).then(|| {
            let mut numbers = vec![share_figure(part), Figure::new("begun", begun, Unit::Count)];
            numbers.extend(row.figures(&["cancelled"]));
            row.found(cancelled, numbers)
        })
    };
    look.rows_once(&[FUNCTIONS, FUTURES]).into_iter().filter_map(found).collect()
}

/// Part of the futures that have to be pending, in basis points: of many that come and go a few always are.
const LEAST_PENDING: i64 = 1_000;

/// Many futures are neither ready nor dropped, after at least a second.
pub(super) fn unfinished_futures(look: &Look<'_>) -> Vec<Found> {
    if look.elapsed_ns() < SECOND {
        return Vec::new();
    }
    let found = |row: Candidate<'_>| {
        let pending = row.amount("pending");
        let is_many = pending >= look.threshold.max(1) && share(pending, row.amount("calls")) >= LEAST_PENDING;
        is_many.then(|| row.found(pending, row.figures(&["pending", "calls"])))
    };
    look.rows(FUTURES).filter_map(found).collect()
}
