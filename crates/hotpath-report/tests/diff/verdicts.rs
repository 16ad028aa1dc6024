//! What is said of the change of a duration, and when nothing can be said.

use hotpath_report::{Cell, Comparison, Histogram, Kind, Mark, Report, Row, Verdict};

use crate::build::{report, row};

/// Calls that took from 0.9 to 1.1 of this.
fn calls(count: u64, ns: i64) -> Row {
    let buckets = (0..=20).map(|step| (ns as f64 * (0.9 + f64::from(step) / 100.0), count / 21)).collect();
    let mut row = row("m::a", 1, count as i64, ns);
    row.cells.push(Cell::Number(ns));
    Row { histogram: Some(Histogram { buckets }), ..row }
}

#[track_caller]
fn check(before: Row, after: Row, expected: Option<Verdict>) {
    let (before, after) = (report("functions", vec![before]), report("functions", vec![after]));
    let comparison = Comparison::between(&before, &after).unwrap();
    let functions = &comparison.sections[0];
    assert_eq!(functions.verdict(&functions.rows[0]), expected);
    // The median says the same.
    let median = functions.rows[0].change(functions.column("p50").unwrap());
    assert!(median.before.is_none() || median.after.is_none() || median.verdict == expected, "{median:?}");
}

#[test]
fn a_clear_change_is_faster_or_slower() {
    check(calls(2_100, 1_000), calls(2_100, 1_200), Some(Verdict::Slower));
    check(calls(2_100, 1_000), calls(2_100, 800), Some(Verdict::Faster));
}

#[test]
fn a_change_within_the_interval_is_none() {
    check(calls(210, 1_000), calls(210, 1_005), Some(Verdict::Same));
    check(calls(210, 1_000), calls(210, 1_000), Some(Verdict::Same));
}

#[test]
fn few_calls_and_missing_histograms_tell_nothing() {
    check(calls(21, 1_000), calls(2_100, 5_000), Some(Verdict::CannotTell));
    check(row("m::a", 1, 9, 10), row("m::a", 1, 9, 20), Some(Verdict::CannotTell));
}

#[test]
fn a_time_that_is_the_cost_of_measuring_tells_nothing() {
    let dominated = Row { marks: vec![Mark::CostDominated], ..calls(2_100, 10) };
    check(calls(2_100, 1_000), dominated, Some(Verdict::CannotTell));
}

#[test]
fn rows_of_one_report_have_no_verdict() {
    let (before, after) = (report("functions", vec![]), report("functions", vec![calls(2_100, 10)]));
    let comparison = Comparison::between(&before, &after).unwrap();
    let functions = &comparison.sections[0];
    assert_eq!(functions.verdict(&functions.rows[0]), None);
}

#[test]
fn exact_figures_have_neither_interval_nor_verdict() {
    let (before, after) = (report("functions", vec![calls(2_100, 10)]), report("functions", vec![calls(2_200, 10)]));
    let comparison = Comparison::between(&before, &after).unwrap();
    let functions = &comparison.sections[0];
    let column = functions.column("calls").unwrap();
    let change = functions.rows[0].change(column);
    assert_eq!((column.kind, change.interval, change.verdict), (Kind::Exact, None, None));
}

#[test]
fn reports_of_hotpath_0_9_are_compared_without_intervals() {
    let text = include_str!("../../../../tests/compat/hotpath-0.9.json");
    let before: Report = serde_json::from_str(text).unwrap();
    let after: Report = serde_json::from_str(&text.replace("\"calls\": 100,", "\"calls\": 101,")).unwrap();
    let comparison = Comparison::between(&before, &after).unwrap();
    let functions = comparison.section("functions").unwrap();
    let changed: Vec<_> = functions.rows.iter().filter(|row| functions.is_changed(row)).collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].change(functions.column("calls").unwrap()).absolute(), Some(1));
    assert_eq!(functions.verdict(changed[0]), Some(Verdict::CannotTell));
    // And with a report of today, whose rows know their files.
    let today: Report = serde_json::from_str(include_str!("../../../../tests/compat/schema-1.json")).unwrap();
    assert!(!Comparison::between(&before, &today).unwrap().is_unchanged());
}
