//! One section as comma-separated values, for spreadsheets and data frames.

use hotpath_report::{Cell, Column, Report, Row, Section, Unit};

use crate::text::clean;
use crate::tree::{is_tree, parent};

/// One section of the report as CSV (RFC 4180): a header, then a line per row. `None` when the report has no such section.
///
/// The first columns are `name`, `file` and `line`; of a tree then `parent`, the number of the row above, where the first row is 1. Those of the
/// section follow by their ids, with the unit of the numbers at the end where the id does not end with it anyway: `avg_ns`, `size_bytes`,
/// `percent_total_bp` (basis points, hundredths of a percent). All columns are there, also those that other views leave out, and numbers
/// are as the report has them. What is not known is empty.
///
/// Spreadsheets run texts that begin with `=`, `+`, `-` or `@`. Such a text has an apostrophe before it, in front of which they show it; a name
/// of Rust does not begin like that. Control characters are escaped.
///
/// ```
/// use hotpath_render::csv;
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let average = Column::new("avg", "Avg", Unit::Nanoseconds, Better::Lower, Show::Always);
/// let load = Row { name: "app::load<u8, u8>".into(), cells: vec![Cell::Number(1_200)], ..Row::default() };
/// let functions = Section { id: "functions".into(), title: String::new(), columns: vec![average], rows: vec![load] };
/// let report = Report { sections: vec![functions], ..Report::default() };
/// assert_eq!(csv(&report, "functions").unwrap(), "name,file,line,avg_ns\r\n\"app::load<u8, u8>\",,,1200\r\n");
/// assert_eq!(csv(&report, "locks"), None);
/// ```
#[must_use]
pub fn csv(report: &Report, section: &str) -> Option<String> {
    let section = report.section(section)?;
    let mut fields: Vec<String> = ["name", "file", "line"].map(String::from).into();
    fields.extend(is_tree(section).then(|| "parent".into()));
    fields.extend(section.columns.iter().map(heading));
    let mut text = record(&fields);
    for (index, row) in section.rows.iter().enumerate() {
        text += &record(&cells(section, index, row));
    }
    Some(text)
}

fn heading(column: &Column) -> String {
    let unit = match column.unit {
        Unit::Nanoseconds => "ns",
        Unit::Bytes => "bytes",
        Unit::BasisPoints => "bp",
        Unit::Count | Unit::Text | Unit::Unknown => return field(&column.id),
    };
    let has_unit = column.id.rsplit('_').next() == Some(unit);
    if has_unit { field(&column.id) } else { field(&format!("{}_{unit}", column.id)) }
}

fn cells(section: &Section, index: usize, row: &Row) -> Vec<String> {
    let source = row.source.as_ref();
    let mut fields = vec![
        field(&row.name),
        source.map_or_else(String::new, |source| field(&source.file)),
        source.map_or_else(String::new, |source| source.line.to_string()),
    ];
    fields
        .extend(is_tree(section).then(|| parent(section, index).map_or_else(String::new, |row| (row + 1).to_string())));
    fields.extend((0..section.columns.len()).map(|column| match row.cell(column) {
        Cell::Absent => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => field(text),
    }));
    fields
}

/// A text that does nothing to a terminal and nothing to a spreadsheet, in quotes where it has to be.
fn field(text: &str) -> String {
    let mut text = clean(text);
    if text.trim_start().starts_with(['=', '+', '-', '@']) {
        text.insert(0, '\'');
    }
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn record(fields: &[String]) -> String {
    fields.join(",") + "\r\n"
}
