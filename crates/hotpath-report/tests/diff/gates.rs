//! How gates are read, and which figures break them.

use hotpath_report::{Cell, Comparison, Gate, Histogram, Report, Row};

use crate::build::{report, row};

#[track_caller]
fn check(before: Vec<Row>, after: Vec<Row>, gates: &[&str], expected: &[&str]) {
    let (before, after) = (report("functions", before), report("functions", after));
    let comparison = Comparison::between(&before, &after).unwrap();
    let gates: Vec<Gate> = gates.iter().map(|gate| Gate::parse(gate).unwrap()).collect();
    let broken = comparison.broken(&gates).unwrap();
    let broken: Vec<String> = broken.iter().map(|broken| format!("{}: {}", broken.gate, broken.name)).collect();
    assert_eq!(broken, expected);
}

#[test]
fn exact_figures_break_exactly() {
    let gates = ["calls>0%", "calls>5%", "calls>4.9%", "calls>49", "calls>50", "calls<0%"];
    let broken = ["calls>0%: m::a", "calls>4.9%: m::a", "calls>49: m::a"];
    check(vec![row("m::a", 1, 1_000, 5)], vec![row("m::a", 1, 1_050, 5)], &gates, &broken);
    // One of a million is more than nothing.
    check(vec![row("m::a", 1, 1_000_000, 5)], vec![row("m::a", 1, 1_000_001, 5)], &["calls>0%"], &["calls>0%: m::a"]);
    check(vec![row("m::a", 1, 7, 5)], vec![row("m::a", 1, 7, 5)], &["calls>0%", "calls<0%", "calls>0"], &[]);
    check(vec![row("m::a", 1, 10, 5)], vec![row("m::a", 1, 7, 5)], &["calls<20%", "calls<30%"], &["calls<20%: m::a"]);
    // From nothing to something is beyond every share.
    check(vec![row("m::a", 1, 0, 5)], vec![row("m::a", 1, 1, 5)], &["calls>1000%"], &["calls>1000%: m::a"]);
}

#[test]
fn names_choose_rows() {
    let rows = |calls| vec![row("m::load::<T>", 1, calls, 5), row("m::Save::all", 2, calls, 5)];
    let gates = ["load:calls>0", "::load::<T>:calls>0", "m::save:calls>0"];
    let broken = ["load:calls>0: m::load::<T>", "::load::<T>:calls>0: m::load::<T>", "m::save:calls>0: m::Save::all"];
    check(rows(1), rows(2), &gates, &broken);
}

#[test]
fn sections_choose_columns() {
    let (before, after) = (vec![row("m::a", 1, 1, 5)], vec![row("m::a", 1, 2, 5)]);
    check(before, after, &["functions.calls>0"], &["functions.calls>0: m::a"]);
}

#[test]
fn figures_by_chance_are_asked_for() {
    let with_threads = |calls| {
        let [functions, threads] =
            ["functions", "threads"].map(|id| report(id, vec![row("m::a", 1, calls, 5)]).sections);
        Report { sections: [functions, threads].concat(), ..Report::default() }
    };
    let (before, after) = (with_threads(1), with_threads(2));
    let broken = |gate: &str, [before, after]: [&Report; 2]| -> Vec<String> {
        let broken = Comparison::between(before, after).unwrap().broken(&[Gate::parse(gate).unwrap()]).unwrap();
        broken.into_iter().map(|broken| broken.section).collect()
    };
    assert_eq!(broken("calls>0", [&before, &after]), ["functions"]);
    assert_eq!(broken("threads.calls>0", [&before, &after]), ["threads"]);
    let [before, after] = [1, 2].map(|calls| report("threads", vec![row("m::a", 1, calls, 5)]));
    assert_eq!(broken("calls>0", [&before, &after]), ["threads"]);
}

#[test]
fn new_rows_break_only_gates_that_say_so() {
    let gates = ["calls>0", "+calls>6", "+calls>7", "+calls>0%", "new:+calls<0"];
    check(vec![], vec![row("new", 1, 7, 5)], &gates, &["+calls>6: new", "+calls>0%: new"]);
    check(vec![row("gone", 1, 7, 5)], vec![], &["calls<0", "gone:+calls<6"], &["gone:+calls<6: gone"]);
}

