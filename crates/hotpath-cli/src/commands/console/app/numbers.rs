//! Figures as the table report has them, and by which of them rows are sorted.

use hotpath_render::format;
use hotpath_report::{Cell, Column, Row, Section};

/// A column that rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sort {
    /// Id of the column, or [`Sort::NAME`].
    pub(crate) column: String,
    pub(crate) is_descending: bool,
}

impl Sort {
    /// Stands for the name of the row.
    pub(crate) const NAME: &str = "name";

    /// As a [`Selection`](hotpath_report::Selection) takes it.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", if self.is_descending { '-' } else { '+' }, self.column)
    }
}

/// The figure of a row in a column, with what stands beside it in parentheses.
pub(crate) fn figure(section: &Section, row: &Row, index: usize) -> String {
    let Some(column) = section.columns.get(index) else { return String::new() };
    let text = format::cell(row.cell(index), column.unit);
    match beside(section, column).map(|(index, unit)| (row.cell(index), unit)) {
        None | Some((Cell::Absent, _)) => text,
        Some((cell, unit)) => format!("{text} ({})", format::cell(cell, unit)),
    }
}

fn beside(section: &Section, column: &Column) -> Option<(usize, hotpath_report::Unit)> {
    let index = section.column(column.beside.as_deref()?)?;
    Some((index, section.columns[index].unit))
}
