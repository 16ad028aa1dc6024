//! What the table of a section shows at the moment: its rows filtered, sorted and folded.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use hotpath_report::{Cell, Report, Row, Section, Selection, Show, Source, Unit};

use unicode_width::UnicodeWidthStr;

use super::{Table, figure, names};
use crate::commands::console::shape::name_width;

/// A section as it is shown.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The section with the rows that the filter leaves, in the order they are sorted in.
    pub(crate) section: Section,
    /// How many rows there are without the filter.
    pub(crate) row_count: usize,
    /// Short names of the rows.
    pub(crate) names: Vec<String>,
    /// What tells each row from all others, also in later reports.
    pub(crate) keys: Vec<u64>,
    /// Indices of the columns that are shown.
    pub(crate) columns: Vec<usize>,
    /// Columns of the terminal that the figures of each of them take at most.
    pub(crate) widths: Vec<usize>,
    /// Columns of the terminal that names take at most, with their indentation.
    pub(crate) name_width: usize,
    /// What is on the screen, if it is high enough.
    pub(crate) lines: Vec<TableLine>,
}

/// One line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TableLine {
    /// Index of the row in [`Lines::section`].
    pub(crate) row: usize,
    /// How many callers it has.
    pub(crate) depth: usize,
    /// Whether the rows below it are hidden; `None` where there are none.
    pub(crate) is_folded: Option<bool>,
}

impl Lines {
    pub(crate) fn new(section: &Section, table: &Table) -> Self {
        let mut report = Report { sections: vec![section.clone()], ..Report::default() };
        let filter = Some(table.filter.clone()).filter(|filter| !filter.is_empty());
        let sort = table.sort_of(section).map(|sort| sort.text());
        Selection { limit: None, sort, filter }.apply_known(&mut report);
        let shown = report.sections.pop().unwrap_or_default();
        let names = names(section, &shown);
        let keys = keys(&shown.rows);
        let lines = unfolded(&shown.rows, &keys, &table.folded);
        let columns = columns(&shown, table.has_all_columns);
        let width = |&index: &usize| shown.rows.iter().map(|row| figure(&shown, row, index).width()).max().unwrap_or(0);
        let widths = columns.iter().map(width).collect();
        let name_width = lines.iter().map(|line| name_width(line.depth, &names[line.row])).max().unwrap_or(0);
        Lines { section: shown, row_count: section.rows.len(), names, keys, columns, widths, name_width, lines }
    }

    /// The line of the row with this key.
    pub(crate) fn line_of(&self, key: u64) -> Option<usize> {
        self.lines.iter().position(|line| self.keys[line.row] == key)
    }

    /// The key of the row in a line.
    pub(crate) fn key_at(&self, line: usize) -> Option<u64> {
        self.lines.get(line).map(|line| self.keys[line.row])
    }

    /// Whether rows have rows below them.
    pub(crate) fn is_tree(&self) -> bool {
        self.section.rows.iter().any(|row| row.parent.is_some())
    }
}

/// Names that are the same with and without a filter.
fn names(all: &Section, shown: &Section) -> Vec<String> {
    type Place<'a> = (&'a str, Option<&'a Source>);
    let texts = names::names(&all.rows);
    let known: HashMap<Place<'_>, &String> =
        all.rows.iter().map(|row| (row.name.as_str(), row.source.as_ref())).zip(&texts).collect();
    let name = |row: &Row| known.get(&(row.name.as_str(), row.source.as_ref())).map(|name| (*name).clone());
    shown.rows.iter().map(|row| name(row).unwrap_or_default()).collect()
}

