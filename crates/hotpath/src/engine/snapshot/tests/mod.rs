//! Is the report true? Random programs, run by the recorder on a fake clock and by a reference that adds up their work.

mod actual;
mod blocks;
mod examples;
mod numbers;
mod reference;
mod room;
mod script;

use hotpath_report::{CallState, Report, TREE};
use proptest::prelude::*;

use self::{
    actual::PERCENTILES,
    numbers::{Numbers, assert_same, row},
    reference::Session,
    script::{Overhead, Program, SITES},
};

fn config() -> ProptestConfig {
    // A failure is kept by adding it as a test of its own.
    ProptestConfig { cases: 150, failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_number_is_the_reference_s(program in script::program()) {
        check(&program, Overhead::NONE);
    }

    #[test]
    fn the_cost_of_measuring_is_taken_out_of_every_number(
        program in script::program(),
        overhead in Overhead::any_known(),
    ) {
        check(&program, overhead);
    }

    #[test]
    fn a_wrong_calibration_bends_times_but_no_count_and_no_sum(
        program in script::program(),
        overhead in Overhead::any(),
    ) {
        let report = actual::run(&program, overhead);
        check_parts(&report);
        let expected = reference::run(&program, overhead);
        assert_same(&Numbers::from(&report).counts(), &Numbers::from(&expected).counts());
    }
}

/// The report of the program says exactly what the reference does.
#[track_caller]
fn check(program: &Program, overhead: Overhead) -> Report {
    let report = actual::run(program, overhead);
    let expected = reference::run(program, overhead);
    assert_same(&Numbers::from(&report), &Numbers::from(&expected));
    check_parts(&report);
    check_single_calls(&report, &expected);
    check_percentiles(&report, &expected);
    report
}

/// No part exceeds its whole, whatever the clock says.
#[track_caller]
fn check_parts(report: &Report) {
    let numbers = Numbers::from(report);
    for (name, columns) in &numbers.functions {
        let [calls, avg, self_time, min, max] = ["calls", "avg", "self", "min", "max"].map(|column| columns[column]);
        assert!(min <= avg && avg <= max, "{name}: {columns:?}");
        // A wall time may be shorter than the polls of a future that was not counted.
        let whole = columns["busy"].or(columns["total"]);
        assert!(self_time <= whole, "{name}: {columns:?}");
        assert_eq!(calls == Some(0), min.is_none(), "{name}: {columns:?}");
    }
    let tree = report.section(TREE).expect("there is always one");
    for (index, path) in tree.iter().enumerate().filter(|(_, path)| path.row.parent.is_some()) {
        let callees = tree.iter().filter(|callee| callee.row.parent == Some(index));
        let callees_ns: u64 = callees.filter_map(|callee| callee.total_ns()).sum();
        assert_eq!(path.total_ns(), path.self_ns().map(|self_ns| self_ns + callees_ns), "{}", path.name());
    }
}

/// The latest and the slowest calls are calls that were made, and the right ones.
#[track_caller]
fn check_single_calls(report: &Report, expected: &Session) {
    for (site, of) in &expected.functions {
        let Some(row) = row(report, *site) else { continue };
        let latest = of.latest();
        let is_counted = |call: &&hotpath_report::Call| matches!(call.state, None | Some(CallState::Ready));
        let (counted, early): (Vec<_>, Vec<_>) = row.recent.iter().partition(is_counted);
        let ends: Vec<u64> = counted.iter().map(|call| call.start_ns + call.duration_ns).collect();
        let expected_ends: Vec<u64> = latest.iter().take(64 - early.len()).map(|call| call.end).collect();
        assert_eq!(ends, expected_ends, "latest of {}", row.name);
        let made = |end, duration| latest.iter().any(|call| call.end == end && call.duration == duration);
        // Of futures, and all of them as long as there is room.
        let state =
            |call: &hotpath_report::Call| Some((call.start_ns + call.duration_ns, call.duration_ns, call.state?));
        let mut early: Vec<_> = early.into_iter().filter_map(state).collect();
        early.sort_unstable();
        let mut expected_early = of.ended_early.clone();
        expected_early.sort_unstable();
        if row.recent.len() < 64 {
            assert_eq!(early, expected_early, "ended early of {}", row.name);
        }
        assert!(early.iter().all(|call| expected_early.contains(call)), "{row:?}");
        assert!(counted.iter().all(|call| made(call.start_ns + call.duration_ns, call.duration_ns)), "{row:?}");

        let durations: Vec<u64> = row.slowest.iter().map(|call| call.duration_ns).collect();
        let slowest: Vec<u64> = of.durations().into_iter().rev().take(4).collect();
        // Calls of no duration are never slow.
        let measurable = slowest.iter().filter(|duration| **duration > 0).count();
        assert!(durations.len() >= measurable && slowest.starts_with(&durations), "{durations:?} of {slowest:?}");
        for call in &row.slowest {
            let is_call = |made: &&reference::Call| {
                let path = made.path.iter().flatten().map(|site| script::name(*site));
                made.duration == call.duration_ns && path.eq(call.path.iter().map(String::as_str))
            };
            assert!(latest.iter().any(is_call), "{call:?}");
        }
    }
}

/// Every percentile lies within 1 % of the duration at its rank.
#[track_caller]
fn check_percentiles(report: &Report, expected: &Session) {
    for site in 0..SITES.len() {
        let Some(function) = report.function(script::name(site)) else { continue };
        let durations = expected.functions.get(&site).map(reference::OfFunction::durations).unwrap_or_default();
        for p in PERCENTILES {
            let shown = function.number(&hotpath_report::percentile_id(p)).map(|ns| u64::try_from(ns).unwrap());
            let rank = (p * durations.len() as f64 / 100.0 - 1e-9).ceil() as usize;
            let exact = durations.get(rank.saturating_sub(1)).copied();
            assert_eq!(shown.is_some(), exact.is_some());
            let (shown, exact) = (shown.unwrap_or(0), exact.unwrap_or(0));
            assert!(shown.abs_diff(exact) * 100 <= exact, "p{p} of {durations:?} is {shown}");
        }
    }
}
