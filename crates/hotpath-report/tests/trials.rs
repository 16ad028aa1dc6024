//! Many runs of two programs: what is said of their functions, and what was the same in all of them.

use hotpath_report::{
    Better, Cell, Column, Comparison, Gate, Histogram, Mark, Report, Row, Section, Series, Settings, Show, Source,
    Status, Unit, Verdict,
};

/// A function in one run: name, calls, nanoseconds of each, and of all of them by itself.
fn function(name: &str, calls: i64, ns: i64) -> Row {
    let source = Some(Source { file: "src/a.rs".into(), line: 1, column: 1 });
    Row { name: name.into(), source, cells: [calls, ns, calls * ns].map(Cell::Number).into(), ..Row::default() }
}

fn run(rows: Vec<Row>) -> Report {
    let column = |id: &str, unit| Column::new(id, id, unit, Better::Lower, Show::Always);
    let columns =
        vec![column("calls", Unit::Count), column("avg", Unit::Nanoseconds), column("self", Unit::Nanoseconds)];
    let section = Section { id: "functions".into(), title: "Functions".into(), columns, rows };
    Report { sections: vec![section], ..Report::default() }
}

/// So many runs, each with a number of its own that is as good as by chance.
fn series(runs: i64, of: impl Fn(i64) -> Vec<Row>) -> Series {
    let mut series = Series::default();
    (0..runs).for_each(|index| series.push(&run(of(index * 7_919 % 101))));
    series
}

fn verdicts(before: &Series, after: &Series) -> Vec<(String, Status, Verdict)> {
    let comparison = compared(before, after);
    let trials = &comparison.trials.as_ref().unwrap().functions;
    let section = comparison.section("functions").unwrap();
    assert_eq!(section.rows.len(), trials.len());
    let rows = section.rows.iter().zip(trials);
    rows.map(|(row, trial)| {
        // What the comparison says is what the trials say, where there is something to compare.
        assert!(section.verdict(row).is_none_or(|verdict| verdict == trial.verdict));
        (row.name().to_owned(), row.status, trial.verdict)
    })
    .collect()
}

fn compared<'a>(before: &'a Series, after: &'a Series) -> Comparison<'a> {
    Comparison::of_runs(before, after, &Settings::default()).unwrap()
}

fn trials(before: &Series, after: &Series) -> hotpath_report::Trials {
    compared(before, after).trials.unwrap()
}

#[test]
fn a_slower_function_is_found_and_the_others_are_the_same() {
    let program = |slower: i64| {
        move |noise: i64| vec![function("a", 10, 100_000 + noise), function("b", 10, 100_000 + slower - noise)]
    };
    let (before, after) = (series(20, program(0)), series(20, program(5_000)));
    let same = |name: &str, verdict| (name.to_owned(), Status::Kept, verdict);
    assert_eq!(verdicts(&before, &after), [same("a", Verdict::Same), same("b", Verdict::Slower)]);
    assert_eq!(verdicts(&after, &before), [same("a", Verdict::Same), same("b", Verdict::Faster)]);
    assert_eq!(verdicts(&before, &before), [same("a", Verdict::Same), same("b", Verdict::Same)]);
    let trials = trials(&before, &after);
    let (low, high) = trials.functions[1].average.interval.unwrap();
    assert!(low > 0.049 && high < 0.051, "{low} {high}");
    assert!(trials.noise()[0].is_some_and(|noise| (0.000_1..0.001).contains(&noise)), "{:?}", trials.noise());
    let comparison = compared(&before, &after);
    let broken = |gate: &str| comparison.broken(&[Gate::parse(gate).unwrap()]).unwrap().len();
    // A gate of times breaks where the whole interval is beyond.
    assert_eq!([broken("avg>4.8%"), broken("avg>5.2%"), broken("avg<1%")], [1, 0, 0]);
}

