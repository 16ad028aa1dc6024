//! Looking things up in a report by name: sections, rows, numbers.

use crate::{Cell, FUNCTIONS, Report, Row, Section, Unit, name};

impl Report {
    /// The section with this id, such as `functions`.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The function of this name: [`Section::row`] of the functions section.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<RowView<'_>> {
        self.section(FUNCTIONS)?.row(name)
    }
}

impl Section {
    /// Index of the column with this id, such as `total` or `p95`.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// The row of this name: the full one, or its last segments (`load`, `db::load`, `Index::insert`).
    ///
    /// `None` when there is no such row, and also when there are several, so that a number never stands for a part of
    /// what was asked for: give more segments, or go through [`iter`](Section::iter). A full name comes before names
    /// that only end like it.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<RowView<'_>> {
        let mut exact = self.iter().filter(|row| row.name() == name);
        if let Some(found) = exact.next() {
            return exact.next().is_none().then_some(found);
        }
        let mut ending = self.iter().filter(|row| name::ends_with(row.name(), name));
        let found = ending.next()?;
        ending.next().is_none().then_some(found)
    }

    /// All rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = RowView<'_>> {
        self.rows.iter().map(|row| RowView { section: self, row })
    }
}

/// A row together with the section whose columns say what its cells are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowView<'a> {
    /// The section.
    pub section: &'a Section,
    /// The row.
    pub row: &'a Row,
}

impl<'a> RowView<'a> {
    /// Full name of the row.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.row.name
    }

    /// The number in the column with this id, in the unit of the column; `None` when it is absent or there is no such
    /// column.
    #[must_use]
    pub fn number(&self, column: &str) -> Option<i64> {
        match self.row.cell(self.section.column(column)?) {
            Cell::Number(number) => Some(*number),
            Cell::Absent | Cell::Text(_) => None,
        }
    }

    /// Finished calls.
    #[must_use]
    pub fn calls(&self) -> Option<u64> {
        self.number("calls")?.try_into().ok()
    }

    /// Time of all calls together, in nanoseconds; wall time for an async function.
    #[must_use]
    pub fn total_ns(&self) -> Option<u64> {
        self.nanoseconds("total")
    }

    /// Time of all calls together without the measured functions they called, in nanoseconds.
    #[must_use]
    pub fn self_ns(&self) -> Option<u64> {
        self.nanoseconds("self")
    }

    /// Mean time of a call, in nanoseconds.
    #[must_use]
    pub fn average_ns(&self) -> Option<u64> {
        self.nanoseconds("avg")
    }

    /// The number in a column of durations; the same columns hold bytes in a report about memory.
    fn nanoseconds(&self, column: &str) -> Option<u64> {
        let index = self.section.column(column)?;
        if self.section.columns[index].unit != Unit::Nanoseconds {
            return None;
        }
        self.number(column)?.try_into().ok()
    }
}
