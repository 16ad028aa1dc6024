//! Rules about calls of functions: one that took far longer than the others, those too small to measure, those that wait.

use std::collections::{HashMap, HashSet};

use super::finding::Figure;
use super::look::{Candidate, Found, Look, MILLISECOND, share, share_figure, signed};
use crate::{CallState, FUNCTIONS, IN_FLIGHT, Mark, Unit};

/// Calls from which on there is a median to speak of.
const FEWEST_CALLS: i64 = 20;
/// The time of a call from which on it matters that it is an outlier, in nanoseconds.
const SHORTEST_OUTLIER: i64 = 10 * MILLISECOND;

/// One call took many times the median.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "53 bits of nanoseconds are 104 days")]
pub(super) fn outlier(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let (longest, shortest) = (row.number("max")?, row.amount("min"));
        let median =
            row.view.row.histogram.as_ref()?.percentile(50.0, shortest as f64, longest as f64)?.max(1.0) as i64;
        let factor = longest / median.max(1);
        let is_one = row.amount("calls") >= FEWEST_CALLS && longest >= SHORTEST_OUTLIER && factor >= look.threshold;
        // Of a function that calls itself the outermost call holds all others.
        (is_one && !is_recursive(&row)).then(|| {
            let mut numbers = vec![Figure::new("factor", factor, Unit::Count)];
            numbers.extend(row.figures(&["max"]));
            numbers.push(Figure::new("median", median, Unit::Nanoseconds));
            numbers.extend(row.figures(&["calls"]));
            let slowest =
                row.view.row.slowest.first().filter(|call| matches!(call.state, None | Some(CallState::Ready)));
            numbers.extend(slowest.map(|call| Figure::new("began", signed(call.start_ns), Unit::Nanoseconds)));
            (row.found(factor, numbers), longest)
        })
    };
    let outliers: Vec<(Candidate<'_>, Found, i64)> =
        look.rows(FUNCTIONS).filter_map(|row| found(row).map(|(found, longest)| (row, found, longest))).collect();
    let innermost = look.innermost(outliers.iter().map(|(row, _, longest)| (*row, *longest)).collect());
    let innermost: HashSet<usize> = innermost.iter().map(|(row, _)| row.index).collect();
    outliers.into_iter().filter(|(row, ..)| innermost.contains(&row.index)).map(|(_, found, _)| found).collect()
}

/// Whether it calls itself, also through others: a recursion counts once in the total, and every call of it in the average.
fn is_recursive(row: &Candidate<'_>) -> bool {
    let all_calls = i128::from(row.amount("avg")) * i128::from(row.amount("calls"));
    row.number("total").is_some_and(|total| all_calls * 10 > i128::from(total) * 11)
}

/// Calls from which on a small function is worth a word.
const MANY_CALLS: i64 = 10_000;

/// The own time of a function is below twice the cost of measuring it, and that cost is a part of the run.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn own_cost(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let readings = row.amount("polls").max(row.amount("calls"));
        let cost = (readings as f64 * look.report.clock.cost_low_ns) as i64;
        let part = share(cost, look.elapsed_ns());
        let is_one = row.view.row.has(Mark::CostDominated) && readings >= MANY_CALLS && part >= look.threshold;
        is_one.then(|| {
            let mut numbers = vec![share_figure(part), Figure::new("cost", cost, Unit::Nanoseconds)];
            numbers.extend(row.figures(&["calls", "self"]));
            row.found(cost, numbers)
        })
    };
    look.rows(FUNCTIONS).filter_map(found).collect()
}

/// Time off the CPU below which nothing is said, in nanoseconds.
const SHORTEST_WAIT: i64 = 100 * MILLISECOND;
/// The same as a part of the run, in basis points.
const LEAST_OF_RUN: i64 = 1_000;

/// A function was on no core for most of its time on a thread, and that is much of the run.
pub(super) fn off_cpu(look: &Look<'_>) -> Vec<Found> {
    let waits = |row: &Candidate<'_>| {
        let off_cpu = surely_off_cpu(look, row)?;
        let part = share(off_cpu, on_threads(row));
        let is_much = off_cpu >= SHORTEST_WAIT && share(off_cpu, look.elapsed_ns()) >= LEAST_OF_RUN;
        (is_much && part >= look.threshold).then_some(off_cpu)
    };
    let rows = look.rows(FUNCTIONS).filter_map(|row| Some((row, waits(&row)?))).collect();
    let innermost = look.innermost(rows).into_iter();
    innermost
        .map(|(row, off_cpu)| {
            let duration = |name, ns| Figure::new(name, ns, Unit::Nanoseconds);
            let mut numbers = vec![share_figure(share(off_cpu, on_threads(&row))), duration("off_cpu", off_cpu)];
            numbers.push(duration("on_threads", on_threads(&row)));
            row.found(off_cpu, numbers)
        })
        .collect()
}

/// What is left of the time off the CPU if the estimate of the time on it is too low by twice its error, and all that no look found
/// was this function's.
fn surely_off_cpu(look: &Look<'_>, row: &Candidate<'_>) -> Option<i64> {
    let unseen = look.report.cpu.as_ref().map_or(0, |cpu| signed(cpu.unseen_ns));
    let error = row.amount("cpu_error").saturating_mul(2);
    Some(row.number("off_cpu")?.saturating_sub(error).saturating_sub(unseen))
}

/// The time that calls had a thread: between polls they have none.
fn on_threads(row: &Candidate<'_>) -> i64 {
    row.number("busy").unwrap_or_else(|| row.amount("total"))
}

/// How many times the longest finished call a running one takes before it is called stuck.
const TIMES_LONGEST: i64 = 10;
/// The part of the run from which on a call is taken for one that is meant to last, such as a loop of a thread, in basis points.
const WHOLE_RUN: i64 = 9_000;

/// The innermost call of a thread runs far longer than its like ever did.
pub(super) fn stuck_call(look: &Look<'_>) -> Vec<Found> {
    if look.report.section(FUNCTIONS).is_none() {
        // A part of a report, in which nothing says how long calls take.
        return Vec::new();
    }
    let calls: Vec<Candidate<'_>> = look.all_rows(IN_FLIGHT).collect();
    let callers: HashSet<usize> = calls.iter().filter_map(|row| row.view.row.parent).collect();
    let functions: HashMap<_, _> = look.rows(FUNCTIONS).map(|row| (row.key(), row)).collect();
    let longest = |call: &Candidate<'_>| {
        let function = functions.get(&call.key())?;
        function.number("max").filter(|_| function.amount("calls") > 0)
    };
    let found = |row: &Candidate<'_>| {
        let running = row.number("running_for").filter(|ns| *ns >= look.threshold && !callers.contains(&row.index))?;
        let longest = longest(row);
        let is_stuck = match longest {
            Some(longest) => running / TIMES_LONGEST >= longest,
            None => share(running, look.elapsed_ns()) < WHOLE_RUN,
        };
        let mut numbers = row.figures(&["running_for"]);
        numbers.extend(longest.map(|longest| Figure::new("max", longest, Unit::Nanoseconds)));
        is_stuck.then(|| row.found(running, numbers))
    };
    calls.iter().filter_map(found).collect()
}
