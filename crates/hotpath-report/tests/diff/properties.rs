//! What holds for any two reports.

use hotpath_report::{
    Better, Cell, Column, Comparison, ComparisonDocument, Gate, Histogram, Report, Show, Status, Unit, Verdict,
};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

use crate::reports;

proptest! {
    #[test]
    fn a_report_has_not_changed_from_itself(report in report()) {
        let comparison = Comparison::between(&report, &report).unwrap();
        prop_assert!(comparison.is_unchanged());
        for section in &comparison.sections {
            for (row, column) in pairs(section) {
                let change = row.change(column);
                prop_assert!(matches!(change.absolute(), None | Some(0)));
                prop_assert!(!matches!(change.verdict, Some(Verdict::Faster | Verdict::Slower)));
            }
        }
        let gates: Vec<Gate> = gates(&comparison);
        prop_assert_eq!(comparison.broken(&gates).unwrap(), vec![]);
    }

    #[test]
    fn what_is_swapped_is_negated(before in report(), after in report()) {
        let (Ok(there), Ok(back)) = (Comparison::between(&before, &after), Comparison::between(&after, &before)) else {
            prop_assert!(before.mode != after.mode);
            return Ok(());
        };
        for section in &there.sections {
            let other = back.section(section.id).unwrap();
            prop_assert_eq!(section.rows.len(), other.rows.len());
            for row in &section.rows {
                // Rows are told apart by where they are in their reports.
                let is_it = |other: &&hotpath_report::RowComparison<'_>| {
                    other.before.map(std::ptr::from_ref) == row.after.map(std::ptr::from_ref)
                        && other.after.map(std::ptr::from_ref) == row.before.map(std::ptr::from_ref)
                };
                let found = other.rows.iter().find(is_it);
                prop_assert!(found.is_some(), "{row:?} is another one the other way round");
                let found = found.unwrap();
                let expected = match row.status {
                    Status::Added => Status::Removed,
                    Status::Removed => Status::Added,
                    kept => kept,
                };
                prop_assert_eq!(found.status, expected);
                for column in &section.columns {
                    let (here, there) = (row.change(column), found.change(other.column(&column.column.id).unwrap()));
                    prop_assert_eq!(here.absolute(), there.absolute().map(|change| -change));
                    let bounds = here.interval.map(|interval| [interval.low, interval.high]);
                    prop_assert_eq!(bounds, there.interval.map(|interval| [-interval.high, -interval.low]));
                }
            }
        }
    }

    #[test]
    fn every_row_is_there_once(before in report(), after in report()) {
        let Ok(comparison) = Comparison::between(&before, &after) else { return Ok(()) };
        for section in &comparison.sections {
            let rows = |report: &Report| report.section(section.id).map_or(0, |section| section.rows.len());
            prop_assert_eq!(section.rows.iter().filter(|row| row.before.is_some()).count(), rows(&before));
            prop_assert_eq!(section.rows.iter().filter(|row| row.after.is_some()).count(), rows(&after));
            for (index, row) in section.rows.iter().enumerate() {
                prop_assert!(row.parent.is_none_or(|parent| parent < index));
            }
        }
        let gates = gates(&comparison);
        let broken = comparison.broken(&gates).unwrap();
        serde_json::to_string(&ComparisonDocument { comparison: &comparison, gates: &gates, broken: &broken }).unwrap();
    }

    #[test]
    fn any_text_is_a_gate_or_an_error(text in ".*") {
        if let Ok(gate) = Gate::parse(&text) {
            prop_assert_eq!(Gate::parse(&gate.to_string()), Ok(gate));
        }
    }
}

fn pairs<'a, 'b>(
    section: &'b hotpath_report::SectionComparison<'a>,
) -> impl Iterator<Item = (&'b hotpath_report::RowComparison<'a>, &'b hotpath_report::ComparedColumn<'a>)> {
    section.rows.iter().flat_map(|row| section.columns.iter().map(move |column| (row, column)))
}

/// Gates of all columns that there are.
fn gates(comparison: &Comparison<'_>) -> Vec<Gate> {
    let columns = comparison.sections.iter().flat_map(|section| &section.columns);
    columns
        .flat_map(|column| [">0%", "<0%"].map(|limit| Gate::parse(&format!("{}{limit}", column.column.id)).unwrap()))
        .collect()
}

/// Those of all tests, with times and with calls enough for intervals.
fn report() -> impl Strategy<Value = Report> {
    (reports::report(), any::<bool>(), 0..i64::MAX).prop_map(|(mut report, has_times, noise)| {
        for section in &mut report.sections {
            let width = section.columns.len();
            let times =
                ["avg", "p50", "total"].map(|id| Column::new(id, id, Unit::Nanoseconds, Better::Lower, Show::Always));
            section.columns.extend(times.into_iter().filter(|_| has_times));
            for (index, row) in section.rows.iter_mut().enumerate() {
                row.cells.resize(width, Cell::Absent);
                row.cells.extend([noise % 100 + index as i64, noise % 7, noise].map(Cell::Number));
                if let Some(Histogram { buckets }) = &mut row.histogram {
                    buckets.iter_mut().for_each(|(_, calls)| *calls *= 40);
                }
            }
        }
        report
    })
}
