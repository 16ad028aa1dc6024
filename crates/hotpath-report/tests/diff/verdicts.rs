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

#[test]
fn intervals_hold_what_they_promise() {
    // 1 000 rows of 400 calls, of durations that are exponentially distributed around 10 µs in both reports: of the intervals of
    // 95 % about 50 do not hold 0.
    let mut random = Random(42);
    let mut rows = || (0..1_000).map(|line| random.row(line + 1, 400)).collect();
    let (before, after) = (report("functions", rows()), report("functions", rows()));
    let comparison = Comparison::between(&before, &after).unwrap();
    let functions = &comparison.sections[0];
    for (column, most) in [("avg", 70), ("p50", 70)] {
        let column = functions.column(column).unwrap();
        let is_alarm = |row: &&hotpath_report::RowComparison<'_>| {
            matches!(row.change(column).verdict, Some(Verdict::Faster | Verdict::Slower))
        };
        let alarms = functions.rows.iter().filter(is_alarm).count();
        assert!((20..=most).contains(&alarms), "{}: {alarms} of 1 000", column.column.id);
    }
}

/// The generator of Knuth's MMIX: the same numbers everywhere.
struct Random(u64);

impl Random {
    /// From 0 to 1, without both.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Durations in buckets as the recorder makes them, 64 to an octave.
    fn row(&mut self, line: u32, calls: usize) -> Row {
        let mut times: Vec<f64> = (0..calls).map(|_| -10_000.0 * self.next().ln()).collect();
        times.sort_by(f64::total_cmp);
        let mut histogram = Histogram::default();
        for time in &times {
            let width = 2f64.powf(time.log2().floor()) / 64.0;
            let middle = ((time / width).floor() + 0.5) * width;
            match histogram.buckets.last_mut() {
                Some((last, calls)) if *last == middle => *calls += 1,
                _ => histogram.buckets.push((middle, 1)),
            }
        }
        let mean = times.iter().sum::<f64>() / calls as f64;
        let median = histogram.percentile(50.0, times[0], times[calls - 1]).unwrap();
        let mut row = row("m::a", line, calls as i64, mean.round() as i64);
        row.cells.push(Cell::Number(median.round() as i64));
        Row { name: format!("m::f{line}"), histogram: Some(histogram), ..row }
    }
}

#[test]
fn the_largest_changes_are_kept() {
    let rows = |calls: [i64; 4], avg: [i64; 4]| {
        ["a", "b", "c", "d"].iter().zip(calls).zip(avg).map(|((name, calls), avg)| row(name, 1, calls, avg)).collect()
    };
    let before = report("functions", rows([1, 1, 1, 1], [10, 10, 10, 10]));
    let after = report("functions", rows([1, 2, 9, 1], [10, 90, 30, 5]));
    let comparison = Comparison::between(&before, &after).unwrap();
    let names = |column: Option<&str>, limit: usize| {
        let mut section = comparison.sections[0].clone();
        let left_out = section.keep_largest(column, limit);
        (section.rows.iter().map(|row| row.name().to_owned()).collect::<Vec<_>>().concat(), left_out)
    };
    assert_eq!(names(None, 2), ("bc".into(), 1));
    assert_eq!(names(Some("calls"), 9), ("cbd".into(), 0));
}
