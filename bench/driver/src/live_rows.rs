//! The rows in which somebody looks at a running program.

use crate::{
    bars::{Bar, bar, ratio},
    contender::{Group, NOT_LOOKING, POLLED, QUIET},
    results::Results,
    row::{Case, Figure, Row, column},
};

/// Long enough that it is asked several times.
const LONG: &[Case] = &[Case { scenario: "one", parameter: 0, volume: 500, repetitions: 11 }];

/// Answers over HTTP.
pub const SERVED: Row = Row {
    name: "served",
    about: "one function while the live server is asked for reports, or not",
    who: |contender| contender.group == Group::Live,
    plain: QUIET,
    cases: LONG,
    columns: &[
        column("ns/call, min", 0, Figure::Min("ns", 2)),
        column("median", 0, Figure::Median("ns", 2)),
        column("× quiet", 0, Figure::TimesPlain("ns")),
        column("answers", 0, Figure::Median("answers", 0)),
        column("CPU ns/call", 0, Figure::Min("cpu_ns", 1)),
        column("peak MB", 0, Figure::Max("peak_mb", 1)),
        column("reported", 0, Figure::Calls),
    ],
};

/// CPU time by function.
pub const CPU: Row = Row {
    name: "cpu",
    about: "one function while its CPU time is looked for, or not",
    who: |contender| contender.group == Group::Cpu,
    plain: NOT_LOOKING,
    cases: LONG,
    columns: &[
        column("ns/call, min", 0, Figure::Min("ns", 2)),
        column("median", 0, Figure::Median("ns", 2)),
        column("× no looks", 0, Figure::TimesPlain("ns")),
        column("CPU ns/call", 0, Figure::Min("cpu_ns", 1)),
        column("peak MB", 0, Figure::Max("peak_mb", 1)),
        column("reported", 0, Figure::Calls),
    ],
};

/// What being asked costs at most.
pub fn bars(results: &Results) -> Vec<Bar> {
    let ns = |contender| results.min(SERVED.name, contender, 0, "ns");
    vec![bar(format!("{POLLED}: one-site × {QUIET}"), ratio(ns(POLLED), ns(QUIET)), 1.02)]
}
