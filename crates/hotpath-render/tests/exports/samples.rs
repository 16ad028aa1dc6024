//! Reports to export: a usual one, and some that nobody should make.

use hotpath_report::{Better, Cell, Column, Mark, Process, Report, Row, Section, Show, Source, Unit};

/// What is in none of the names of a report but in those of `evil`.
pub(crate) const EVIL: &str =
    "</title><script>alert(1)</script>\u{1b}[31m\r\n\u{202e}|`*_ [x](http://x) \"';,\u{0}\u{fffe}\\";

const COLUMNS: [(&str, Unit); 5] = [
    ("calls", Unit::Count),
    ("total", Unit::Nanoseconds),
    ("self", Unit::Nanoseconds),
    ("self_cpu", Unit::Nanoseconds),
    ("self_bytes", Unit::Bytes),
];

/// A program with a recursion, a function on two paths, one that is no longer than nothing, and one on another thread.
pub(crate) fn shop() -> Report {
    let path = |name: &str, line, parent, numbers: [i64; 5]| Row {
        name: name.into(),
        source: Some(Source { file: "src/shop.rs".into(), line, column: 1 }).filter(|_| line > 0),
        parent,
        cells: numbers.map(Cell::Number).into(),
        ..Row::default()
    };
    let mut rows = vec![
        path("shop::main", 0, None, [1, 10_000_007, 1_000_000, 900_000, 64]),
        path("shop::order", 10, Some(0), [3, 9_000_007, 4_000_000, 2_500_000, 3_000]),
        path("shop::db::Table<_>::load", 25, Some(1), [9, 3_000_006, 3_000_006, 0, 0]),
        path("shop::order", 10, Some(1), [2, 2_000_001, 2_000_001, 2_000_000, 1_000]),
        path("<shop::Cart as shop::Total>::total", 31, Some(0), [1_000, 0, 0, 0, 12]),
        path("shop::db::Table<_>::load", 25, None, [4, 5_000_000, 5_000_000, 100_000, 0]),
    ];
    rows[0].marks.push(Mark::Wrapper);
    Report { process: Process { pid: 77, program: "shop".into(), ..Process::default() }, ..tree(rows) }
}

/// A report with nothing but a call tree of these rows.
pub(crate) fn tree(rows: Vec<Row>) -> Report {
    let column = |(id, unit)| Column::new(id, id, unit, Better::Lower, Show::Always);
    let columns = COLUMNS.map(column).into();
    Report {
        caller_name: "shop::main".into(),
        elapsed_ns: 10_000_007,
        sections: vec![Section { id: "tree".into(), title: "Call tree".into(), columns, rows }],
        ..Report::default()
    }
}

/// Names that mean something to terminals, browsers, spreadsheets and readers of Markdown, wherever a report has texts.
pub(crate) fn evil() -> Report {
    let mut report = shop();
    report.caller_name = EVIL.into();
    report.process.program = EVIL.into();
    report.description = EVIL.into();
    let section = &mut report.sections[0];
    section.title = EVIL.into();
    section.columns.push(Column::new("note", EVIL, Unit::Text, Better::Neither, Show::Always));
    for (row, start) in section.rows.iter_mut().zip(["", "=1+", "@", "-", "+", "a\u{2028}"]) {
        row.name = format!("{start}{EVIL}");
        row.source = Some(Source { file: format!("{start}{EVIL}"), line: 1, column: 1 });
        row.cells.push(Cell::Text(format!("{start}{EVIL}")));
    }
    report
}

/// Rows without cells, with texts for numbers, below 0, as large as can be, and with parents that are no parents.
pub(crate) fn broken() -> Report {
    let row = |parent, cells: Vec<Cell>| Row { name: "x".into(), parent, cells, ..Row::default() };
    let all = |number| vec![Cell::Number(number); 9];
    tree(vec![
        row(Some(0), all(i64::MAX)),
        row(Some(0), all(i64::MAX)),
        row(Some(1), all(i64::MIN)),
        row(Some(2), all(i64::MAX)),
        row(None, all(i64::MAX)),
        row(Some(900), vec![]),
        row(Some(usize::MAX), vec![Cell::Text("7".into()); 5]),
        row(Some(0), all(1)),
        row(Some(8), all(2)),
        row(Some(10), all(3)),
    ])
}

/// A single path of so many calls.
pub(crate) fn deep(levels: usize) -> Report {
    let row = |level: usize| Row {
        name: format!("f{}", level % 7),
        parent: level.checked_sub(1),
        cells: vec![Cell::Number(1); COLUMNS.len()],
        ..Row::default()
    };
    tree((0..levels).map(row).collect())
}

/// What the paths of a report weigh in this column together.
pub(crate) fn sum(report: &Report, column: &str) -> i64 {
    let tree = report.section("tree").expect("there is a call tree");
    tree.iter().filter_map(|row| row.number(column)).sum()
}

/// Many paths side by side and below one another, whose times have digits that no double has.
pub(crate) fn uneven() -> Report {
    let row = |index: usize| Row {
        name: format!("f{}", index % 7),
        parent: index.checked_sub(1).map(|before| before / 3),
        cells: vec![Cell::Number(1_234_567_891 * (index as i64 % 977) + 1); COLUMNS.len()],
        ..Row::default()
    };
    tree((0..2_000).map(row).collect())
}
