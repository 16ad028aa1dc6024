//! Small reports from a few words.

use hotpath_report::{Cell, Column, Comparison, Report, Row, Section, Show, Source, Status, Unit};

/// A row by its name, the line of its source in `a.rs` (0: none), its calls and its mean.
pub fn row(name: &str, line: u32, calls: i64, avg: i64) -> Row {
    let source = (line > 0).then(|| Source { file: "a.rs".into(), line, column: 1 });
    Row { name: name.into(), source, cells: vec![Cell::Number(calls), Cell::Number(avg)], ..Row::default() }
}

pub fn below(parent: usize, row: Row) -> Row {
    Row { parent: Some(parent), ..row }
}

pub fn report(id: &str, rows: Vec<Row>) -> Report {
    let column = |id: &str, unit| {
        let better = hotpath_report::Better::Lower;
        Column::new(id, id.to_uppercase(), unit, better, Show::Always)
    };
    let columns = vec![
        column("calls", Unit::Count),
        column("avg", Unit::Nanoseconds),
        column("p50", Unit::Nanoseconds),
        column("bytes", Unit::Bytes),
    ];
    let section = Section { id: id.into(), title: "Functions".into(), columns, rows };
    Report { sections: vec![section], ..Report::default() }
}

/// Each row as `name: before -> after`, by their calls.
#[track_caller]
pub fn check(before: Vec<Row>, after: Vec<Row>, expected: &[&str]) {
    let (before, after) = (report("functions", before), report("functions", after));
    let comparison = Comparison::between(&before, &after).unwrap();
    assert_eq!(lines(&comparison), expected);
    // The other way round the same rows are the same.
    let backwards = Comparison::between(&after, &before).unwrap();
    let pairs = |comparison: &Comparison<'_>| {
        let sections = comparison.sections.iter().flat_map(|section| &section.rows);
        sections.filter(|row| row.before.is_some() && row.after.is_some()).count()
    };
    assert_eq!(pairs(&comparison), pairs(&backwards));
}

pub fn lines(comparison: &Comparison<'_>) -> Vec<String> {
    let section = &comparison.sections[0];
    let line = |row: &hotpath_report::RowComparison<'_>| {
        let calls = row.change(section.column("calls").unwrap());
        let name = match row.status {
            Status::Renamed => format!("{} => {}", row.before.unwrap().name, row.name()),
            _ => row.name().to_owned(),
        };
        let number = |number: Option<i64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        format!("{name}: {} -> {}", number(calls.before), number(calls.after))
    };
    section.rows.iter().map(line).collect()
}