#[test]
fn a_change_that_is_worth_no_word_is_none() {
    let program = |slower: i64| move |noise: i64| vec![function("a", 10, 100_000 + slower + noise)];
    let (before, after) = (series(20, program(0)), series(20, program(1_000)));
    assert_eq!(verdicts(&before, &after)[0].2, Verdict::Same);
    let sharp = Settings { least_change: 0.005, ..Settings::default() };
    let sharp = Comparison::of_runs(&before, &after, &sharp).unwrap();
    assert_eq!(sharp.trials.unwrap().functions[0].verdict, Verdict::Slower);
}

#[test]
fn few_runs_noise_and_small_functions_cannot_be_told() {
    let program = |slower: i64| move |noise: i64| vec![function("a", 10, 100_000 + slower + noise)];
    let cannot_tell = |before: &Series, after: &Series| {
        verdicts(before, after).iter().all(|(.., verdict)| *verdict == Verdict::CannotTell)
    };
    // Ten times as slow, and five runs.
    assert!(cannot_tell(&series(5, program(0)), &series(5, program(900_000))));
    assert!(cannot_tell(&series(20, program(0)), &series(2, program(900_000))));
    assert!(cannot_tell(&Series::default(), &series(20, program(0))));
    // Up to half as much again, in either.
    let noisy = |shift: i64| move |noise: i64| vec![function("a", 10, 100_000 + (noise + shift) % 101 * 500)];
    assert!(cannot_tell(&series(20, noisy(0)), &series(20, noisy(50))));
    let cost = |slower: i64| move |_| vec![Row { marks: vec![Mark::CostDominated], ..function("a", 10, 100 + slower) }];
    assert!(cannot_tell(&series(20, cost(0)), &series(20, cost(100))));
    // Its own time is 1 of 10 000 parts of all.
    let small = |slower: i64| {
        move |noise: i64| vec![function("all", 10_000, 1_000_000 + noise), function("a", 1, 1_000_000 + slower)]
    };
    let found = verdicts(&series(20, small(0)), &series(20, small(500_000)));
    assert_eq!((found[0].2, found[1].2), (Verdict::Same, Verdict::CannotTell));
}

#[test]
fn what_nobody_can_tell_breaks_no_gate() {
    let program = |slower: i64| move |noise: i64| vec![function("a", 10, 100_000 + slower + noise)];
    let broken = |before: &Series, after: &Series, gate: &str| {
        compared(before, after).broken(&[Gate::parse(gate).unwrap()]).unwrap().len()
    };
    let found = |runs| {
        let (before, after) = (series(runs, program(0)), series(runs, program(900_000)));
        (trials(&before, &after).fewest_runs, verdicts(&before, &after)[0].2, broken(&before, &after, "avg>5%"))
    };
    // Two ways are as far apart as can be: of the 924 of six runs that is more than 0.2 %, of the 3 432 of seven it is less.
    assert_eq!(
        [1, 6, 7].map(found),
        [(7, Verdict::CannotTell, 0), (7, Verdict::CannotTell, 0), (7, Verdict::Slower, 1)]
    );
    let cost = |slower: i64| move |_| vec![Row { marks: vec![Mark::CostDominated], ..function("a", 10, 100 + slower) }];
    let (before, after) = (series(20, cost(0)), series(20, cost(100)));
    assert_eq!([broken(&before, &after, "avg>5%"), broken(&before, &after, "calls>0%")], [0, 0]);
    // What is not in one of them is counted as 0 there, if the gate says so.
    let (before, after) =
        (series(8, program(0)), series(8, |_| vec![Row { source: None, ..function("b", 10, 100_000) }]));
    assert_eq!([broken(&before, &after, "b:avg>1us"), broken(&before, &after, "b:+avg>1us")], [0, 1]);
}

