//! Small programs with numbers that can be checked by hand. They keep the reference honest as well.

use hotpath_report::{Report, TREE};

use super::{
    actual, check,
    script::{AsyncStep, Overhead, Program, Step, Task, Thread, Turn},
};
use Step::{Call, Catch, Drop, Finally, Panic, Poll, Reset, Stop, Timed, Tower, Work};

/// Runs turns of the main thread and of others.
#[track_caller]
fn run(tasks: Vec<Task>, turns: Vec<(Thread, Vec<Step>)>) -> Report {
    check(&program(tasks, turns), Overhead::known(3, 8))
}

fn program(tasks: Vec<Task>, turns: Vec<(Thread, Vec<Step>)>) -> Program {
    Program { tasks, turns: turns.into_iter().map(|(thread, steps)| Turn { thread, steps }).collect() }
}

#[track_caller]
fn run_main(steps: Vec<Step>) -> Report {
    run(Vec::new(), vec![(Thread::Main, steps)])
}

/// The function has these numbers; `None` stands for an absent one.
#[track_caller]
fn expect<const N: usize>(report: &Report, function: &str, numbers: [(&str, Option<i64>); N]) {
    let row = report.function(function).unwrap_or_else(|| panic!("no row {function}"));
    let actual = numbers.map(|(column, _)| (column, row.number(column)));
    assert_eq!(actual, numbers, "{function}");
}

/// The tree has these rows: depth, name, calls, total, self. The first one, the program, is left out.
#[track_caller]
fn expect_tree(report: &Report, rows: &[(usize, &str, i64, i64, i64)]) {
    let tree = report.section(TREE).expect("there is one");
    let mut depths: Vec<usize> = Vec::new();
    let mut actual = Vec::new();
    for row in tree.iter() {
        depths.push(row.row.parent.map_or(0, |parent| depths[parent] + 1));
        let [calls, total, self_time] = ["calls", "total", "self"].map(|column| row.number(column).unwrap_or(-1));
        actual.push((depths[depths.len() - 1], row.name(), calls, total, self_time));
    }
    assert_eq!(actual.get(1..), Some(rows));
}

#[test]
fn a_caller_s_total_has_its_callees_and_its_own_time_has_not() {
    let report = run_main(vec![Call(0, vec![Work(10), Call(1, vec![Work(5)]), Work(1)])]);
    expect(&report, "f0", [("calls", Some(1)), ("total", Some(16)), ("self", Some(11)), ("busy", None)]);
    expect(&report, "f1", [("calls", Some(1)), ("total", Some(5)), ("self", Some(5)), ("panicked", Some(0))]);
    expect_tree(&report, &[(1, "f0", 1, 16, 11), (2, "f1", 1, 5, 5)]);
}

#[test]
fn a_recursion_s_time_counts_once_and_its_calls_all() {
    let report = run_main(vec![Call(0, vec![Work(10), Call(0, vec![Work(10), Call(0, vec![Work(10)])])])]);
    let durations = [("min", Some(10)), ("avg", Some(20)), ("max", Some(30))];
    expect(&report, "f0", [("calls", Some(3)), ("total", Some(30)), ("self", Some(30))]);
    expect(&report, "f0", durations);
    expect_tree(&report, &[(1, "f0", 3, 30, 30)]);
}

#[test]
fn a_mutual_recursion_s_time_counts_once_for_each_function() {
    let innermost = Call(0, vec![Work(4), Call(1, vec![Work(8)])]);
    let report = run_main(vec![Call(0, vec![Work(1), Call(1, vec![Work(2), innermost])])]);
    expect(&report, "f0", [("calls", Some(2)), ("total", Some(15)), ("self", Some(5))]);
    expect(&report, "f1", [("calls", Some(2)), ("total", Some(14)), ("self", Some(10))]);
    let paths = [(1, "f0", 1, 15, 1), (2, "f1", 1, 14, 2), (3, "f0", 1, 12, 4), (4, "f1", 1, 8, 8)];
    expect_tree(&report, &paths);
}

