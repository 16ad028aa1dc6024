//! Which rows of a report are wanted, and in which order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use crate::{ALLOC, Cell, FUNCTIONS, Report, Row, Section, Unit};

/// Which rows of a report are wanted, and in which order. By default all of them as they are.
///
/// ```
/// use hotpath_report::{Report, Selection};
///
/// let mut report: Report = serde_json::from_str(
///     r#"{"output": {"app::load": {"calls": 2}, "app::save": {"calls": 9}, "app::loads": {"calls": 5}}}"#,
/// ).unwrap();
/// let selection = Selection { filter: Some("load".into()), sort: Some("calls".into()), limit: Some(1) };
/// selection.apply(&mut report).unwrap();
/// let names: Vec<&str> = report.sections[0].iter().map(|row| row.name()).collect();
/// assert_eq!((names, report.limit), (vec!["app::loads"], 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// How many rows of each section are kept; 0 keeps all. It is the report's [`limit`](Report::limit) from then on. Trees are
    /// kept whole. In the sections of functions, rows beyond it stay if one within it has their name: they are merged with it
    /// where functions are shown, and would be missing in its figures.
    pub limit: Option<usize>,
    /// The column by whose cells rows are sorted: its id, or `name` for that of the row. Numbers begin with the largest, texts
    /// and names with the first of the alphabet; with `-` in front both begin with the largest or last, with `+` with the
    /// smallest or first. Rows without a value come last in any case, equal rows stay in their order, and sections without the
    /// column stay as they are. Of a tree, siblings are sorted.
    pub sort: Option<String>,
    /// Rows are kept whose full name contains this. Capitals and small letters are one where it has no capital. Of a tree, what
    /// is above and below a row that is kept is kept, too.
    pub filter: Option<String>,
}

impl Selection {
    /// Filters the rows, sorts them, and keeps as many as are wanted.
    ///
    /// # Errors
    ///
    /// When no section has the column to sort by. The message names those there are, and the report is as it was.
    pub fn apply(&self, report: &mut Report) -> Result<(), String> {
        if let Some(sort) = self.sort() {
            sort.check(report)?;
        }
        self.apply_known(report);
        Ok(())
    }

    /// Does what [`apply`](Self::apply) does. A column to sort by that no section has is no error, and rows stay in their order: for who asks again
    /// and again while the program runs, where a section is there from its first row on.
    pub fn apply_known(&self, report: &mut Report) {
        let sort = self.sort();
        for section in &mut report.sections {
            if let Some(filter) = &self.filter {
                keep_named(section, filter);
            }
            if let Some(sort) = &sort {
                sort.rows(section);
            }
            if let Some(limit) = self.limit.filter(|&limit| limit > 0) {
                cut(section, limit);
            }
        }
        report.limit = self.limit.unwrap_or(report.limit);
    }

    fn sort(&self) -> Option<Sort<'_>> {
        self.sort.as_deref().map(Sort::parse)
    }
}

/// Keeps the rows with this in their name and, of a tree, their callers and what they call.
fn keep_named(section: &mut Section, filter: &str) {
    let is_wanted = matcher(filter);
    let mut is_kept: Vec<bool> = section.rows.iter().map(|row| is_wanted(&row.name)).collect();
    let parents: Vec<Option<usize>> = parents(&section.rows);
    let named = is_kept.clone();
    // Parents come before their children: downwards in this order, upwards in the other one.
    let mut is_below = named.clone();
    for (index, parent) in parents.iter().enumerate() {
        is_below[index] |= parent.is_some_and(|parent| is_below[parent]);
        is_kept[index] |= is_below[index];
    }
    let mut is_above = named;
    for (index, parent) in parents.iter().enumerate().rev() {
        if let Some(parent) = parent.filter(|_| is_above[index]) {
            is_above[parent] = true;
            is_kept[parent] = true;
        }
    }
    let order: Vec<usize> = (0..section.rows.len()).filter(|&index| is_kept[index]).collect();
    reorder(section, &order);
}

/// Whether a name contains this; capitals and small letters are one where it has no capital.
pub(crate) fn matcher(filter: &str) -> impl Fn(&str) -> bool {
    let is_exact = filter.chars().any(char::is_uppercase);
    move |name| if is_exact { name.contains(filter) } else { name.to_lowercase().contains(filter) }
}

/// A column and a direction.
struct Sort<'a> {
    column: &'a str,
    /// `None` is the column's own.
    is_descending: Option<bool>,
}

/// What rows are sorted by that is no column.
const NAME: &str = "name";

