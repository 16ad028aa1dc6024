//! What must be left of a child, as data.

use hotpath::Report;

use crate::child::{Child, Exit};

/// Everything a child leaves. The default: it ends with 0, says nothing on stderr, and prints one report that has 100
/// calls of `quick` and none in flight.
pub(crate) struct Expected<'a> {
    pub(crate) exit: Exit,
    /// The reports on standard output, which holds nothing else.
    pub(crate) reports: &'a [Numbers<'a>],
    /// A piece of each line on stderr. There are no other lines.
    pub(crate) stderr: &'a [&'a str],
}

/// Numbers of a report.
#[derive(Clone, Copy)]
pub(crate) struct Numbers<'a> {
    /// All functions that were called, but for the wrapper, and how often, by name.
    pub(crate) calls: &'a [(&'a str, u64)],
    pub(crate) panicked: u64,
    pub(crate) in_flight: u64,
}

pub(crate) const ONE_REPORT: &[Numbers<'_>] = &[QUICK_100];
pub(crate) const QUICK_100: Numbers<'_> = Numbers { calls: &[("quick", 100)], panicked: 0, in_flight: 0 };

impl Default for Expected<'_> {
    fn default() -> Self {
        Self { exit: Exit::Code(0), reports: ONE_REPORT, stderr: &[] }
    }
}

/// Runs a child and compares what is left of it; gives the reports.
#[track_caller]
pub(crate) fn check(child: impl Into<Child>, expected: Expected<'_>) -> Vec<Report> {
    let remains = child.into().run();
    assert_eq!(remains.exit, expected.exit, "{remains:#?}");
    let said = |(line, piece): (&String, &&str)| if piece.is_empty() { line.is_empty() } else { line.contains(*piece) };
    let is_said = remains.stderr.len() == expected.stderr.len() && remains.stderr.iter().zip(expected.stderr).all(said);
    assert!(is_said, "stderr is {:#?}, expected {:#?}", remains.stderr, expected.stderr);
    let reports = parse(&remains.stdout);
    assert_eq!(reports.len(), expected.reports.len(), "reports in {:?}", remains.stdout);
    for (report, numbers) in reports.iter().zip(expected.reports) {
        check_numbers(report, numbers);
    }
    reports
}

/// The documents of a text, one on each line.
#[track_caller]
pub(crate) fn parse(text: &str) -> Vec<Report> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line:?}"))).collect()
}

/// Compares the numbers of one report.
#[track_caller]
pub(crate) fn check_numbers(report: &Report, expected: &Numbers<'_>) {
    let functions = report.section("functions").expect("the section is there");
    let wrapper = usize::from(!functions.rows.is_empty());
    let mut calls: Vec<(String, u64)> = functions
        .iter()
        .skip(wrapper)
        .map(|row| (row.name().rsplit("::").next().unwrap_or_default().to_owned(), row.calls().expect("a count")))
        .collect();
    calls.sort();
    let expected_calls: Vec<(String, u64)> =
        expected.calls.iter().map(|(name, calls)| ((*name).to_owned(), *calls)).collect();
    assert_eq!(calls, expected_calls);
    let panicked: i64 = functions.iter().filter_map(|row| row.number("panicked")).sum();
    assert_eq!(panicked.cast_unsigned(), expected.panicked, "panicked");
    assert_eq!(report.coverage.in_flight, expected.in_flight, "in flight");
}
