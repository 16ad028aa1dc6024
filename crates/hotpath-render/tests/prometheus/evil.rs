//! A report whose names hold what formats must escape, and whose ids want to collide.

use hotpath_report::{
    Better, Cell, Clock, Column, Coverage, Histogram, IN_FLIGHT, Mark, Memory, Mode, Process, Report, Row, Section,
    Show, Source, TREE, Unit,
};

/// Names of functions that are hard on readers; each is one row's.
pub(crate) const NAMES: [&str; 7] = [
    "app::\"quoted\"",
    "back\\slash\\n",
    "two\nlines\r\n",
    "<app::A as app::Mk<'_>>::mk {closure#0}, x=\"1\"} 7",
    "größe::日本語::🦀\u{202e}",
    "",
    "# HELP \u{7}\t",
];

/// A report with all of it.
pub(crate) fn report() -> Report {
    Report {
        mode: Mode::Alloc,
        caller_name: "app::main \"\\\n".into(),
        elapsed_ns: 12_345_678_901,
        process: Process {
            pid: 7,
            program: "./bin \"x\"".into(),
            started_unix_ms: 1_700_000_000_123,
            cpu_ns: Some(1_500_000_000),
            rss_bytes: Some(4096),
            peak_rss_bytes: Some(8192),
            threads_interval_ms: None,
            threads: Some(3),
        },
        clock: Clock { name: "tsc, precise".into(), removed_ns: 1_000, ..Clock::default() },
        coverage: Coverage { truncated_calls: 1, in_flight: 2, paused_ns: 500_000_000 },
        memory: Some(Memory { is_counted: true, allocations: 9, bytes: 900, live_bytes: -5, ..Memory::default() }),
        sections: vec![functions(), channels(), toys("toy-boxes"), toys("toy_boxes"), tree(TREE), tree(IN_FLIGHT)],
        ..Report::default()
    }
}

fn functions() -> Section {
    let mut rows: Vec<Row> = NAMES
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let index = i64::try_from(index).unwrap();
            let cells = [2, 500, 900, 1_000, 10_000, 700].map(|base| Cell::Number(base + index)).into();
            Row { name: (*name).into(), cells, histogram: Some(durations(1.0)), ..Row::default() }
        })
        .collect();
    rows.insert(0, Row { marks: vec![Mark::Wrapper], ..rows[0].clone() });
    // Two of one name on one line, and one on another line whose time is not known.
    let source = |line| Some(Source { file: "src\\\"a\".rs".into(), line, column: 1 });
    let twin = Row { source: source(3), ..rows[1].clone() };
    rows.extend([twin.clone(), Row { histogram: Some(durations(1000.0)), ..twin.clone() }]);
    rows.push(Row { cells: vec![Cell::Number(5), Cell::Absent], histogram: None, source: source(4), ..twin });
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter(),
        Column::new("avg", "Avg", Unit::Nanoseconds, Better::Lower, Show::Always),
        Column::percentile(99.9, Unit::Nanoseconds),
        Column::new("total", "Total", Unit::Nanoseconds, Better::Lower, Show::Always).counter(),
        Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Lower, Show::Always),
        Column::new("longest_poll", "Longest \\ \"poll\"\n", Unit::Nanoseconds, Better::Lower, Show::WhenAny),
    ];
    Section { id: "functions".into(), title: "Functions".into(), columns, rows }
}

/// Two buckets within one native bucket, one that is far off, and calls that took no time.
fn durations(factor: f64) -> Histogram {
    Histogram { buckets: vec![(0.0, 1), (100.0 * factor, 2), (100.1 * factor, 3), (102.5 * factor, 4), (1e12, 5)] }
}

