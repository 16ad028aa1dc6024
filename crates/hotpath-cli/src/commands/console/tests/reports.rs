//! The reports of the tests.

use hotpath_report::{Better, Call, Cell, Column, Histogram, Process, Report, Row, Section, Show, Source, TREE, Unit};

/// The report of an older version that the repository keeps, with what it has not: sections of other kinds, bytes in the tree,
/// calls, a histogram, and names that nobody should have.
pub(super) fn full() -> Report {
    let saved = include_str!("../../../../../../tests/compat/schema-1.json");
    let mut report: Report = serde_json::from_str(saved).expect("a report");
    let tree = report.sections.iter_mut().find(|section| section.id == TREE).expect("a tree");
    tree.columns.push(column("self_bytes", "Self alloc.", Unit::Bytes));
    for (index, row) in (0_i64..).zip(&mut tree.rows) {
        row.cells.resize(5, Cell::Absent);
        row.cells.push(Cell::Number(index * 1_536));
    }
    let functions = &mut report.sections[0];
    with_calls(&mut functions.rows[1]);
    report.sections.extend([channels(), threads(), in_flight()]);
    report.process.rss_bytes = Some(48 << 20);
    report.process.cpu_ns = Some(1_900_000_000);
    report
}

/// What the program of `tests/page` has saved, with few buckets and calls: every kind of section that there is.
pub(super) fn shop() -> Report {
    serde_json::from_str(include_str!("shop.json")).expect("a report")
}

/// A small report of a session, after so many seconds: `a` and `b` have so many calls.
pub(super) fn after(seconds: u64, calls: [i64; 2]) -> Report {
    let row = |name: &str, calls| Row { name: name.into(), cells: vec![Cell::Number(calls)], ..Row::default() };
    let rows = vec![row("app::a", calls[0]), row("app::b", calls[1])];
    let columns = vec![column("calls", "Calls", Unit::Count)];
    Report {
        caller_name: "app::main".into(),
        elapsed_ns: seconds * 1_000_000_000,
        process: Process { pid: 4711, started_unix_ms: 1, ..Process::default() },
        sections: vec![Section { id: "functions".into(), title: "Functions".into(), columns, rows }],
        ..Report::default()
    }
}

fn column(id: &str, title: &str, unit: Unit) -> Column {
    Column::new(id, title, unit, Better::Lower, Show::Always)
}

fn with_calls(row: &mut Row) {
    let buckets = vec![(200_000.0, 40), (230_000.0, 2), (900_000.0, 120), (7_000_000.0, 240), (41_000_000.0, 10)];
    row.histogram = Some(Histogram { buckets });
    let call = |start_ns, duration_ns, result: Option<&str>| Call {
        start_ns,
        duration_ns,
        thread: Some(20_455),
        result: result.map(String::from),
        path: vec!["indexer::main".into(), "indexer::fetch::load".into()],
        ..Call::default()
    };
    row.slowest = vec![call(900_000, 41_022_871, None), call(5_000_000, 40_000_000, None)];
    row.recent = vec![call(1_400_000_000, 7_000_000, Some("Ok(\u{1b}[31m\"red\"\n)"))];
}

fn channels() -> Section {
    let columns = vec![
        column("type", "Type", Unit::Text),
        column("state", "State", Unit::Text),
        column("sent", "Sent", Unit::Count),
        column("queued_bytes", "Mem", Unit::Bytes),
        Column { beside: Some("wait_count".into()), ..column("wait", "Send wait", Unit::Nanoseconds) },
        Column { show: Show::Detail, ..column("wait_count", "Waits", Unit::Count) },
        Column { show: Show::Detail, ..column("message_type", "Message", Unit::Text) },
    ];
    let row = |name: &str, state: &str, sent: i64| Row {
        name: name.into(),
        source: Some(Source { file: "src/pipe.rs".into(), line: 7, column: 9 }),
        cells: vec![
            Cell::Text("bounded[10]".into()),
            Cell::Text(state.into()),
            Cell::Number(sent),
            Cell::Absent,
            Cell::Number(sent * 1_000),
            Cell::Number(sent / 2),
            Cell::Text("Vec<u8>".into()),
        ],
        ..Row::default()
    };
    let rows = vec![
        row("jobs", "active", 1_250_331),
        row("<script>\u{1b}[2J\u{202e}\r\n漢字漢字", "full", 12),
        row(&"long ".repeat(60), "closed", 0),
        row("", "closed", 3),
    ];
    Section { id: "channels".into(), title: "Channels".into(), columns, rows }
}

fn threads() -> Section {
    let columns = vec![column("cpu", "CPU", Unit::Nanoseconds), column("share", "% CPU", Unit::BasisPoints)];
    let rows = (0..40).map(|index| Row {
        name: format!("worker-{index:02}"),
        cells: vec![Cell::Number(index * 7_919_000 % 100_000_000), Cell::Number(index * 2_713 % 10_000)],
        ..Row::default()
    });
    Section { id: "threads".into(), title: "Threads".into(), columns, rows: rows.collect() }
}

fn in_flight() -> Section {
    let row = |name: &str, parent, ns: Option<i64>| Row {
        name: name.into(),
        parent,
        cells: vec![ns.map_or(Cell::Absent, Cell::Number)],
        ..Row::default()
    };
    let rows = vec![
        row("main", None, None),
        row("indexer::main", Some(0), Some(1_523_402_118)),
        row("worker-01", None, None),
        row("indexer::fetch::load", Some(2), Some(12_000_000)),
    ];
    let columns = vec![column("running_for", "For at least", Unit::Nanoseconds)];
    Section { id: "in_flight".into(), title: "In flight".into(), columns, rows }
}
