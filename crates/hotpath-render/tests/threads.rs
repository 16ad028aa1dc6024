//! Threads on the page for people, and what the footer says of the process.

use hotpath_render::{Options, Sections, table};
use hotpath_report::{Better, Cell, Column, OWN_THREADS, Process, Report, Row, Section, Show, THREADS, Unit};

/// A program of one thread, which hotpath watches from two.
fn program() -> Report {
    let threads = section(THREADS, "Threads", &[("app", 1_500_000, Some(2_510))]);
    let own = section(OWN_THREADS, "Threads of hotpath", &[("hp-signal", 0, None), ("hp-sampler", 7_000, Some(1))]);
    Report { sections: vec![threads, own], ..Report::default() }
}

fn section(id: &str, title: &str, threads: &[(&str, i64, Option<i64>)]) -> Section {
    let columns = vec![
        Column::new("cpu", "CPU", Unit::Nanoseconds, Better::Lower, Show::Always).counter(),
        Column::new("cpu_now", "Now", Unit::BasisPoints, Better::Neither, Show::WhenAny),
    ];
    let row = |(name, cpu_ns, now): &(&str, i64, Option<i64>)| Row {
        name: (*name).into(),
        cells: vec![Cell::Number(*cpu_ns), now.map_or(Cell::Absent, Cell::Number)],
        ..Row::default()
    };
    Section { id: id.into(), title: title.into(), columns, rows: threads.iter().map(row).collect() }
}

fn options(sections: &str) -> Options {
    Options { sections: Sections::parse(sections).unwrap(), ..Options::default() }
}

/// Which of the two sections are shown.
#[track_caller]
fn check(report: &Report, sections: &str, expected: [bool; 2]) {
    let text = table(report, &options(sections));
    let is_shown = |title: &str| text.lines().any(|line| line.starts_with(title));
    assert_eq!([is_shown("Threads  "), is_shown("Threads of hotpath")], expected, "{sections}: {text}");
}

#[test]
fn one_thread_and_hotpaths_own_are_shown_on_request_only() {
    let mut report = program();
    // Something that the program asked for, lest the page tells how to begin.
    report.sections.insert(0, section("toys", "Toys", &[("ball", 1, None)]));
    check(&report, "auto", [false, false]);
    check(&report, "all", [true, true]);
    check(&report, "threads", [true, false]);
    check(&report, "auto,own_threads", [false, true]);
    report.sections[1] = section(THREADS, "Threads", &[("app", 1_500_000, None), ("worker", 200, None)]);
    check(&report, "auto", [true, false]);
    check(&report, "auto,-threads", [false, false]);
}

#[test]
fn threads_by_themselves_are_nothing_that_was_measured() {
    assert!(table(&program(), &options("auto")).contains("Nothing was measured."));
}

#[test]
fn threads_are_as_many_as_functions_at_most() {
    let rows: Vec<_> = (0..20).map(|thread| ("worker", 1_000 - thread, None)).collect();
    let report = Report { sections: vec![section(THREADS, "Threads", &rows)], limit: 15, ..Report::default() };
    let text = table(&report, &options("threads"));
    assert!(text.contains("Threads (15/20)"), "{text}");
}

#[test]
fn the_footer_says_what_the_process_used_as_far_as_it_is_known() {
    let check = |cpu_ns, rss_bytes, peak_rss_bytes, expected: Option<&str>| {
        let process = Process { cpu_ns, rss_bytes, peak_rss_bytes, ..Process::default() };
        let text = table(&Report { process, ..program() }, &options("threads"));
        assert_eq!(text.lines().find(|line| line.starts_with("process")), expected);
    };
    let whole = Some("process: 1.25 s CPU · 12.3 MB in RAM, peak 30.1 MB");
    check(Some(1_250_000_000), Some(12_897_485), Some(31_562_138), whole);
    check(Some(1_250_000_000), None, None, Some("process: 1.25 s CPU"));
    check(None, Some(512), None, Some("process: 512 B in RAM"));
    check(None, None, Some(512), Some("process: peak 512 B"));
    check(None, None, None, None);
}