fn channels() -> Section {
    let columns = vec![
        Column::new("type", "Type", Unit::Text, Better::Neither, Show::Always),
        Column::new("sent", "Sent", Unit::Count, Better::Neither, Show::Always).counter(),
        Column::new("queued_bytes", "Mem", Unit::Bytes, Better::Lower, Show::Always),
        Column::new("queue_max", "Longest in queue", Unit::Nanoseconds, Better::Lower, Show::Detail),
        Column::new("instance", "Instance", Unit::Count, Better::Neither, Show::Detail),
    ];
    let row = |name: &str, sent, instance| Row {
        name: name.into(),
        source: Some(Source { file: "src/main.rs".into(), line: 9, column: 5 }),
        cells: vec![Cell::Text("unbounded".into()), Cell::Number(sent), Cell::Number(64), Cell::Number(1), instance],
        ..Row::default()
    };
    let rows = vec![
        row("jobs (all)", 10, Cell::Absent),
        row("jobs", 7, Cell::Number(0)),
        row("jobs-2", 3, Cell::Number(1)),
        Row { marks: vec![Mark::Others], ..row("jobs <other>", 5, Cell::Absent) },
        row("jobs that wait", 1, Cell::Absent),
    ];
    Section { id: "channels".into(), title: "Channels".into(), columns, rows }
}

/// Some that run, some that have ended, and others.
pub(crate) fn threads() -> Section {
    let columns = vec![
        Column::new("cpu", "CPU", Unit::Nanoseconds, Better::Lower, Show::Always).counter(),
        Column::new("cpu_now", "Now", Unit::BasisPoints, Better::Neither, Show::WhenAny),
        Column::new("cpu_max", "Max", Unit::BasisPoints, Better::Neither, Show::WhenAny),
        Column::new("cpu_user", "CPU in the program", Unit::Nanoseconds, Better::Neither, Show::Detail).counter(),
        Column::new("name", "Name", Unit::Text, Better::Neither, Show::Detail),
    ];
    let row = |shown: &str, name: &str, numbers: [Option<i64>; 4]| Row {
        name: shown.into(),
        cells: numbers
            .into_iter()
            .map(|number| number.map_or(Cell::Absent, Cell::Number))
            .chain([Cell::Text(name.into())])
            .collect(),
        ..Row::default()
    };
    let others = row("(9 other threads that ended)", "(9 other threads that ended)", [Some(7), None, None, None]);
    let rows = vec![
        row("worker (7)", "worker", [Some(1_000), Some(2_000), Some(4_000), Some(500)]),
        row("worker (8)", "worker", [Some(2_000), Some(3_000), None, Some(600)]),
        row("worker (437 ended)", "worker", [Some(4_000), None, Some(5_000), Some(700)]),
        row("short (2 ended)", "short", [Some(8_000), None, None, None]),
        row("short", "short", [Some(16_000), None, None, Some(1)]),
        Row { marks: vec![Mark::Others], ..others },
    ];
    Section { id: "threads".into(), title: "Threads".into(), columns, rows }
}

/// A kind that no renderer knows, with ids that no name of a metric may have.
fn toys(id: &str) -> Section {
    let columns = vec![
        Column::new("größe.count", "Count", Unit::Count, Better::Neither, Show::Always),
        Column::new("größe-count", "Count", Unit::Count, Better::Neither, Show::Always).counter(),
        Column::new("lost_total", "Lost", Unit::Count, Better::Lower, Show::Always).counter(),
        Column::new("lost", "Lost now", Unit::Count, Better::Lower, Show::Always),
        Column::new("percent_full", "% full", Unit::BasisPoints, Better::Lower, Show::Always),
        Column::new("bytes", "Bytes", Unit::Bytes, Better::Lower, Show::Always).counter(),
    ];
    let cells = [1, 2, 3, 4, 5_000, -6].map(Cell::Number).into();
    Section {
        id: id.into(),
        title: "Toys".into(),
        columns,
        rows: vec![Row { name: "ball".into(), cells, ..Row::default() }],
    }
}

fn tree(id: &str) -> Section {
    Section { id: id.into(), ..toys(id) }
}
