//! The functions as hotpath 0.9 knew them: one row per full name, limited like the table.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::histogram::percentile_of;
use crate::{Cell, Column, FUNCTIONS, Histogram, OUTSIDE, Report, Row, RowView, Section};

/// The functions that are shown, as one row per full name with the columns of hotpath 0.9: `calls`, `avg`,
/// percentiles, `total`, `percent_total`, as far as the report has them, and after these the columns
/// [`beside`](crate::Column::beside) them; [`Section::leading_columns`] gives the former.
///
/// They are the rows of the section of the report's mode: [`ALLOC`](crate::ALLOC) when it is about memory, else
/// [`FUNCTIONS`]. The row [`OUTSIDE`] is no function and is left out.
///
/// The names are those of the first [`limit`](Report::limit) rows of that section, in that order. Where several sites
/// have one name, also beyond the limit, `calls`, `total` and `percent_total` are sums, `avg` is total by calls,
/// rounded, and a percentile is the one of all calls together, if every site has its histogram; else it is absent. The
/// numbers beside these are merged alike, where that is possible: there is no histogram of them. A figure that one of
/// the sites does not know is absent.
#[must_use]
pub fn shown_functions(report: &Report) -> Section {
    match report.leading_section() {
        Some(functions) => merged(functions, report.limit),
        None => Section { id: FUNCTIONS.into(), ..Section::default() },
    }
}

/// The same of a section of functions that is given.
pub(crate) fn merged(functions: &Section, limit: usize) -> Section {
    let shown = if limit == 0 { functions.rows.len() } else { limit };
    let mut groups: Vec<Vec<RowView<'_>>> = Vec::new();
    let mut group_of_name: HashMap<&str, usize> = HashMap::new();
    for (index, site) in functions.iter().enumerate().filter(|(_, site)| site.name() != OUTSIDE) {
        match group_of_name.entry(site.name()) {
            Entry::Occupied(group) => groups[*group.get()].push(site),
            Entry::Vacant(name) if index < shown => {
                name.insert(groups.len());
                groups.push(vec![site]);
            }
            Entry::Vacant(_) => {}
        }
    }
    let figures = figures(functions);
    let mut merged = Section {
        id: functions.id.clone(),
        title: functions.title.clone(),
        columns: figures.iter().map(|figure| figure.column.clone()).collect(),
        rows: Vec::new(),
    };
    for sites in groups {
        let first = sites[0].row;
        let cells = figures.iter().map(|figure| merged_cell(&sites, figure)).collect();
        let (name, source, marks) = (first.name.clone(), first.source.clone(), first.marks.clone());
        merged.rows.push(Row { name, source, cells, marks, ..Row::default() });
    }
    merged
}

/// A column of the merged section, and how a number of it comes from those of several sites.
struct Figure<'a> {
    column: &'a Column,
    merge: Merge<'a>,
}

#[derive(Clone, Copy)]
enum Merge<'a> {
    Sum,
    /// The sum of this column by the calls.
    AverageOf(&'a str),
    Percentile(f64),
    /// There is nothing to make it from.
    Impossible,
}

/// 0.9's columns of a section, then those beside them.
fn figures(section: &Section) -> Vec<Figure<'_>> {
    let find = |id: &str| section.column(id).map(|index| &section.columns[index]);
    let total_count = find("total").and_then(|total| total.beside.as_deref());
    let mut figures = Vec::new();
    let mut beside = Vec::new();
    for column in &section.columns {
        let (merge, merge_beside) = match column.id.as_str() {
            "calls" | "total" | "percent_total" => (Merge::Sum, Merge::Sum),
            "avg" => (Merge::AverageOf("total"), total_count.map_or(Merge::Impossible, Merge::AverageOf)),
            id => match percentile_of(id) {
                Some(p) => (Merge::Percentile(p), Merge::Impossible),
                None => continue,
            },
        };
        figures.push(Figure { column, merge });
        if let Some(column) = column.beside.as_deref().and_then(find) {
            beside.push(Figure { column, merge: merge_beside });
        }
    }
    figures.append(&mut beside);
    figures
}

/// One figure of several sites of one name; of a single site it is the figure itself.
fn merged_cell(sites: &[RowView<'_>], figure: &Figure<'_>) -> Cell {
    let number = match (sites, figure.merge) {
        ([only], _) => only.number(&figure.column.id),
        (_, Merge::Sum) => sum(sites, &figure.column.id),
        (_, Merge::AverageOf(total)) => merged_average(sites, total),
        (_, Merge::Percentile(p)) => merged_percentile(sites, p),
        (_, Merge::Impossible) => None,
    };
    number.map_or(Cell::Absent, Cell::Number)
}

fn sum(sites: &[RowView<'_>], column: &str) -> Option<i64> {
    sites.iter().try_fold(0i64, |sum, site| Some(sum.saturating_add(site.number(column)?)))
}

fn merged_average(sites: &[RowView<'_>], total: &str) -> Option<i64> {
    let (total, calls) = (sum(sites, total)?, sum(sites, "calls")?);
    (calls > 0).then(|| (total as f64 / calls as f64).round() as i64)
}

fn merged_percentile(sites: &[RowView<'_>], p: f64) -> Option<i64> {
    let mut all = Histogram::default();
    let mut bounds = (i64::MAX, i64::MIN);
    // A site that was never called has no distribution and changes none.
    for site in sites.iter().filter(|site| site.number("calls") != Some(0)) {
        all.merge(site.row.histogram.as_ref()?);
        bounds = (bounds.0.min(site.number("min")?), bounds.1.max(site.number("max")?));
    }
    all.percentile(p, bounds.0 as f64, bounds.1 as f64).map(|value| value.round() as i64)
}
