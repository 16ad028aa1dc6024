//! Who calls a function, and what it calls: from the call tree.

use std::collections::HashMap;

use hotpath_report::{Report, TREE};

use super::numbers::number;

/// A caller, or what is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relative {
    pub(super) name: String,
    /// Calls of the function by this caller, or of this by the function; `None` where they are not known.
    pub(super) calls: Option<i64>,
    /// The time they took.
    pub(super) total_ns: Option<i64>,
}

/// The callers of the function, and what it calls, those with the most time first.
pub(super) fn relatives(report: &Report, function: &str) -> (Vec<Relative>, Vec<Relative>) {
    let Some(tree) = report.section(TREE) else { return (Vec::new(), Vec::new()) };
    let (calls, total) = (tree.column("calls"), tree.column("total"));
    let mut callers = HashMap::new();
    let mut callees = HashMap::new();
    let add = |relatives: &mut HashMap<String, Relative>, name: &str, row| {
        let sum = |known: Option<i64>, column: Option<usize>| {
            let number = column.and_then(|column| number(row, column));
            number.map_or(known, |number| Some(known.unwrap_or(0).saturating_add(number)))
        };
        let known = relatives.remove(name);
        let (old_calls, old_total) = known.map_or((None, None), |known| (known.calls, known.total_ns));
        let relative = Relative { name: name.into(), calls: sum(old_calls, calls), total_ns: sum(old_total, total) };
        relatives.insert(name.into(), relative);
    };
    for (index, row) in tree.rows.iter().enumerate() {
        let Some(parent) = row.parent.filter(|&parent| parent < index).map(|parent| &tree.rows[parent]) else {
            continue;
        };
        if row.name == function {
            add(&mut callers, &parent.name, row);
        }
        if parent.name == function {
            add(&mut callees, &row.name, row);
        }
    }
    (sorted(callers), sorted(callees))
}

fn sorted(relatives: HashMap<String, Relative>) -> Vec<Relative> {
    let mut relatives: Vec<Relative> = relatives.into_values().collect();
    relatives.sort_by(|left, right| right.total_ns.cmp(&left.total_ns).then_with(|| left.name.cmp(&right.name)));
    relatives
}