impl<'a> Sort<'a> {
    fn parse(sort: &'a str) -> Self {
        let (column, is_descending) = match sort.strip_prefix('-') {
            Some(column) => (column, Some(true)),
            None => sort.strip_prefix('+').map_or((sort, None), |column| (column, Some(false))),
        };
        Sort { column, is_descending }
    }

    /// Has any section the column? The error names those there are.
    fn check(&self, report: &Report) -> Result<(), String> {
        let column = self.column;
        if column == NAME || report.sections.iter().any(|section| section.column(column).is_some()) {
            return Ok(());
        }
        let mut known = HashSet::new();
        let columns = report.sections.iter().flat_map(|section| &section.columns).map(|column| column.id.as_str());
        let columns: Vec<&str> = [NAME].into_iter().chain(columns).filter(|id| known.insert(*id)).collect();
        Err(format!(
            "no section has a column `{column}` to sort by; there are: {} (with `-` in front the largest first, with `+` the \
             smallest)",
            columns.join(", ")
        ))
    }

    fn rows(&self, section: &mut Section) {
        let column = section.column(self.column);
        let is_text = match column {
            Some(column) => section.columns[column].unit == Unit::Text,
            None if self.column == NAME => true,
            None => return,
        };
        let is_descending = self.is_descending.unwrap_or(!is_text);
        let rows = &section.rows;
        let compare = |left: usize, right: usize| match column {
            Some(column) => compared(rows[left].cell(column), rows[right].cell(column), is_descending),
            None => directed(rows[left].name.cmp(&rows[right].name), is_descending),
        };
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (index, parent) in parents(rows).into_iter().enumerate() {
            children.entry(parent).or_default().push(index);
        }
        for siblings in children.values_mut() {
            siblings.sort_by(|&left, &right| compare(left, right));
        }
        // Not by recursion: a tree may be as deep as the program's calls.
        let mut order = Vec::with_capacity(rows.len());
        let mut next: Vec<usize> = children.remove(&None).unwrap_or_default();
        next.reverse();
        while let Some(index) = next.pop() {
            order.push(index);
            next.extend(children.remove(&Some(index)).unwrap_or_default().into_iter().rev());
        }
        reorder(section, &order);
    }
}

/// Absent cells come last whatever the direction.
fn compared(left: &Cell, right: &Cell, is_descending: bool) -> Ordering {
    match (left, right) {
        (Cell::Absent, Cell::Absent) => Ordering::Equal,
        (Cell::Absent, _) => Ordering::Greater,
        (_, Cell::Absent) => Ordering::Less,
        (Cell::Number(left), Cell::Number(right)) => directed(left.cmp(right), is_descending),
        (Cell::Text(left), Cell::Text(right)) => directed(left.cmp(right), is_descending),
        (Cell::Number(_), Cell::Text(_)) => Ordering::Less,
        (Cell::Text(_), Cell::Number(_)) => Ordering::Greater,
    }
}

fn directed(ordering: Ordering, is_descending: bool) -> Ordering {
    if is_descending { ordering.reverse() } else { ordering }
}

/// Keeps so many rows, unless they are a tree.
fn cut(section: &mut Section, limit: usize) {
    if section.rows.len() <= limit || section.rows.iter().any(|row| row.parent.is_some()) {
        return;
    }
    if section.id == FUNCTIONS || section.id == ALLOC {
        let shown: HashSet<String> = section.rows[..limit].iter().map(|row| row.name.clone()).collect();
        section.rows.retain(|row| shown.contains(&row.name));
    } else {
        section.rows.truncate(limit);
    }
}

/// The parents of rows; one that is not before its child is none.
pub(crate) fn parents(rows: &[Row]) -> Vec<Option<usize>> {
    rows.iter().enumerate().map(|(index, row)| row.parent.filter(|&parent| parent < index)).collect()
}

/// The rows at these indices, which have their parents before them.
pub(crate) fn reorder(section: &mut Section, order: &[usize]) {
    let mut place_of = vec![None; section.rows.len()];
    for (place, &index) in order.iter().enumerate() {
        place_of[index] = Some(place);
    }
    let mut rows: Vec<Option<Row>> = std::mem::take(&mut section.rows).into_iter().map(Some).collect();
    let moved = order.iter().filter_map(|&index| {
        let row = rows.get_mut(index)?.take()?;
        Some(Row { parent: row.parent.and_then(|parent| *place_of.get(parent)?), ..row })
    });
    section.rows = moved.collect();
}
