//! The shapes that sections, rows and cells have in JSON; one definition for both directions.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, IntoDeserializer, Unexpected, Visitor, value};
use serde::{Deserialize, Deserializer, Serialize};

use super::map::Map;
use crate::{Call, CallState, Cell, Column, Histogram, Mark, Row, Section, Source};

/// A section without its id, which is its key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SectionForm<'a> {
    title: Cow<'a, str>,
    columns: Cow<'a, [Column]>,
    rows: Vec<RowForm<'a>>,
}

impl<'a> SectionForm<'a> {
    pub(crate) fn of(section: &'a Section) -> Self {
        SectionForm {
            title: Cow::Borrowed(&section.title),
            columns: Cow::Borrowed(&section.columns),
            rows: section.rows.iter().map(|row| RowForm::of(row, &section.columns)).collect(),
        }
    }

    pub(crate) fn into_owned(self) -> SectionForm<'static> {
        SectionForm {
            title: owned(self.title),
            columns: owned(self.columns),
            rows: self.rows.into_iter().map(RowForm::into_owned).collect(),
        }
    }

    pub(crate) fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn into_section(self, id: String) -> Result<Section, String> {
        let columns = self.columns.into_owned();
        let rows = self.rows.into_iter().enumerate().map(|(index, form)| form.into_row_at(index, &columns));
        let rows = rows.collect::<Result<_, _>>().map_err(|error| format!("`sections`: `{id}`: {error}"))?;
        Ok(Section { id, title: self.title.into_owned(), columns, rows })
    }
}

/// A row with its cells keyed by the ids of their columns, in a form that `K` chooses; what is empty is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "K: Deserialize<'de>"))]
pub(crate) struct RowForm<'a, K = Cow<'a, str>> {
    name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<usize>,
    #[serde(default = "Map::default")]
    values: Map<K, Cow<'a, Cell>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty", deserialize_with = "known_marks")]
    marks: Cow<'a, [Mark]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    histogram: Option<Cow<'a, Histogram>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    recent: Cow<'a, [Call]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    slowest: Cow<'a, [Call]>,
}

impl<'a> RowForm<'a> {
    pub(crate) fn of(row: &'a Row, columns: &'a [Column]) -> Self {
        let source = row.source.as_ref();
        let cells = columns.iter().zip(&row.cells).filter(|(_, cell)| **cell != Cell::Absent);
        RowForm {
            name: Cow::Borrowed(&row.name),
            file: source.map(|source| Cow::Borrowed(source.file.as_str())),
            line: source.map(|source| source.line),
            column: source.map(|source| source.column),
            parent: row.parent,
            values: Map(cells.map(|(column, cell)| (column.id.as_str().into(), Cow::Borrowed(cell))).collect()),
            marks: Cow::Borrowed(&row.marks),
            histogram: row.histogram.as_ref().map(Cow::Borrowed),
            recent: Cow::Borrowed(&row.recent),
            slowest: Cow::Borrowed(&row.slowest),
        }
    }

    pub(crate) fn into_owned(self) -> RowForm<'static> {
        let values = self.values.0.into_iter().map(|(id, cell)| (owned(id), owned(cell)));
        RowForm {
            name: owned(self.name),
            file: self.file.map(owned),
            line: self.line,
            column: self.column,
            parent: self.parent,
            values: Map(values.collect()),
            marks: owned(self.marks),
            histogram: self.histogram.map(owned),
            recent: owned(self.recent),
            slowest: owned(self.slowest),
        }
    }
}

impl<K: AsRef<str>> RowForm<'_, K> {
    /// The row, if its parent is before it when it is the one at `index`.
    pub(super) fn into_row_at(self, index: usize, columns: &[Column]) -> Result<Row, String> {
        match self.parent.filter(|&parent| parent >= index) {
            Some(parent) => Err(format!("the parent of row {index} is row {parent}, which is not before it")),
            None => Ok(self.into_row(columns)),
        }
    }

    pub(crate) fn into_row(self, columns: &[Column]) -> Row {
        let (line, column) = (self.line.unwrap_or_default(), self.column.unwrap_or_default());
        let mut cells = vec![Cell::Absent; columns.len()];
        for (id, cell) in self.values.0 {
            if let Some(index) = columns.iter().position(|column| column.id == id.as_ref()) {
                cells[index] = cell.into_owned();
            }
        }
        Row {
            name: self.name.into_owned(),
            source: self.file.map(|file| Source { file: file.into_owned(), line, column }),
            parent: self.parent,
            cells,
            marks: self.marks.into_owned(),
            histogram: self.histogram.map(Cow::into_owned),
            recent: self.recent.into_owned(),
            slowest: self.slowest.into_owned(),
        }
    }
}

fn owned<T: ToOwned + ?Sized>(value: Cow<'_, T>) -> Cow<'static, T> {
    Cow::Owned(value.into_owned())
}

/// Marks that a later version has added say nothing to this one.
fn known_marks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'static, [Mark]>, D::Error> {
    let marks = Vec::<String>::deserialize(deserializer)?;
    let known = |mark: String| Mark::deserialize(IntoDeserializer::<value::Error>::into_deserializer(mark)).ok();
    Ok(marks.into_iter().filter_map(known).collect())
}

/// So does the state of a call.
pub(crate) fn known_state<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<CallState>, D::Error> {
    let state = Option::<String>::deserialize(deserializer)?;
    let known = |state: String| CallState::deserialize(IntoDeserializer::<value::Error>::into_deserializer(state)).ok();
    Ok(state.and_then(known))
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;

        impl Visitor<'_> for Value {
            type Value = Cell;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer of 64 bits, a text or null")
            }

            fn visit_unit<E: Error>(self) -> Result<Cell, E> {
                Ok(Cell::Absent)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Cell, E> {
                i64::try_from(number)
                    .map(Cell::Number)
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
                Ok(Cell::Text(text.into()))
            }
        }

        deserializer.deserialize_any(Value)
    }
}
