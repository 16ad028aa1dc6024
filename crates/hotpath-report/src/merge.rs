//! The functions as hotpath 0.9 knew them: one row per full name, limited like the table.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::histogram::percentile_of;
use crate::{Cell, FUNCTIONS, Histogram, Report, Row, RowView, Section};

/// The functions that are shown, as one row per full name with the columns of hotpath 0.9: `calls`, `avg`,
/// percentiles, `total`, `percent_total`, as far as the report has them.
///
/// The names are those of the first [`limit`](Report::limit) rows of the functions section, in that order. Where
/// several sites have one name, also beyond the limit, `calls`, `total` and `percent_total` are sums, `avg` is total
/// by calls, rounded, and a percentile is the one of all calls together, if every site has its histogram; else it is
/// absent. A figure that one of the sites does not know is absent.
#[must_use]
pub fn shown_functions(report: &Report) -> Section {
    let Some(functions) = report.section(FUNCTIONS) else {
        return Section { id: FUNCTIONS.into(), ..Section::default() };
    };
    let shown = if report.limit == 0 { functions.rows.len() } else { report.limit };
    let mut groups: Vec<Vec<RowView<'_>>> = Vec::new();
    let mut group_of_name: HashMap<&str, usize> = HashMap::new();
    for (index, site) in functions.iter().enumerate() {
        match group_of_name.entry(site.name()) {
            Entry::Occupied(group) => groups[*group.get()].push(site),
            Entry::Vacant(name) if index < shown => {
                name.insert(groups.len());
                groups.push(vec![site]);
            }
            Entry::Vacant(_) => {}
        }
    }
    let columns = functions.columns.iter().filter(|column| {
        matches!(column.id.as_str(), "calls" | "avg" | "total" | "percent_total") || percentile_of(&column.id).is_some()
    });
    let mut merged = Section {
        id: functions.id.clone(),
        title: functions.title.clone(),
        columns: columns.cloned().collect(),
        rows: Vec::new(),
    };
    for sites in groups {
        let first = sites[0].row;
        let cells = merged.columns.iter().map(|column| merged_cell(&sites, &column.id)).collect();
        let (name, source, marks) = (first.name.clone(), first.source.clone(), first.marks.clone());
        merged.rows.push(Row { name, source, cells, marks, ..Row::default() });
    }
    merged
}

/// One figure of several sites of one name; of a single site it is the figure itself.
fn merged_cell(sites: &[RowView<'_>], column: &str) -> Cell {
    let number = match sites {
        [only] => only.number(column),
        _ => match percentile_of(column) {
            Some(p) => merged_percentile(sites, p),
            None if column == "avg" => merged_average(sites),
            None => sum(sites, column),
        },
    };
    number.map_or(Cell::Absent, Cell::Number)
}

fn sum(sites: &[RowView<'_>], column: &str) -> Option<i64> {
    sites.iter().try_fold(0i64, |sum, site| Some(sum.saturating_add(site.number(column)?)))
}

fn merged_average(sites: &[RowView<'_>]) -> Option<i64> {
    let (total, calls) = (sum(sites, "total")?, sum(sites, "calls")?);
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