#[test]
fn functions_that_come_go_and_get_a_new_name_are_told() {
    let before = series(8, |noise| vec![function("m::old", 10, 100_000 + noise), function("m::gone", 1, 90_000)]);
    let after = series(8, |noise| vec![function("m::new", 10, 100_000 + noise)]);
    let found = verdicts(&before, &after);
    assert_eq!(found[0].1, Status::Added);
    let place = |name: &str, line: u32| {
        let row = function(name, 10, 100_000);
        Row { source: Some(Source { file: "src/a.rs".into(), line, column: 1 }), ..row }
    };
    let before = series(8, |_| vec![place("m::old", 7), place("m::gone", 9)]);
    let after = series(8, |_| vec![place("m::new", 7), place("m::come", 11)]);
    let found: Vec<(String, Status)> =
        verdicts(&before, &after).into_iter().map(|(name, status, _)| (name, status)).collect();
    let expected = [("m::new", Status::Renamed), ("m::come", Status::Added), ("m::gone", Status::Removed)];
    assert_eq!(found, expected.map(|(name, status)| (name.to_owned(), status)));
}

#[test]
fn a_function_that_some_runs_lack_is_compared_by_the_others() {
    let program = |slower: i64| {
        move |noise: i64| {
            let rare = (noise % 3 != 0).then(|| function("rare", 1, 100_000 + slower + noise));
            [function("a", 10, 100_000 + noise)].into_iter().chain(rare).collect()
        }
    };
    let (before, after) = (series(30, program(0)), series(30, program(50_000)));
    let trials = trials(&before, &after);
    let place = before.report().section("functions").unwrap().rows.iter().position(|row| row.name == "rare").unwrap();
    let rare = trials.functions[place];
    assert!((15..25).contains(&rare.average.pairs), "{rare:?}");
    assert_eq!(rare.verdict, Verdict::Slower);
    // It is in some runs only, so it has no exact figure of the program.
    let calls = |name: &str| before.report().function(name).unwrap().calls();
    assert_eq!((calls("rare"), calls("a")), (None, Some(10)));
    let uneven: Vec<(&str, usize)> = before.uneven().collect();
    assert!(matches!(uneven[..], [("rare", 15..25)]), "{uneven:?}");
}

#[test]
fn what_is_the_same_in_all_runs_breaks_gates_exactly() {
    let program =
        |calls: i64| move |noise: i64| vec![function("a", calls, 100_000 + noise), function("b", noise, 100_000)];
    let (before, after) = (series(5, program(10)), series(5, program(11)));
    let comparison = compared(&before, &after);
    let broken = comparison.broken(&[Gate::parse("calls>0%").unwrap()]).unwrap();
    let names: Vec<&str> = broken.iter().map(|broken| broken.name.as_str()).collect();
    assert_eq!(names, ["a"]);
    let times = comparison.broken(&[Gate::parse("avg>0%").unwrap()]);
    assert!(times.is_ok_and(|broken| broken.is_empty()));
}

#[test]
fn call_paths_are_the_same_where_all_their_callers_are() {
    let column = Column::new("calls", "Calls", Unit::Count, Better::Lower, Show::Always);
    let tree = |rows: &[(&str, Option<usize>, i64)]| {
        let row = |(name, parent, calls): &(&str, Option<usize>, i64)| Row {
            name: (*name).into(),
            parent: *parent,
            cells: vec![Cell::Number(*calls)],
            ..Row::default()
        };
        let rows = rows.iter().map(row).collect();
        let section = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![column.clone()], rows };
        Report { sections: vec![section], ..Report::default() }
    };
    let mut series = Series::default();
    series.push(&tree(&[
        ("main", None, 1),
        ("a", Some(0), 2),
        ("x", Some(1), 3),
        ("b", Some(0), 2),
        ("x", Some(3), 4),
    ]));
    series.push(&tree(&[("main", None, 1), ("b", Some(0), 2), ("x", Some(1), 4), ("x", Some(1), 9)]));
    let same = series.report().section("tree").unwrap();
    let rows: Vec<(&str, Option<usize>, &Cell)> =
        same.rows.iter().map(|row| (row.name.as_str(), row.parent, row.cell(0))).collect();
    assert_eq!(
        rows,
        [("main", None, &Cell::Number(1)), ("b", Some(0), &Cell::Number(2)), ("x", Some(1), &Cell::Number(4))]
    );
}

