//! Rules about calls, polls and memory: one report that fires each, and others that do not.

use hotpath_report::{Cell, Clock, CpuProfile, Histogram, Mark, Report, Row};

use crate::build::{fires, functions, is_silent, path, polled, report, row, section};

const MS: i64 = 1_000_000;
const S: i64 = 1_000 * MS;

#[test]
fn a_poll_that_blocks() {
    let one = |ns| report(vec![functions(vec![polled("app::load", &[("longest_poll", ns), ("polls", 40)])])]);
    fires("blocking-poll", &one(24 * MS), "app::load", &[("longest_poll", 24 * MS), ("polls", 40)]);
    is_silent("blocking-poll", &one(10 * MS));
    for other in ["futures", "streams"] {
        let rows = vec![row("app::load", &[("longest_poll", 24 * MS), ("polls", 40)])];
        fires("blocking-poll", &report(vec![section(other, rows)]), "app::load", &[]);
    }
}

#[test]
fn a_poll_that_blocks_is_told_once_and_where_it_happens() {
    let slow = |name, ns| polled(name, &[("longest_poll", ns), ("polls", 40)]);
    let rows = || vec![slow("app::serve", 30 * MS), slow("app::load", 24 * MS), slow("app::read", 23 * MS)];
    let sections = |tree: &[&str]| {
        let futures = section("futures", vec![row("app::read", &[("longest_poll", 23 * MS)])]);
        vec![functions(rows()), path(tree), futures]
    };
    let names = |tree: &[&str]| -> Vec<String> {
        let found = crate::build::found("blocking-poll", &report(sections(tree)));
        found.into_iter().map(|finding| finding.subject.name).collect()
    };
    assert_eq!(names(&["app::main", "app::serve", "app::load", "app::read"]), ["app::serve", "app::read"]);
    assert_eq!(names(&["app::main", "app::serve"]), ["app::serve", "app::load", "app::read"]);
    // Who calls each other has its own cause in one of them.
    assert_eq!(names(&["app::load", "app::read", "app::load"]), ["app::serve", "app::read"]);
}

#[test]
fn calls_that_panicked() {
    let one = |panicked| report(vec![functions(vec![row("app::parse", &[("calls", 90), ("panicked", panicked)])])]);
    fires("panicked-calls", &one(1), "app::parse", &[("panicked", 1)]);
    is_silent("panicked-calls", &one(0));
}

#[test]
fn futures_that_were_dropped() {
    let of_functions = |calls, cancelled| {
        report(vec![functions(vec![polled("app::get", &[("calls", calls), ("cancelled", cancelled)])])])
    };
    fires(
        "cancelled-futures",
        &of_functions(60, 40),
        "app::get",
        &[("cancelled", 40), ("begun", 100), ("share", 4_000)],
    );
    is_silent("cancelled-futures", &of_functions(1, 9));
    is_silent("cancelled-futures", &of_functions(901, 99));
    let futures = section("futures", vec![row("app::get", &[("calls", 100), ("cancelled", 40)])]);
    fires("cancelled-futures", &report(vec![futures]), "app::get", &[("begun", 100), ("share", 4_000)]);
}

#[test]
fn futures_that_do_not_finish() {
    let one = |calls, pending| {
        report(vec![section("futures", vec![row("app::get", &[("calls", calls), ("pending", pending)])])])
    };
    fires("unfinished-futures", &one(100, 30), "app::get", &[("pending", 30), ("calls", 100)]);
    // One that never finishes.
    fires("unfinished-futures", &one(1, 1), "app::get", &[("pending", 1)]);
    is_silent("unfinished-futures", &one(9, 0));
    is_silent("unfinished-futures", &one(1_000, 99));
    is_silent("unfinished-futures", &Report { elapsed_ns: 900_000_000, ..one(100, 30) });
}

#[test]
fn a_call_far_from_the_others() {
    let call_of = |name, calls: u64, max, median| {
        let (row, cells) = row(name, &[("calls", calls.cast_signed()), ("min", 900), ("max", max)]);
        let histogram = Some(Histogram { buckets: vec![(median, calls - 1), (50e6, 1)] });
        (Row { histogram, ..row }, cells)
    };
    let call = |name, calls, max| call_of(name, calls, max, 100_000.0);
    let one = |calls, max| report(vec![functions(vec![call("app::get", calls, max)])]);
    fires(
        "outlier",
        &one(20, 50 * MS),
        "app::get",
        &[("factor", 500), ("max", 50 * MS), ("median", 100_000), ("calls", 20)],
    );
    is_silent("outlier", &one(19, 50 * MS));
    is_silent("outlier", &one(20, 9 * MS));
    // Long, and not so many times the others.
    let many_times = |median| report(vec![functions(vec![call_of("app::get", 20, 50 * MS, median)])]);
    is_silent("outlier", &many_times(510_000.0));
    fires("outlier", &many_times(500_000.0), "app::get", &[("factor", 100)]);
    let outer = || functions(vec![call("app::outer", 30, 51 * MS), call("app::get", 20, 50 * MS)]);
    fires("outlier", &report(vec![outer(), path(&["app::outer", "app::get"])]), "app::get", &[]);
    // Of a recursion the outermost call holds all others.
    let recursive = |total| {
        let mut report = one(20, 50 * MS);
        for (column, ns) in [("avg", 10 * MS), ("total", total)] {
            let index = report.sections[0].column(column).unwrap();
            report.sections[0].rows[0].cells[index] = Cell::Number(ns);
        }
        report
    };
    is_silent("outlier", &recursive(150 * MS));
    fires("outlier", &recursive(200 * MS), "app::get", &[]);
}

