//! Who calls a function, and what it calls: from the call tree.

use std::collections::HashMap;

use hotpath_report::{Report, Row, Section, TREE};
use serde::Serialize;

/// A caller, or what is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Relative {
    pub(crate) name: String,
    /// Calls of the function by this caller, or of this by the function; `None` where they are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calls: Option<i64>,
    /// The time they took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total_ns: Option<i64>,
}

/// The callers of a function, and what it calls, those with the most time first.
///
/// A pair that is nested in itself, as in a recursion, has its calls counted each time, and its time only where it is outermost: there it
/// is that of all the others, too.
pub(crate) fn relatives(report: &Report, function: &Row) -> (Vec<Relative>, Vec<Relative>) {
    let Some(tree) = report.section(TREE) else { return (Vec::new(), Vec::new()) };
    let (calls, total) = (tree.column("calls"), tree.column("total"));
    let is_it = |row: &Row| is_one(row, function);
    let mut relatives = [HashMap::new(), HashMap::new()];
    for (index, row) in tree.rows.iter().enumerate() {
        let Some(parent) = row.parent.filter(|&parent| parent < index).map(|parent| &tree.rows[parent]) else {
            continue;
        };
        for (side, other) in [(0, is_it(row).then_some(parent)), (1, is_it(parent).then_some(row))] {
            let Some(other) = other else { continue };
            let relative: &mut Relative = relatives[side]
                .entry((&other.name, &other.source))
                .or_insert_with(|| Relative { name: other.name.clone(), calls: None, total_ns: None });
            add(&mut relative.calls, calls.and_then(|column| row.number(column)));
            if !is_nested(tree, index) {
                add(&mut relative.total_ns, total.and_then(|column| row.number(column)));
            }
        }
    }
    let [callers, callees] = relatives.map(|side| sorted(side.into_values().collect()));
    (callers, callees)
}

/// Whether both are the same function. Older reports do not know where everything is.
fn is_one(one: &Row, other: &Row) -> bool {
    one.name == other.name && (one.source == other.source || one.source.is_none() || other.source.is_none())
}

fn add(sum: &mut Option<i64>, number: Option<i64>) {
    if let Some(number) = number {
        *sum = Some(sum.unwrap_or(0).saturating_add(number));
    }
}

/// Whether the same caller and callee are above the row already.
fn is_nested(tree: &Section, row: usize) -> bool {
    let parent = |row: usize| tree.rows[row].parent.filter(|&parent| parent < row);
    let is_one = |one: usize, other: usize| is_one(&tree.rows[one], &tree.rows[other]);
    let Some(caller) = parent(row) else { return false };
    std::iter::successors(Some(caller), |&above| parent(above))
        .any(|above| is_one(above, row) && parent(above).is_some_and(|over| is_one(over, caller)))
}

fn sorted(mut relatives: Vec<Relative>) -> Vec<Relative> {
    relatives.sort_by(|left, right| right.total_ns.cmp(&left.total_ns).then_with(|| left.name.cmp(&right.name)));
    relatives
}

#[cfg(test)]
mod tests {
    use hotpath_report::{Better, Cell, Column, Show, Unit};

    use super::*;

    #[test]
    fn a_recursion_s_time_counts_once() {
        let column = |id: &str| Column::new(id, id, Unit::Count, Better::Lower, Show::Always);
        let row = |name: &str, parent, calls, total| Row {
            name: name.into(),
            parent,
            cells: vec![Cell::Number(calls), Cell::Number(total)],
            ..Row::default()
        };
        // main, walk below it, and walk below walk, twice.
        let rows = vec![
            row("main", None, 1, 100),
            row("walk", Some(0), 1, 90),
            row("walk", Some(1), 2, 80),
            row("walk", Some(2), 4, 70),
        ];
        let function = rows[1].clone();
        let tree =
            Section { id: TREE.into(), columns: vec![column("calls"), column("total")], rows, ..Section::default() };
        let report = Report { sections: vec![tree], ..Report::default() };
        let (callers, callees) = relatives(&report, &function);
        let said = |relatives: Vec<Relative>| -> Vec<(String, Option<i64>, Option<i64>)> {
            relatives.into_iter().map(|relative| (relative.name, relative.calls, relative.total_ns)).collect()
        };
        assert_eq!(said(callers), [("main".into(), Some(1), Some(90)), ("walk".into(), Some(6), Some(80))]);
        assert_eq!(said(callees), [("walk".into(), Some(6), Some(80))]);
    }
}
