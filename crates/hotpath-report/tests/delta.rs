//! What changed between two reports, made in the first one, gives the second one.

#[path = "support/reports.rs"]
mod reports;

use hotpath_report::{Cell, Delta, Report, Row, Section};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use serde_json::{Value, json};

use crate::reports::{columns, report};

proptest! {
    #[test]
    fn the_changes_lead_from_one_report_to_the_other(old in report(), new in report()) {
        let delta = Delta::between(&old, &new);
        let mut changed = old.clone();
        delta.apply(&mut changed).unwrap();
        prop_assert_eq!(&changed, &new);
        prop_assert_eq!(delta.is_empty(), old == new);

        let text = serde_json::to_string(&delta).unwrap();
        let read: Delta = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &delta);
        let mut changed = old;
        read.apply(&mut changed).unwrap();
        prop_assert_eq!(changed, new);
    }

    #[test]
    fn a_few_changes_are_a_small_delta(old in report(), edits in vec(edit(), 0..4)) {
        let mut new = old.clone();
        edits.iter().for_each(|edit| edit.make(&mut new));
        let delta = Delta::between(&old, &new);
        prop_assert!(delta.row_count() <= edits.len(), "{} rows for {edits:?}", delta.row_count());
        let mut changed = old;
        delta.apply(&mut changed).unwrap();
        prop_assert_eq!(changed, new);
    }

    #[test]
    fn changes_of_another_report_are_an_error_or_a_report(old in report(), new in report(), other in report()) {
        let other = Report { elapsed_ns: old.elapsed_ns, ..other };
        let mut changed = other.clone();
        match Delta::between(&old, &new).apply(&mut changed) {
            Err(_) => prop_assert_eq!(changed, other),
            Ok(()) => {
                let text = serde_json::to_string(&changed).unwrap();
                prop_assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), changed);
            }
        }
    }

    #[test]
    fn any_order_of_rows_is_an_error_or_a_report(
        order in vec((option::of(number()), number()), 0..5),
        rows in vec((number(), option::of(number())), 0..4),
    ) {
        let rows: Vec<Value> = rows.into_iter().map(|(index, parent)| json!([index, {"name": "new", "parent": parent}])).collect();
        let delta = json!({"since": 0, "changed": {"flat": {"order": order, "rows": rows}}});
        let delta: Delta = serde_json::from_value(delta).unwrap();
        let old = flat(3);
        let mut changed = old.clone();
        if delta.apply(&mut changed).is_err() {
            prop_assert_eq!(changed, old);
        }
    }
}

/// Small ones, and those at which sums overflow.
fn number() -> impl Strategy<Value = usize> {
    prop_oneof![0..5usize, select(vec![usize::MAX, usize::MAX - 1, 1 << 40])]
}

#[test]
fn equal_reports_have_an_empty_delta() {
    for report in [Report::default(), flat(3), tree()] {
        let delta = Delta::between(&report, &report);
        assert!(delta.is_empty());
        assert_eq!((delta.row_count(), serde_json::to_value(&delta).unwrap()), (0, json!({"since": 0})));
    }
}

#[test]
fn one_row_that_changed_is_one_row() {
    let old = flat(1000);
    let mut new = old.clone();
    new.sections[0].rows[500].cells[0] = Cell::Number(-1);
    let delta = Delta::between(&old, &new);
    assert_eq!(delta.row_count(), 1);
    let row = json!([500, {"name": "row 500", "values": {"calls": -1, "state": "x"}}]);
    assert_eq!(serde_json::to_value(&delta).unwrap(), json!({"since": 0, "changed": {"flat": {"rows": [row]}}}));
}

#[test]
fn rows_that_only_moved_are_not_sent() {
    let old = flat(1000);
    let mut new = old.clone();
    new.sections[0].rows.swap(1, 3);
    let delta = Delta::between(&old, &new);
    assert_eq!(delta.row_count(), 0);
    let order = json!([[0, 1], [3, 1], [2, 1], [1, 1], [4, 996]]);
    assert_eq!(serde_json::to_value(&delta).unwrap()["changed"]["flat"]["order"], order);

    // A new one before them, and the last one gone.
    let mut new = old.clone();
    new.sections[0].rows.insert(0, row("new", None, 1));
    new.sections[0].rows.pop();
    let delta = Delta::between(&old, &new);
    assert_eq!(delta.row_count(), 1);
    assert_eq!(serde_json::to_value(&delta).unwrap()["changed"]["flat"]["order"], json!([[null, 1], [0, 999]]));
}

#[test]
fn a_parent_that_moves_takes_its_children_along() {
    let old = tree();
    let mut new = old.clone();
    let rows = &mut new.sections[0].rows;
    rows.iter_mut().for_each(|row| row.parent = row.parent.map(|parent| parent + 1));
    rows.insert(0, row("first", None, 1));
    // Its parent's own figures change, too.
    rows[1].cells[0] = Cell::Number(99);
    let delta = Delta::between(&old, &new);
    assert_eq!(delta.row_count(), 2);
    let mut changed = old;
    delta.apply(&mut changed).unwrap();
    assert_eq!(changed, new);
}

#[test]
fn other_columns_are_another_section() {
    let old = flat(3);
    let mut new = old.clone();
    new.sections[0].columns[0].title = "Other".into();
    let delta = Delta::between(&old, &new);
    assert_eq!(delta.row_count(), 3);
    assert_eq!(serde_json::to_value(&delta).unwrap()["whole"]["flat"]["columns"][0]["title"], "Other");
}