#[test]
fn a_function_too_small_to_measure() {
    let one = |calls, marks: &[Mark]| {
        let (row, cells) = row("app::tiny", &[("calls", calls), ("self", 9 * MS)]);
        let clock = Clock { cost_low_ns: 30.0, ..Clock::default() };
        Report { clock, ..report(vec![functions(vec![(Row { marks: marks.into(), ..row }, cells)])]) }
    };
    let marks = [Mark::CostDominated];
    fires(
        "own-cost",
        &one(20_000_000, &marks),
        "app::tiny",
        &[("cost", 600 * MS), ("share", 600), ("calls", 20_000_000)],
    );
    is_silent("own-cost", &one(20_000_000, &[]));
    is_silent("own-cost", &one(10_000_000, &marks));
    is_silent("own-cost", &Report { elapsed_ns: 1_000, ..one(9_999, &marks) });
}

#[test]
fn a_function_that_waits() {
    let waits = |name, off_cpu, cells: &[(&'static str, i64)]| row(name, &[&[("off_cpu", off_cpu)], cells].concat());
    let one = |off_cpu, cells: &[(&'static str, i64)]| report(vec![functions(vec![waits("app::ask", off_cpu, cells)])]);
    fires("off-cpu", &one(3 * S, &[("total", 4 * S)]), "app::ask", &[("off_cpu", 3 * S), ("share", 7_500)]);
    is_silent("off-cpu", &one(3 * S, &[("total", 7 * S)]));
    // What is not known for sure is not said.
    let inexact = |error| one(3 * S, &[("total", 4 * S), ("cpu_error", error)]);
    fires("off-cpu", &inexact(S / 4), "app::ask", &[("off_cpu", 2 * S + S / 2), ("share", 6_250)]);
    is_silent("off-cpu", &inexact(S));
    let cpu = Some(CpuProfile { unseen_ns: 1_100_000_000, ..CpuProfile::default() });
    is_silent("off-cpu", &Report { cpu, ..inexact(0) });
    is_silent("off-cpu", &one(S / 2, &[("total", S / 2)]));
    is_silent("off-cpu", &Report { elapsed_ns: 90_000_000, ..one(90 * MS, &[("total", 90 * MS)]) });
    is_silent("off-cpu", &one(3 * S, &[("total", 4 * S), ("busy", 9 * S)]));
    let both = vec![waits("app::outer", 3 * S, &[("total", 4 * S)]), waits("app::ask", 3 * S, &[("total", 3 * S)])];
    fires("off-cpu", &report(vec![functions(both), path(&["app::outer", "app::ask"])]), "app::ask", &[]);
}

#[test]
fn a_call_that_does_not_return() {
    let in_flight = |outer, running| {
        let of = |name, running, parent| {
            let (row, cells) = row(name, &[("running_for", running)]);
            (Row { parent, ..row }, cells)
        };
        section(
            "in_flight",
            vec![row("worker", &[]), of("app::outer", outer, Some(0)), of("app::ask", running, Some(1))],
        )
    };
    let flight = |running| in_flight(9 * S, running);
    let known = |max| functions(vec![row("app::ask", &[("calls", 3), ("max", max)])]);
    let stuck = report(vec![known(S / 10), flight(6 * S)]);
    fires("stuck-call", &stuck, "app::ask", &[("running_for", 6 * S), ("max", S / 10)]);
    let first = |running| report(vec![functions(vec![row("app::main", &[])]), flight(running)]);
    fires("stuck-call", &first(6 * S), "app::ask", &[("running_for", 6 * S)]);
    is_silent("stuck-call", &report(vec![known(S), flight(6 * S)]));
    is_silent("stuck-call", &first(4 * S));
    // Who calls it is not stuck itself, although it has never returned.
    let fires_for = |report: &Report| {
        let found = crate::build::found("stuck-call", report);
        found.into_iter().map(|finding| finding.subject.name).collect::<Vec<_>>()
    };
    assert_eq!(fires_for(&report(vec![functions(vec![row("app::main", &[])]), in_flight(8 * S, 6 * S)])), ["app::ask"]);
    // It is the loop of a thread.
    is_silent("stuck-call", &first(9 * S + S / 2));
    // The live server's answer without the functions.
    is_silent("stuck-call", &report(vec![flight(6 * S)]));
}

#[test]
fn a_storm_of_allocations() {
    let one = |calls, blocks| {
        let cells = [("calls", calls), ("self_count", blocks), ("self", 64 * blocks)];
        report(vec![section("alloc", vec![row("app::join", &cells)])])
    };
    fires("allocation-storm", &one(1_000, 20_000_000), "app::join", &[("rate", 2_000_000), ("per_call", 20_000)]);
    is_silent("allocation-storm", &one(1_000, 9_000_000));
    is_silent("allocation-storm", &Report { elapsed_ns: 1_000, ..one(1_000, 49_000) });
    is_silent("allocation-storm", &one(0, 20_000_000));
}

#[test]
fn blocks_that_stay() {
    let one = |live, blocks, own| {
        let cells = [("calls", 1), ("live", live), ("live_blocks", blocks), ("self", own)];
        report(vec![section("alloc", vec![row("app::cache", &cells)])])
    };
    let large = 40 << 20;
    fires(
        "leak-suspect",
        &one(large, 5_000, large),
        "app::cache",
        &[("live", large), ("live_blocks", 5_000), ("share", 10_000)],
    );
    is_silent("leak-suspect", &one(large, 999, large));
    is_silent("leak-suspect", &one(large, 5_000, 3 * large));
    is_silent("leak-suspect", &one(large / 4, 5_000, large / 4));
}
