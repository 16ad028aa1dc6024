//! Rows in JSON, with the units of their figures; and what makes any answer safe and short.

use hotpath_render::clean as clean_text;
use hotpath_report::{Cell, Column, Row, Section, Show};
use serde_json::{Map, Value, json};

/// The rows of a section, the units of their figures by id, and how many rows there are beyond them.
pub(super) fn section(section: &Section, left_out: usize, has_all: bool) -> Value {
    let columns: Vec<usize> = (0..section.columns.len()).filter(|&index| is_shown(section, index, has_all)).collect();
    let rows: Vec<Value> = section.rows.iter().map(|row| self::row(section, row, &columns)).collect();
    json!({ "title": section.title, "units": units(section, &columns), "rows": rows, "left_out": left_out })
}

/// All that is known of one row, and the units.
pub(super) fn whole_row(section: &Section, row: &Row) -> Value {
    let columns: Vec<usize> = (0..section.columns.len()).filter(|&index| *row.cell(index) != Cell::Absent).collect();
    let mut whole = self::row(section, row, &columns);
    whole["units"] = units(section, &columns);
    let first = |calls: &[hotpath_report::Call]| json!(calls.iter().take(MOST_CALLS).collect::<Vec<_>>());
    for (key, calls) in [("slowest", &row.slowest), ("latest", &row.recent)] {
        if !calls.is_empty() {
            whole[key] = first(calls);
        }
    }
    whole
}

/// Says which columns there are.
pub(super) fn no_column(section: &Section, id: &str) -> String {
    let known: Vec<&str> = section.columns.iter().map(|column| column.id.as_str()).collect();
    format!("{} has no figures `{id}`; there are: {}", section.id, known.join(", "))
}

/// The same without what would do something to a terminal, and with texts of a length that can be read.
pub(super) fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(short(&text)),
        Value::Array(values) => values.into_iter().map(clean).collect(),
        Value::Object(values) => values.into_iter().map(|(key, value)| (short(&key), clean(value))).collect(),
        other => other,
    }
}

/// Calls that are told of a row.
const MOST_CALLS: usize = 10;
/// Characters of a text: a result's `Debug` text may be anything.
const MOST_CHARACTERS: usize = 1_000;

/// A text that can be shown and read, cut where it is long.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => clean_text(&text[..end]) + "…",
        None => clean_text(text),
    }
}

/// What tables show, with what stands beside it there; or all that any row knows.
fn is_shown(section: &Section, index: usize, has_all: bool) -> bool {
    let is_known = |empty: &[Cell]| section.rows.iter().any(|row| !empty.contains(row.cell(index)));
    let column = &section.columns[index];
    let is_beside = |other: &Column| other.beside.as_deref() == Some(&column.id) && other.show == Show::Always;
    match column.show {
        _ if has_all => is_known(&[Cell::Absent]),
        Show::Always => is_known(&[Cell::Absent]),
        Show::WhenAny => is_known(&[Cell::Absent, Cell::Number(0)]),
        Show::Detail => section.columns.iter().any(is_beside) && is_known(&[Cell::Absent]),
    }
}

fn units(section: &Section, columns: &[usize]) -> Value {
    let unit = |&index: &usize| (section.columns[index].id.clone(), json!(section.columns[index].unit));
    Value::Object(columns.iter().map(unit).collect())
}

fn row(section: &Section, row: &Row, columns: &[usize]) -> Value {
    let known = columns.iter().filter(|&&index| *row.cell(index) != Cell::Absent);
    let values: Map<String, Value> =
        known.map(|&index| (section.columns[index].id.clone(), json!(row.cell(index)))).collect();
    let mut form = json!({ "name": row.name, "values": values });
    if let Some(source) = &row.source {
        form["at"] = format!("{}:{}", source.file, source.line).into();
    }
    if let Some(parent) = row.parent {
        form["parent"] = parent.into();
    }
    if !row.marks.is_empty() {
        form["marks"] = json!(row.marks);
    }
    form
}
