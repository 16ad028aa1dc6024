//! Other percentiles of a report than those it was made with.

use hotpath_report::{
    ALLOC, Better, CHANNELS, Cell, Column, FUNCTIONS, Histogram, LOCKS, Mark, Report, Row, Section, Show, TREE, Unit,
    parse_percentiles,
};

fn column(id: &str, title: &str) -> Column {
    Column::new(id, title, Unit::Nanoseconds, Better::Lower, Show::Always)
}

/// The numbers of a row, and its buckets.
type FewCells<'a> = (&'a [i64], Option<&'a [(f64, u64)]>);

fn section(id: &str, columns: Vec<Column>, rows: &[FewCells<'_>]) -> Section {
    let row = |(cells, buckets): &FewCells<'_>| Row {
        name: "app::load".into(),
        cells: cells.iter().map(|number| Cell::Number(*number)).collect(),
        histogram: buckets.map(|buckets| Histogram { buckets: buckets.to_vec() }),
        ..Row::default()
    };
    Section { id: id.into(), title: id.into(), columns, rows: rows.iter().map(row).collect() }
}

fn functions() -> Section {
    let columns = vec![
        column("calls", "Calls"),
        column("avg", "Avg"),
        Column::percentile(95.0, Unit::Nanoseconds),
        column("total", "Total"),
        column("min", "Min"),
        column("max", "Max"),
    ];
    let buckets: &[(f64, u64)] = &[(10.0, 90), (100.0, 10)];
    let mut functions = section(
        FUNCTIONS,
        columns,
        &[(&[1, 7, 7, 7, 7, 7], None), (&[100, 19, 101, 1900, 9, 104], Some(buckets)), (&[0, 0, 0, 0], None)],
    );
    functions.rows[0].marks.push(Mark::Wrapper);
    functions
}

fn report(sections: Vec<Section>) -> Report {
    Report { percentiles: vec![95.0], sections, ..Report::default() }
}

#[track_caller]
fn check(section: &Section, percentiles: &[f64], ids: &[&str], cells: &[&[Option<i64>]]) {
    let mut report = report(vec![section.clone()]);
    report.recompute_percentiles(percentiles).unwrap();
    let found = &report.sections[0];
    assert_eq!(found.columns.iter().map(|column| column.id.as_str()).collect::<Vec<_>>(), ids);
    let number = |cell: &Cell| match cell {
        Cell::Number(number) => Some(*number),
        _ => None,
    };
    let rows: Vec<Vec<Option<i64>>> = found.rows.iter().map(|row| row.cells.iter().map(number).collect()).collect();
    assert_eq!(rows, cells);
    assert_eq!(report.percentiles, percentiles);
}

#[test]
fn they_come_of_histograms_and_those_that_are_there_stay() {
    check(
        &functions(),
        &[0.0, 50.0, 90.1, 95.0, 100.0],
        &["calls", "avg", "p0", "p50", "p90.1", "p95", "p100", "total", "min", "max"],
        &[
            // A single call is all of its percentiles.
            &[Some(1), Some(7), Some(7), Some(7), Some(7), Some(7), Some(7), Some(7), Some(7), Some(7)],
            // 95 is as the program had it, not the middle of its bucket.
            &[Some(100), Some(19), Some(9), Some(10), Some(100), Some(101), Some(104), Some(1900), Some(9), Some(104)],
            &[Some(0), Some(0), None, None, None, Some(0), None, Some(0), None, None],
        ],
    );
}

