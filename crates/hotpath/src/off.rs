//! The engine's shadow when profiling is off: the same names, nothing behind them.
//!
//! All functions are `#[inline]`: only a compiler that sees that nothing is done with what they take leaves out the making
//! of it.

use std::{path::PathBuf, time::Duration};

use crate::front::{Format, Reporter};

/// What is wrong with a second session: nothing, there is none.
pub(crate) const ALREADY_RUNNING: &str = "";

/// What the program asks for.
#[derive(Debug)]
pub(crate) struct Options;

impl Options {
    #[inline]
    pub(crate) fn new(_: &'static str) -> Self {
        Self
    }

    #[inline]
    pub(crate) fn set_percentiles(&mut self, _: impl Iterator<Item = f64>) {}

    #[inline]
    pub(crate) fn set_limit(&mut self, _: usize) {}

    #[inline]
    pub(crate) fn set_format(&mut self, _: Format) {}

    #[inline]
    pub(crate) fn set_reporter(&mut self, _: Box<dyn Reporter>) {}

    #[inline]
    pub(crate) fn set_output_path(&mut self, _: impl Into<PathBuf>) {}

    #[inline]
    pub(crate) fn set_sections(&mut self, _: &str) {}

    #[inline]
    pub(crate) fn set_timeout(&mut self, _: Duration) {}
}

/// A session.
#[derive(Debug)]
pub(crate) struct Session;

impl Session {
    #[inline]
    pub(crate) fn start(_: Options) -> Option<Self> {
        Some(Self)
    }

    #[inline]
    pub(crate) fn leave_running(self) {}
}

/// As the engine's session has one: without it, a lint would ask programs why they drop the guard.
impl Drop for Session {
    #[inline]
    fn drop(&mut self) {}
}

/// A section that the program wants to see.
#[derive(Debug)]
pub(crate) struct Watch;

impl Watch {
    #[inline]
    pub(crate) fn start(_: &'static str, _: Format) -> Self {
        Self
    }
}

/// As [`Session`] has one.
impl Drop for Watch {
    #[inline]
    fn drop(&mut self) {}
}

#[inline]
pub(crate) fn snapshot() -> Report {
    Report
}

#[inline]
pub(crate) fn reset() {}

/// A report. With profiling off it is empty.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report;

impl Report {
    /// The section with this id: none.
    #[must_use]
    #[inline]
    pub fn section(&self, _id: &str) -> Option<&Section> {
        None
    }

    /// The function of this name: none.
    #[must_use]
    #[inline]
    pub fn function(&self, _name: &str) -> Option<RowView<'_>> {
        None
    }
}

/// A section of a report. With profiling off there are none.
#[derive(Clone, Debug, PartialEq)]
pub struct Section(Never);

/// Private, or the compiler would tell programs that what they do with a section is unreachable.
#[derive(Clone, Debug, PartialEq)]
enum Never {}

impl Section {
    /// Index of the column with this id.
    #[must_use]
    #[inline]
    pub fn column(&self, _id: &str) -> Option<usize> {
        match self.0 {}
    }

    /// The row of this name.
    #[must_use]
    #[inline]
    pub fn row(&self, _name: &str) -> Option<RowView<'_>> {
        match self.0 {}
    }

    /// All rows.
    #[inline]
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
    #[inline]
    pub fn name(&self) -> &'a str {
        match self.0.0 {}
    }

    /// The number in the column with this id.
    #[must_use]
    #[inline]
    pub fn number(&self, _column: &str) -> Option<i64> {
        match self.0.0 {}
    }

    /// Finished calls.
    #[must_use]
    #[inline]
    pub fn calls(&self) -> Option<u64> {
        match self.0.0 {}
    }

    /// Time of all calls together, in nanoseconds.
    #[must_use]
    #[inline]
    pub fn total_ns(&self) -> Option<u64> {
        match self.0.0 {}
    }

    /// Time of all calls together without the measured functions they called, in nanoseconds.
    #[must_use]
    #[inline]
    pub fn self_ns(&self) -> Option<u64> {
        match self.0.0 {}
    }

    /// Mean time of a call, in nanoseconds.
    #[must_use]
    #[inline]
    pub fn average_ns(&self) -> Option<u64> {
        match self.0.0 {}
    }
}

/// What expansions name. With profiling off there are hardly any.
pub mod expansion {
    pub use core::any::type_name_of_val;
}

/// What the wrappers of channels and locks name. With profiling off there are none.
pub mod flow {}

/// What the counting allocator names. With profiling off it passes everything on.
#[path = "engine/record/uncounted.rs"]
pub(crate) mod memory;

/// What the counting allocator says and what is made of it. With profiling off nothing is.
#[path = "engine/record/counts.rs"]
mod counts;

pub use counts::AllocCounts;

/// Text of numbers. With profiling off nobody has numbers, so it is plain.
pub(crate) mod format {
    /// Nanoseconds.
    #[inline]
    pub(crate) fn duration(ns: u64) -> String {
        format!("{ns} ns")
    }

    /// Bytes.
    #[inline]
    pub(crate) fn bytes(bytes: u64) -> String {
        format!("{bytes} B")
    }

    /// Hundredths of a percent.
    #[inline]
    pub(crate) fn percent(basis_points: u64) -> String {
        format!("{}.{:02}%", basis_points / 100, basis_points % 100)
    }
}