/// A number for each row, of its name, its place in the source, its parents', and which of several such rows it is.
fn keys(rows: &[Row]) -> Vec<u64> {
    let mut keys: Vec<u64> = Vec::with_capacity(rows.len());
    let mut seen: HashMap<u64, u32> = HashMap::new();
    for row in rows {
        let parent = row.parent.and_then(|parent| keys.get(parent));
        let alike = hash(&(parent, &row.name, &row.source));
        let place = seen.entry(alike).or_default();
        keys.push(hash(&(alike, *place)));
        *place += 1;
    }
    keys
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The rows that no folded one is above of.
fn unfolded(rows: &[Row], keys: &[u64], folded: &HashSet<u64>) -> Vec<TableLine> {
    let mut has_children = vec![false; rows.len()];
    for parent in rows.iter().enumerate().filter_map(|(index, row)| row.parent.filter(|&parent| parent < index)) {
        has_children[parent] = true;
    }
    // Depth of each row, and whether it is hidden; parents come before their children.
    let mut depths: Vec<(usize, bool)> = Vec::with_capacity(rows.len());
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let parent = row.parent.filter(|&parent| parent < index);
        let (depth, is_hidden) = parent.map_or((0, false), |parent| {
            let (depth, is_hidden) = depths[parent];
            (depth + 1, is_hidden || folded.contains(&keys[parent]))
        });
        depths.push((depth, is_hidden));
        if !is_hidden {
            let is_folded = has_children[index].then(|| folded.contains(&keys[index]));
            lines.push(TableLine { row: index, depth, is_folded });
        }
    }
    lines
}

/// The columns that are shown: all that stand for themselves, or those of them that matter most.
fn columns(section: &Section, has_all: bool) -> Vec<usize> {
    let has_any =
        |index: usize| section.rows.iter().any(|row| !matches!(row.cell(index), Cell::Absent | Cell::Number(0)));
    let leading = section.leading_columns();
    let shown = leading.filter(|(index, column)| match column.show {
        Show::Always => true,
        Show::WhenAny => has_all || has_any(*index),
        Show::Detail => has_all && (column.unit != Unit::Text || has_any(*index)),
    });
    shown.map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::console::app::Sort;

    fn row(name: &str, parent: Option<usize>, number: i64) -> Row {
        Row { name: name.into(), parent, cells: vec![Cell::Number(number)], ..Row::default() }
    }

    fn section(rows: Vec<Row>) -> Section {
        let column = hotpath_report::Column::percentile(95.0, Unit::Nanoseconds);
        Section { columns: vec![column], rows, ..Section::default() }
    }

    fn names(lines: &Lines) -> Vec<(&str, usize)> {
        lines.lines.iter().map(|line| (lines.names[line.row].as_str(), line.depth)).collect()
    }

    #[test]
    fn a_folded_row_hides_what_is_below_it() {
        let rows = vec![row("a", None, 9), row("b", Some(0), 5), row("c", Some(1), 4), row("d", Some(0), 7)];
        let mut table = Table::default();
        let all = Lines::new(&section(rows.clone()), &table);
        assert_eq!(names(&all), [("a", 0), ("b", 1), ("c", 2), ("d", 1)]);
        table.sort = Some(Some(Sort { column: "p95".into(), is_descending: true }));
        table.folded.insert(all.keys[1]);
        assert_eq!(names(&Lines::new(&section(rows), &table)), [("a", 0), ("d", 1), ("b", 1)]);
    }

    #[test]
    fn a_row_keeps_its_key_wherever_it_goes() {
        let before =
            Lines::new(&section(vec![row("a", None, 1), row("b", None, 2), row("b", None, 3)]), &Table::default());
        let after =
            Lines::new(&section(vec![row("b", None, 2), row("a", None, 9), row("b", None, 3)]), &Table::default());
        assert_eq!(after.line_of(before.keys[0]), Some(1));
        assert_eq!(after.line_of(before.keys[2]), Some(2));
        assert_eq!(after.line_of(7), None);
    }

    #[test]
    fn a_name_is_the_same_with_a_filter() {
        let rows = vec![row("app::a::parse::line", None, 1), row("app::b::parse::line", None, 2)];
        let table = Table { filter: "b::".into(), ..Table::default() };
        let lines = Lines::new(&section(rows), &table);
        assert_eq!(names(&lines), [("b::parse::line", 0)]);
        assert_eq!(lines.row_count, 2);
    }
}
