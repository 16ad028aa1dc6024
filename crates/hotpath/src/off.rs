//! The engine's shadow when profiling is off: the same names, nothing behind them.

use std::{path::PathBuf, time::Duration};

use crate::{Format, Reporter};

/// What is wrong with a second session: nothing, there is none.
pub(crate) const ALREADY_RUNNING: &str = "";

/// What the program asks for.
#[derive(Debug)]
pub(crate) struct Options;

impl Options {
    pub(crate) fn new(_: &'static str) -> Self {
        Self
    }

    pub(crate) fn set_percentiles(&mut self, _: impl Iterator<Item = f64>) {}

    pub(crate) fn set_limit(&mut self, _: usize) {}

    pub(crate) fn set_format(&mut self, _: Format) {}

    pub(crate) fn set_reporter(&mut self, _: Box<dyn Reporter>) {}

    pub(crate) fn set_output_path(&mut self, _: PathBuf) {}

    pub(crate) fn set_sections(&mut self, _: &str) {}

    pub(crate) fn set_timeout(&mut self, _: Duration) {}
}

/// A session.
#[derive(Debug)]
pub(crate) struct Session;

impl Session {
    pub(crate) fn start(_: Options) -> Option<Self> {
        Some(Self)
    }

    pub(crate) fn leave_running(self) {}
}

pub(crate) fn snapshot() -> Report {
    Report
}

pub(crate) fn reset() {}

/// A report. With profiling off it is empty.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report;

impl Report {
    /// The section with this id: none.
    #[must_use]
    pub fn section(&self, _id: &str) -> Option<&Section> {
        None
    }

    /// The function of this name: none.
    #[must_use]
    pub fn function(&self, _name: &str) -> Option<RowView<'_>> {
        None
    }
}

/// A section of a report. With profiling off there are none.
#[derive(Clone, Debug, PartialEq)]
pub enum Section {}

impl Section {
    /// Index of the column with this id.
    #[must_use]
    pub fn column(&self, _id: &str) -> Option<usize> {
        match *self {}
    }

    /// The row of this name.
    #[must_use]
    pub fn row(&self, _name: &str) -> Option<RowView<'_>> {
        match *self {}
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = RowView<'_>> {
        std::iter::empty()
    }
}

/// A row of a section. With profiling off there are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowView<'a>(&'a Section);

impl<'a> RowView<'a> {
    /// Full name of the row.
    #[must_use]
    pub fn name(&self) -> &'a str {
        match *self.0 {}
    }

    /// The number in the column with this id.
    #[must_use]
    pub fn number(&self, _column: &str) -> Option<i64> {
        match *self.0 {}
    }

    /// Finished calls.
    #[must_use]
    pub fn calls(&self) -> Option<u64> {
        match *self.0 {}
    }

    /// Time of all calls together, in nanoseconds.
    #[must_use]
    pub fn total_ns(&self) -> Option<u64> {
        match *self.0 {}
    }

    /// Time of all calls together without the measured functions they called, in nanoseconds.
    #[must_use]
    pub fn self_ns(&self) -> Option<u64> {
        match *self.0 {}
    }

    /// Mean time of a call, in nanoseconds.
    #[must_use]
    pub fn average_ns(&self) -> Option<u64> {
        match *self.0 {}
    }
}

/// Text of numbers. With profiling off nobody has numbers, so it is plain.
pub(crate) mod format {
    /// Nanoseconds.
    pub(crate) fn duration(ns: u64) -> String {
        format!("{ns} ns")
    }

    /// Bytes.
    pub(crate) fn bytes(bytes: u64) -> String {
        format!("{bytes} B")
    }

    /// Hundredths of a percent.
    pub(crate) fn percent(basis_points: u64) -> String {
        format!("{}.{:02}%", basis_points / 100, basis_points % 100)
    }
}
