//! A report and a reference as tables of the same form, so that they can be compared and their difference read.

use std::collections::{BTreeMap, BTreeSet};

use hotpath_report::{FUNCTIONS, Mark, Report, Row, RowView, TREE};

use super::{
    reference::{Call, OfFunction, OnPath, Path, Session},
    script::{SITES, name},
};
use crate::engine::site::SiteKind;

/// All exact numbers of a program, by function and by path.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) functions: BTreeMap<String, Columns>,
    /// The names along a path and, in front, where it begins.
    pub(super) paths: BTreeMap<Vec<String>, Columns>,
    pub(super) truncated: u64,
    pub(super) in_flight: u64,
}

/// Fails with the rows that differ.
#[track_caller]
pub(super) fn assert_same(actual: &Numbers, expected: &Numbers) {
    let mut differences = Vec::new();
    let mut compare = |name: String, actual: Option<&Columns>, expected: Option<&Columns>| {
        if actual != expected {
            differences.push(format!("{name}\n    is        {actual:?}\n    should be {expected:?}\n"));
        }
    };
    for name in actual.functions.keys().chain(expected.functions.keys()).collect::<BTreeSet<_>>() {
        compare(name.clone(), actual.functions.get(name), expected.functions.get(name));
    }
    for path in actual.paths.keys().chain(expected.paths.keys()).collect::<BTreeSet<_>>() {
        compare(path.join(" > "), actual.paths.get(path), expected.paths.get(path));
    }
    assert!(differences.is_empty(), "{}", differences.concat());
    assert_eq!((actual.truncated, actual.in_flight), (expected.truncated, expected.in_flight), "truncated, in flight");
}

/// A row's numbers by column; `None` for what is shown as absent.
pub(super) type Columns = BTreeMap<&'static str, Option<u64>>;

/// What counts calls: independent of how well the clock is calibrated.
const COUNTS: [&str; 4] = ["calls", "panicked", "cancelled", "polls"];
const FUNCTION_COLUMNS: [&str; 12] = [
    "calls",
    "avg",
    "total",
    "self",
    "busy",
    "longest_poll",
    "cancelled",
    "panicked",
    "polls",
    "suspended",
    "min",
    "max",
];
const TREE_COLUMNS: [&str; 4] = ["calls", "total", "self", "polls"];

/// Where the paths of the main thread begin, and those of all others.
const ROOTS: [&str; 2] = ["elsewhere", "program"];

impl Numbers {
    /// The counts alone.
    pub(super) fn counts(mut self) -> Self {
        for columns in self.functions.values_mut().chain(self.paths.values_mut()) {
            columns.retain(|column, _| COUNTS.contains(column));
        }
        // A path without calls and polls is in the tree for its time.
        let is_counted = |columns: &Columns| columns.values().any(|count| count.unwrap_or(0) > 0);
        self.paths.retain(|_, columns| is_counted(columns));
        self.functions.retain(|_, columns| is_counted(columns));
        self
    }
}

impl From<&Report> for Numbers {
    fn from(report: &Report) -> Self {
        let functions = report.section(FUNCTIONS).expect("there is always one");
        let tree = report.section(TREE).expect("there is always one");
        let mut names: Vec<Vec<String>> = Vec::new();
        for row in &tree.rows {
            let mut path = match row.parent {
                Some(parent) => names[parent].clone(),
                None if row.has(Mark::Wrapper) => Vec::new(),
                None => vec![ROOTS[0].into()],
            };
            path.push(row.name.clone());
            names.push(path);
        }
        let is_path = |(row, _): &(RowView<'_>, Vec<String>)| !row.row.has(Mark::Wrapper);
        let rows = functions.iter().filter(|row| !row.row.has(Mark::Wrapper));
        let functions: Vec<_> = rows.map(|row| (row.name().to_owned(), columns(row, &FUNCTION_COLUMNS))).collect();
        let paths: Vec<_> = tree.iter().zip(names).filter(is_path).collect();
        let numbers = Self {
            functions: functions.iter().cloned().collect(),
            paths: paths.iter().map(|(row, path)| (path.clone(), columns(*row, &TREE_COLUMNS))).collect(),
            truncated: report.coverage.truncated_calls,
            in_flight: report.coverage.in_flight,
        };
        assert_eq!((numbers.functions.len(), numbers.paths.len()), (functions.len(), paths.len()), "a row twice");
        numbers
    }
}

fn columns(row: RowView<'_>, columns: &[&'static str]) -> Columns {
    let number = |column| row.number(column).map(|number| u64::try_from(number).expect("never negative"));
    columns.iter().map(|column| (*column, number(column))).collect()
}