#[test]
fn cells_that_a_row_lacks_come_as_absent_ones() {
    let old = flat(2);
    let mut new = old.clone();
    new.sections[0].rows[1].cells.truncate(1);
    let mut changed = old.clone();
    Delta::between(&old, &new).apply(&mut changed).unwrap();
    assert_eq!(changed.sections[0].rows[1].cells, [Cell::Number(1), Cell::Absent]);
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    for (delta, expected) in [
        (json!({"since": 7}), "since 7 ns, and the report is of 0 ns"),
        (json!({"limit": 1, "section_ids": ["flat", "tree"]}), "no section `tree`"),
        (json!({"limit": 1, "section_ids": ["flat", "flat"]}), "`flat` is twice"),
        (json!({"limit": 1, "changed": {"tree": {"rows": []}}}), "no section `tree` to change"),
        (json!({"limit": 1, "whole": {"tree": {}}}), "`tree` is there twice, or not in the order"),
        (json!({"limit": 1, "whole": {"flat": {}}, "changed": {"flat": {}}}), "`flat` is there twice"),
        (json!({"whole": {"flat": {"rows": [{"name": "a", "parent": 0}]}}}), "the parent of row 0 is row 0"),
        (json!({"changed": {"flat": {"rows": [[3, {"name": "a"}]]}}}), "`flat`: there is no row 3"),
        (json!({"changed": {"flat": {"rows": [[1, {"name": "a", "parent": 1}]]}}}), "the parent of row 1 is row 1"),
        (json!({"changed": {"flat": {"order": [[0, 4]]}}}), "the rows are 3, and it has 4"),
        (json!({"changed": {"flat": {"order": [[2, 2]]}}}), "the rows are 3, and it has 2 from row 2 on"),
        (json!({"changed": {"flat": {"order": [[null, 1], [0, 2]]}}}), "row 0 is new and not there"),
        (json!({"changed": {"flat": {"order": [[0, 1], [0, 1]]}}}), "a row comes twice"),
        (
            json!({"changed": {"flat": {"order": [[null, u64::MAX], [0, 2]]}}}),
            "the rows are 3, and it has 18446744073709551615 new ones",
        ),
    ] {
        let delta: Delta = serde_json::from_value(delta).unwrap();
        let mut report = flat(3);
        let error = delta.apply(&mut report).unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert_eq!(report, flat(3));
    }
    // Children whose parent goes.
    let delta: Delta = serde_json::from_value(json!({"changed": {"tree": {"order": [[1, 3]]}}})).unwrap();
    assert!(delta.apply(&mut tree()).unwrap_err().contains("the parent of `b` is gone"));
}

fn flat(count: i64) -> Report {
    let rows = (0..count).map(|index| row(&format!("row {index}"), None, index)).collect();
    with_section("flat", rows)
}

fn tree() -> Report {
    with_section("tree", vec![row("a", None, 1), row("b", Some(0), 2), row("c", Some(1), 3), row("d", Some(0), 4)])
}

fn with_section(id: &str, rows: Vec<Row>) -> Report {
    let section = Section { id: id.into(), title: "Rows".into(), columns: columns(), rows };
    Report { sections: vec![section], ..Report::default() }
}

fn row(name: &str, parent: Option<usize>, calls: i64) -> Row {
    Row { name: name.into(), parent, cells: vec![Cell::Number(calls), Cell::Text("x".into())], ..Row::default() }
}

/// A change of one row of one section, at these places as far as there are some.
#[derive(Debug, Clone)]
enum Edit {
    Figure(usize, usize, i64),
    Swap(usize, usize, usize),
    Insert(usize, usize),
    Remove(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = || (0..6usize, 0..9usize);
    prop_oneof![
        (place(), any::<i64>()).prop_map(|((section, row), calls)| Edit::Figure(section, row, calls)),
        (place(), 0..9usize).prop_map(|((section, row), other)| Edit::Swap(section, row, other)),
        place().prop_map(|(section, row)| Edit::Insert(section, row)),
        place().prop_map(|(section, row)| Edit::Remove(section, row)),
    ]
}

impl Edit {
    /// Figures are changed anywhere; rows come, go and move where they have no children.
    fn make(&self, report: &mut Report) {
        let count = report.sections.len().max(1);
        let (Edit::Figure(at, ..) | Edit::Swap(at, ..) | Edit::Insert(at, _) | Edit::Remove(at, _)) = self;
        let Some(section) = report.sections.get_mut(at % count) else { return };
        let (rows, cells) = (&mut section.rows, section.columns.len());
        let is_flat = rows.iter().all(|row| row.parent.is_none());
        let length = rows.len().max(1);
        match *self {
            Edit::Figure(_, row, calls) => {
                if let Some(cell) = rows.get_mut(row % length).and_then(|row| row.cells.first_mut()) {
                    *cell = Cell::Number(calls);
                }
            }
            // Rows of one name are told apart by their order only.
            Edit::Swap(_, row, other) if is_flat && !rows.is_empty() && has_unique_names(rows) => {
                rows.swap(row % length, other % length);
            }
            Edit::Insert(_, row) if is_flat && row <= rows.len() => {
                let new =
                    Row { name: format!("new {}", rows.len()), cells: vec![Cell::Absent; cells], ..Row::default() };
                rows.insert(row, new);
            }
            Edit::Remove(_, row) if is_flat && row < rows.len() && has_unique_names(rows) => drop(rows.remove(row)),
            _ => {}
        }
    }
}

fn has_unique_names(rows: &[Row]) -> bool {
    let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair[0] != pair[1])
}