#[test]
fn durations_break_with_their_whole_interval() {
    // The interval of the change is 50 ± 4.6 or less, as in the tests of intervals.
    let calls = |low: f64, high: f64, avg| {
        let histogram = Histogram { buckets: vec![(low, 50), (high, 50)] };
        vec![Row { histogram: Some(histogram), ..row("m::a", 1, 100, avg) }]
    };
    let gates = ["avg>40%", "avg>46%", "avg>50%", "avg>44ns", "avg>0.048us", "avg<0%"];
    check(
        calls(90.0, 110.0, 100),
        calls(140.0, 160.0, 150),
        &gates,
        &["avg>40%: m::a", "avg>46%: m::a", "avg>44ns: m::a"],
    );
    check(calls(140.0, 160.0, 150), calls(90.0, 110.0, 100), &["avg<30%", "avg<33%"], &["avg<30%: m::a"]);
    // Without an interval with its numbers.
    check(vec![row("m::a", 1, 100, 100)], vec![row("m::a", 1, 100, 150)], &["avg>49%", "avg>50%"], &["avg>49%: m::a"]);
}

#[test]
fn units_are_those_of_columns() {
    let bytes = |bytes| {
        let mut row = row("m::a", 1, 1, 5);
        row.cells.extend([Cell::Absent, Cell::Number(bytes)]);
        vec![row]
    };
    check(
        bytes(0),
        bytes(10_241),
        &["bytes>10KB", "bytes>1MB", "bytes>10240B"],
        &["bytes>10KB: m::a", "bytes>10240B: m::a"],
    );
}

#[test]
fn what_is_no_gate_says_why() {
    for (gate, reason) in [
        ("", "there is no `>` or `<` in it"),
        ("calls", "there is no `>` or `<` in it"),
        ("calls=5", "there is no `>` or `<` in it"),
        ("calls>", "`` is no limit: a number, or one with %"),
        (">5%", "there is no column before the limit"),
        ("load:>5%", "there is no column before the limit"),
        (":calls>5%", "there is no name before the `:`"),
        ("calls>NaN", "`NaN` is no limit"),
        ("calls>nan%", "`nan%` is no limit"),
        ("calls>inf", "`inf` is no limit"),
        ("calls>1e5", "`1e5` is no limit"),
        ("calls>-5%", "`-5%` is negative"),
        ("avg>5min", "`5min` is no limit"),
        ("avg>.", "`.` is no limit"),
        ("avg>99999999999999999999s", "is no limit"),
        ("calls>=5", "`=5` is no limit"),
    ] {
        let error = Gate::parse(gate).unwrap_err();
        assert!(error.starts_with(&format!("gate `{gate}`: ")) && error.contains(reason), "{error}");
        assert!(!error.contains('\n'));
    }
}

#[test]
fn what_no_report_has_names_what_they_have() {
    let report = report("functions", vec![row("m::a", 1, 1, 5)]);
    let comparison = Comparison::between(&report, &report).unwrap();
    for (gate, reason) in [
        ("cals>0%", "neither report has a column `cals`; there are: calls, avg, p50, bytes"),
        ("alloc.calls>0%", "neither report has a column `calls` in a section `alloc`; there are: calls"),
        ("calls>5ms", "`calls` is a number (%, or no unit), and the limit is not; valid columns are: calls"),
        ("avg>5", "`avg` is a duration (%, ns, us, ms, s), and the limit is not"),
        ("m::b:calls>0%", "neither report has `calls` of a row with `m::b` in its name"),
        ("A:+calls>0%", "neither report has `calls` of a row with `A` in its name"),
    ] {
        let error = comparison.broken(&[Gate::parse(gate).unwrap()]).unwrap_err();
        assert!(error.starts_with(&format!("gate `{gate}`: ")) && error.contains(reason), "{error}");
    }
}