#[test]
fn a_panic_is_no_call_but_its_time_was_spent() {
    let unwound = Call(0, vec![Finally(vec![Call(1, vec![Work(2)])]), Work(7), Call(3, vec![Work(3), Panic])]);
    let report = run_main(vec![Call(2, vec![Catch(vec![unwound]), Work(1)])]);
    expect(&report, "f0", [("calls", Some(0)), ("panicked", Some(1)), ("self", Some(7)), ("total", Some(12))]);
    expect(&report, "f1", [("calls", Some(1)), ("panicked", Some(0)), ("self", Some(2)), ("avg", Some(2))]);
    expect(&report, "f2", [("calls", Some(1)), ("panicked", Some(0)), ("self", Some(1)), ("total", Some(13))]);
    expect(&report, "f3", [("calls", Some(0)), ("panicked", Some(1)), ("self", Some(3)), ("avg", None)]);
}

#[test]
fn what_began_before_a_reset_is_forgotten_and_what_began_after_is_not() {
    let spanning = Call(0, vec![Call(1, vec![Work(100)]), Reset, Call(1, Vec::new()), Work(9)]);
    let report = run_main(vec![Call(2, Vec::new()), spanning, Call(3, vec![Work(4)])]);
    assert!(report.function("f0").is_none() && report.function("f2").is_none());
    expect(&report, "f1", [("calls", Some(1)), ("total", Some(0)), ("max", Some(0))]);
    expect(&report, "f3", [("calls", Some(1)), ("total", Some(4)), ("max", Some(4))]);
    // The call that spans the reset is shown for the path that leads through it.
    expect_tree(&report, &[(1, "f3", 1, 4, 4), (1, "f0", 0, 0, 0), (2, "f1", 1, 0, 0)]);
}

#[test]
fn without_a_session_nothing_is_recorded() {
    let between = vec![Call(0, vec![Work(5)]), Timed(7, vec![Work(1)]), Poll(0), Drop(0)];
    let steps = [vec![Call(1, vec![Work(1)]), Stop], between, vec![Reset, Call(3, vec![Work(2)])]].concat();
    let report = run(vec![Task(4, vec![AsyncStep::Yield])], vec![(Thread::Main, steps)]);
    assert_eq!(report.sections[0].rows.len(), 2, "the program and f3");
    expect(&report, "f3", [("calls", Some(1)), ("total", Some(2)), ("panicked", Some(0))]);
}

#[test]
fn a_future_that_was_first_polled_without_a_session_is_no_call() {
    let steps = vec![Stop, Poll(0), Reset, Work(50), Poll(0)];
    let task = Task(4, vec![AsyncStep::Do(vec![Work(1)]), AsyncStep::Yield, AsyncStep::Do(vec![Work(2)])]);
    let report = run(vec![task], vec![(Thread::Main, steps)]);
    let counts = [("calls", Some(0)), ("polls", Some(1)), ("cancelled", Some(0))];
    expect(&report, "a4", counts);
    expect(&report, "a4", [("total", Some(0)), ("busy", Some(2)), ("self", Some(2))]);
}

#[test]
fn a_future_s_wall_time_is_its_polls_and_the_time_between() {
    let inner = Task(5, vec![AsyncStep::Do(vec![Work(10)]), AsyncStep::Yield, AsyncStep::Do(vec![Work(20)])]);
    let outer = Task(4, vec![AsyncStep::Do(vec![Call(0, vec![Work(1)])]), AsyncStep::Await(inner)]);
    let turns = vec![(Thread::Main, vec![Poll(0), Work(100)]), (Thread::Second, vec![Poll(0)])];
    let report = check(&program(vec![outer], turns), Overhead::NONE);
    expect(&report, "a5", [("calls", Some(1)), ("polls", Some(2)), ("total", Some(130)), ("busy", Some(30))]);
    expect(
        &report,
        "a5",
        [("suspended", Some(100)), ("longest_poll", Some(20)), ("self", Some(30)), ("max", Some(130))],
    );
    expect(&report, "a4", [("calls", Some(1)), ("polls", Some(2)), ("total", Some(131)), ("busy", Some(31))]);
    expect(
        &report,
        "a4",
        [("suspended", Some(100)), ("longest_poll", Some(20)), ("self", Some(0)), ("min", Some(131))],
    );
    let main = [(1, "a4", 0, 11, 0), (2, "a5", 0, 10, 10), (2, "f0", 1, 1, 1)];
    let second = [(0, "a4", 1, 20, 0), (1, "a5", 1, 20, 20)];
    expect_tree(&report, &[&main[..], &second].concat());
}