#[test]
fn others_go_and_what_stands_beside_them() {
    let columns = vec![
        column("avg", "Avg"),
        Column::percentile(50.0, Unit::Bytes).beside("p50_count"),
        Column::percentile(95.0, Unit::Bytes).beside("p95_count"),
        column("p50_count", "P50 allocations"),
        column("p95_count", "P95 allocations"),
    ];
    let buckets: &[(f64, u64)] = &[(64.0, 3)];
    let alloc = section(ALLOC, columns, &[(&[60, 61, 62, 1, 2], Some(buckets))]);
    check(&alloc, &[50.0, 99.0], &["avg", "p50", "p99", "p50_count"], &[&[Some(60), Some(61), Some(64), Some(1)]]);
    let mut report = report(vec![alloc]);
    report.recompute_percentiles(&[99.0]).unwrap();
    let new = &report.sections[0].columns[1];
    assert_eq!((new.unit, new.title.as_str(), new.beside.as_deref()), (Unit::Bytes, "P99", None));
}

#[test]
fn sections_have_histograms_of_other_things_than_calls() {
    let buckets: &[(f64, u64)] = &[(10.0, 1), (20.0, 1)];
    let queue = vec![column("queue_avg", "In queue"), column("queue_p95", "In queue P95"), column("queue_max", "Max")];
    let channels = section(CHANNELS, queue, &[(&[15, 20, 21], Some(buckets))]);
    // The shortest time in the queue is not known.
    check(
        &channels,
        &[0.0, 50.0, 100.0],
        &["queue_avg", "queue_p0", "queue_p50", "queue_p100", "queue_max"],
        &[&[Some(15), None, Some(10), Some(21), Some(21)]],
    );
    let waits = ["wait_avg", "wait_p95", "hold_avg", "hold_p95", "hold_max"].map(|id| column(id, id)).to_vec();
    let locks = section(LOCKS, waits, &[(&[1, 2, 15, 20, 21], Some(buckets))]);
    let ids = ["wait_avg", "wait_p95", "hold_avg", "hold_p50", "hold_max"];
    check(&locks, &[50.0], &ids, &[&[Some(1), Some(2), Some(15), Some(10), Some(21)]]);
    // Titles are like those that were there.
    let mut report = report(vec![channels]);
    report.recompute_percentiles(&[99.9]).unwrap();
    assert_eq!(report.sections[0].columns[1].title, "In queue P99.9");
    // The call tree has none.
    let tree = section(TREE, vec![column("calls", "Calls"), column("total", "Total")], &[(&[1, 2], None)]);
    check(&tree, &[50.0], &["calls", "total"], &[&[Some(1), Some(2)]]);
}

#[test]
fn a_report_without_histograms_has_its_own_only() {
    let old = r#"{"output": {"app::load": {"calls": 2, "avg": 5, "p50": 4, "p95": 6}}}"#;
    let mut report: Report = serde_json::from_str(old).unwrap();
    let before = report.clone();
    let message = report.recompute_percentiles(&[50.0, 99.0]).unwrap_err();
    assert!(message.ends_with("its own: 50, 95"), "{message}");
    assert_eq!(report, before);
    report.recompute_percentiles(&[95.0]).unwrap();
    assert_eq!(report.function("load").unwrap().number("p95"), Some(6));
    assert_eq!(report.function("load").unwrap().number("p50"), None);
    // Where nothing was measured, nothing is missing.
    let mut nothing = self::report(vec![Section { rows: Vec::new(), ..functions() }]);
    nothing.recompute_percentiles(&[99.0]).unwrap();
}

#[test]
fn lists_are_read() {
    let read = |value: &str| parse_percentiles(value).ok();
    assert_eq!(read("99.9, 50,0,100"), Some(vec![0.0, 50.0, 99.9, 100.0]));
    assert_eq!(read("-0").map(|list| list[0].is_sign_positive()), Some(true));
    assert_eq!(read("1,2,3,4,5,6,7,8,9,10").map(|list| list.len()), Some(10));
    for wrong in ["", "x", "NaN", "inf", "-1", "100.1", "5,5", "0,-0", "1,,2", "1,2,3,4,5,6,7,8,9,10,11"] {
        let message = parse_percentiles(wrong).unwrap_err();
        assert!(message.starts_with(&format!("`{wrong}` is not")), "{message}");
    }
}