#[test]
fn the_slowest_hundredth_of_the_calls_is_left_out() {
    let with = |slow: f64| {
        let histogram = Histogram { buckets: vec![(100_000.0, 990), (slow, 10)] };
        move |noise: i64| vec![Row { histogram: Some(histogram.clone()), ..function("a", 1_000, 100_000 + noise) }]
    };
    let (before, after) = (series(20, with(200_000.0)), series(20, with(90_000_000.0)));
    let trials = trials(&before, &after);
    assert_eq!(after.report().function("a").unwrap().average_ns(), Some(100_000));
    assert_eq!(trials.functions[0].verdict, Verdict::Same);
}

/// Of its calls the first ones take this long, the others that long.
fn two_kinds(fast: (f64, u64), slow: (f64, u64)) -> Vec<Row> {
    let histogram = Some(Histogram { buckets: vec![fast, slow] });
    vec![Row { histogram, ..function("a", 1_000, 100_000) }]
}

#[test]
fn fast_calls_tell_where_the_mean_is_noise() {
    // As many calls as chance would have it are disturbed.
    let noisy = |ns: f64, shift: i64| {
        move |noise: i64| {
            let disturbed = 100 + (noise + shift) % 101 * 7;
            two_kinds((ns, (1_000 - disturbed).unsigned_abs()), (200_000.0, disturbed.unsigned_abs()))
        }
    };
    let (before, after) = (series(20, noisy(100_000.0, 0)), series(20, noisy(105_000.0, 50)));
    let found = trials(&before, &after).functions[0];
    assert_eq!(
        [found.average.verdict, found.fast.verdict, found.verdict],
        [Verdict::CannotTell, Verdict::Slower, Verdict::Slower]
    );
    assert!((found.fast.change.unwrap() - 0.05).abs() < 1e-6);
    let comparison = compared(&before, &after);
    let broken = |gate: &str| comparison.broken(&[Gate::parse(gate).unwrap()]).unwrap().len();
    assert_eq!([broken("fast>4%"), broken("fast>6%"), broken("avg>0%")], [1, 0, 0]);
    // What cannot be told of the mean is not the same.
    assert_eq!(trials(&before, &series(20, noisy(100_000.0, 50))).functions[0].verdict, Verdict::CannotTell);
}

#[test]
fn slow_calls_tell_where_the_fast_ones_are_the_same() {
    let program = |slow: f64| move |_| two_kinds((100_000.0, 800), (slow, 200));
    let (before, after) = (series(20, program(500_000.0)), series(20, program(700_000.0)));
    let found = trials(&before, &after).functions[0];
    assert_eq!(
        [found.average.verdict, found.fast.verdict, found.verdict],
        [Verdict::Slower, Verdict::Same, Verdict::Slower]
    );
}

#[test]
fn bytes_are_no_times() {
    let in_bytes = |noise: i64| {
        let mut report = run(two_kinds((100.0 + noise as f64, 900), (200.0, 100)));
        report.sections[0].columns[1].unit = Unit::Bytes;
        report
    };
    let mut series = Series::default();
    (0..8).for_each(|noise| series.push(&in_bytes(noise)));
    let functions = series.report().section("functions").unwrap();
    let ids: Vec<&str> = functions.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(ids, ["calls", "avg"]);
    assert_eq!(functions.rows[0].cells, [Cell::Number(1_000), Cell::Number(100_000)]);
    let trial = trials(&series, &series).functions[0];
    assert_eq!((trial.average.pairs, trial.fast.pairs, trial.verdict), (0, 0, Verdict::CannotTell));
}