#[test]
fn a_wall_time_is_never_less_than_its_polls() {
    let task = Task(4, vec![AsyncStep::Do(vec![Work(5)]), AsyncStep::Yield, AsyncStep::Do(vec![Work(5)])]);
    // A calibration that is off by 10 ticks makes each poll longer than it was, and the time between them shorter.
    let overhead = Overhead { inner: -10, cost: 0, real_inner: 0, real_outer: 0 };
    let report = actual::run(&program(vec![task], vec![(Thread::Main, vec![Poll(0), Poll(0)])]), overhead);
    expect(&report, "a4", [("total", Some(30)), ("busy", Some(30)), ("suspended", Some(0)), ("self", Some(30))]);
}

#[test]
fn dropped_futures_are_cancelled_calls_if_they_were_polled() {
    let task = || Task(4, vec![AsyncStep::Join(vec![Task(5, vec![AsyncStep::Yield]), Task(6, Vec::new())])]);
    let turns = vec![(Thread::Main, vec![Poll(0)]), (Thread::Fresh, vec![Drop(0), Drop(1)])];
    let report = run(vec![task(), task()], turns);
    expect(&report, "a4", [("calls", Some(0)), ("cancelled", Some(1)), ("polls", Some(1))]);
    expect(&report, "a5", [("calls", Some(0)), ("cancelled", Some(1)), ("polls", Some(1))]);
    expect(&report, "a6", [("calls", Some(1)), ("cancelled", Some(0)), ("polls", Some(1))]);
}

#[test]
fn a_panic_in_a_poll_ends_the_future_and_cancels_what_it_awaits() {
    let panics = Task(6, vec![AsyncStep::Do(vec![Work(2), Panic])]);
    let task = Task(4, vec![AsyncStep::Join(vec![Task(5, vec![AsyncStep::Yield]), panics])]);
    let report = run(vec![task], vec![(Thread::Main, vec![Catch(vec![Poll(0)]), Poll(0)])]);
    for (function, cancelled, panicked) in [("a4", 0, 1), ("a5", 1, 0), ("a6", 0, 1)] {
        let counts = [("calls", Some(0)), ("cancelled", Some(cancelled)), ("panicked", Some(panicked))];
        expect(&report, function, counts);
    }
    expect(&report, "a4", [("busy", Some(2)), ("self", Some(0)), ("polls", Some(1))]);
}

#[test]
fn a_timer_is_on_no_path() {
    let report = run_main(vec![Call(0, vec![Timed(7, vec![Call(1, vec![Work(50)])])])]);
    expect(&report, "t7", [("calls", Some(1)), ("self", None), ("busy", None)]);
    expect_tree(&report, &[(1, "f0", 1, 50, 0), (2, "f1", 1, 50, 50)]);
}

#[test]
fn paths_end_at_the_cap_and_calls_do_not() {
    let report = run_main(vec![Tower { depth: 200, mutual: true, steps: vec![Work(5)] }]);
    // At the cap every other call is a recursion of the function that the path ends in; the rest stays there too.
    assert_eq!(report.coverage.truncated_calls, 36);
    expect(&report, "f0", [("calls", Some(100)), ("total", Some(5)), ("avg", Some(5))]);
    expect(&report, "f1", [("calls", Some(100)), ("total", Some(5)), ("avg", Some(5))]);
    assert_eq!(report.section(TREE).unwrap().rows.len(), 1 + 128);
}