impl From<&Session> for Numbers {
    fn from(session: &Session) -> Self {
        let functions = session.functions_shown().map(|site| (name(site).into(), session.function(site)));
        Self {
            functions: functions.collect(),
            paths: session.paths_shown(),
            truncated: session.truncated,
            in_flight: session.functions.values().map(OfFunction::unfinished).sum(),
        }
    }
}

impl Session {
    fn functions_shown(&self) -> impl Iterator<Item = usize> {
        (0..SITES.len()).filter(|site| {
            let counted = self
                .functions
                .get(site)
                .is_some_and(|of| !of.calls.is_empty() || of.panicked + of.cancelled + of.polls > 0);
            counted || self.work(|path| path.last() == Some(site)) > 0
        })
    }

    fn function(&self, site: usize) -> Columns {
        let none = OfFunction::default();
        let of = self.functions.get(&site).unwrap_or(&none);
        let durations: Vec<u64> = of.durations();
        let calls = durations.len() as u64;
        let sum = durations.iter().sum::<u64>();
        let busy = self.work(|path| path.contains(&site));
        let is_wall = SITES[site].kind().is_wall();
        let is_timer = SITES[site].kind() == SiteKind::Timer;
        // Where all calls were beyond the cap of paths, their time is in their callers' paths.
        let is_in_tree = !is_timer && (is_wall || busy > 0 || sum == 0);
        let polled = |number| (of.polls > 0).then_some(number);
        [
            ("calls", Some(calls)),
            ("avg", sum.checked_div(calls)),
            ("total", if is_wall { Some(sum) } else { is_in_tree.then_some(busy) }),
            ("self", is_in_tree.then(|| self.work(|path| path.last() == Some(&site)))),
            ("busy", polled(busy)),
            ("longest_poll", polled(of.longest_poll)),
            ("cancelled", polled(of.cancelled)),
            ("panicked", Some(of.panicked)),
            ("polls", polled(of.polls)),
            ("suspended", polled(of.suspended)),
            ("min", durations.first().copied()),
            ("max", durations.last().copied()),
        ]
        .into()
    }

    /// The tree: every path that leads to something.
    fn paths_shown(&self) -> BTreeMap<Vec<String>, Columns> {
        let mut totals = BTreeMap::new();
        for ((is_main, path), on_path) in &self.paths {
            if on_path.calls + on_path.polls + on_path.work > 0 {
                for length in 1..=path.len() {
                    *totals.entry((*is_main, &path[..length])).or_insert(0) += on_path.work;
                }
            }
        }
        totals.into_iter().map(|((is_main, path), total)| self.path(is_main, path, total)).collect()
    }

    fn path(&self, is_main: bool, path: &[usize], total: u64) -> (Vec<String>, Columns) {
        let OnPath { calls, polls, work } = self.paths.get(&(is_main, path.into())).copied().unwrap_or_default();
        let columns = [
            ("calls", Some(calls)),
            ("total", Some(total)),
            ("self", Some(work)),
            ("polls", (polls > 0).then_some(polls)),
        ];
        let names = [ROOTS[usize::from(is_main)]].into_iter().chain(path.iter().map(|site| name(*site)));
        (names.map(str::to_owned).collect(), columns.into())
    }

    fn work(&self, on: impl Fn(&Path) -> bool) -> u64 {
        self.paths.iter().filter(|((_, path), _)| on(path)).map(|(_, on_path)| on_path.work).sum()
    }
}

impl OfFunction {
    /// Ascending.
    pub(super) fn durations(&self) -> Vec<u64> {
        let mut durations: Vec<u64> = self.calls.iter().map(|call| call.duration).collect();
        durations.sort_unstable();
        durations
    }

    /// By end, the latest first.
    pub(super) fn latest(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.calls.iter().collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.end));
        calls
    }
}

/// The row of a function.
pub(super) fn row(report: &Report, site: usize) -> Option<&Row> {
    report.function(name(site)).map(|view| view.row)
}
