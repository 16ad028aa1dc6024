//! Looking things up in a report by name: sections, rows, numbers.

use crate::{ALLOC, Column, FUNCTIONS, Mode, Report, Row, Section, Unit, name};

impl Report {
    /// The section with this id, such as `functions`.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The function of this name with its times: [`Section::row`] of the section [`FUNCTIONS`]. What it allocates is in
    /// the row of the same name of the section [`ALLOC`].
    #[must_use]
    pub fn function(&self, name: &str) -> Option<RowView<'_>> {
        self.section(FUNCTIONS)?.row(name)
    }

    /// The section with the leading figures of the functions, by the mode of the report.
    pub(crate) fn leading_section(&self) -> Option<&Section> {
        let memory = self.section(ALLOC).filter(|_| self.mode == Mode::Alloc);
        memory.or_else(|| self.section(FUNCTIONS))
    }
}

impl Section {
    /// Index of the column with this id, such as `total` or `p95`.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// The columns that stand for themselves, with their indices: all but those that another column has
    /// [`beside`](Column::beside) it.
    pub fn leading_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        let is_beside = |id: &str| self.columns.iter().any(|column| column.beside.as_deref() == Some(id));
        self.columns.iter().enumerate().filter(move |(_, column)| !is_beside(&column.id))
    }

    /// The row of this name: the full one, or its last segments (`load`, `db::load`, `Index::insert`).
    ///
    /// `None` when there is no such row, and also when there are several, so that a number never stands for a part of
    /// what was asked for: give more segments, or go through [`iter`](Section::iter). A full name comes before names
    /// that only end like it.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<RowView<'_>> {
        match self.named(name)[..] {
            [found] => Some(found),
            _ => None,
        }
    }

    /// All rows that this name may stand for: those of this full name, or, where there are none, those that end with it.
    ///
    /// ```
    /// use hotpath_report::Report;
    ///
    /// let report: Report = serde_json::from_str(r#"{"output": {"a::load": {}, "b::load": {}, "c::unload": {}}}"#).unwrap();
    /// let functions = report.section("functions").unwrap();
    /// assert_eq!(functions.named("load").len(), 2);
    /// assert_eq!(functions.named("a::load")[0].name(), "a::load");
    /// ```
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<RowView<'_>> {
        let exact: Vec<RowView<'_>> = self.iter().filter(|row| row.name() == name).collect();
        if exact.is_empty() { self.iter().filter(|row| name::ends_with(row.name(), name)).collect() } else { exact }
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
        self.row.number(self.section.column(column)?)
    }

    /// The number that stands beside the one in the column with this id, such as the count of allocations beside
    /// their bytes; `None` when it is absent, or no column is beside that one.
    ///
    /// ```
    /// use hotpath_report::{Better, Cell, Column, Row, Section, Show, Unit};
    ///
    /// let bytes = Column::new("total", "Total", Unit::Bytes, Better::Lower, Show::Always).beside("total_count");
    /// let count = Column::new("total_count", "Total count", Unit::Count, Better::Lower, Show::Detail);
    /// let row = Row { name: "app::load".into(), cells: vec![Cell::Number(1_536), Cell::Number(3)], ..Row::default() };
    /// let alloc = Section { id: "alloc".into(), title: String::new(), columns: vec![bytes, count], rows: vec![row] };
    /// let load = alloc.row("load").unwrap();
    /// assert_eq!((load.bytes("total"), load.beside("total")), (Some(1_536), Some(3)));
    /// assert_eq!((load.bytes("total_count"), load.beside("total_count")), (None, None));
    /// ```
    #[must_use]
    pub fn beside(&self, column: &str) -> Option<i64> {
        self.number(self.section.columns[self.section.column(column)?].beside.as_deref()?)
    }

    /// The number in a column of bytes, such as `total` of the section `alloc`; `None` when it is absent or below 0,
    /// or the column has another unit.
    #[must_use]
    pub fn bytes(&self, column: &str) -> Option<u64> {
        self.number_of(column, Unit::Bytes)
    }

    /// Finished calls.
    #[must_use]
    pub fn calls(&self) -> Option<u64> {
        self.number("calls")?.try_into().ok()
    }

    /// Time of all calls together, in nanoseconds; wall time for an async function.
    #[must_use]
    pub fn total_ns(&self) -> Option<u64> {
        self.number_of("total", Unit::Nanoseconds)
    }

    /// Time of all calls together without the measured functions they called, in nanoseconds.
    #[must_use]
    pub fn self_ns(&self) -> Option<u64> {
        self.number_of("self", Unit::Nanoseconds)
    }

    /// Mean time of a call, in nanoseconds.
    #[must_use]
    pub fn average_ns(&self) -> Option<u64> {
        self.number_of("avg", Unit::Nanoseconds)
    }

    /// The number in a column, if it is of this unit: `total` is a duration in one section and bytes in another.
    fn number_of(&self, column: &str, unit: Unit) -> Option<u64> {
        let index = self.section.column(column)?;
        if self.section.columns[index].unit != unit {
            return None;
        }
        self.number(column)?.try_into().ok()
    }
}
