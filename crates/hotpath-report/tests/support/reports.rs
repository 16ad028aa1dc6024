//! Reports as they come, for tests that hold for any.

use hotpath_report::{
    Better, Call, CallState, Cell, Clock, Column, Coverage, CpuProfile, Histogram, Mark, Memory, Mode, Process, Report,
    Row, Section, Show, Source, Tracking, Unit,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{select, subsequence};

/// From few names and numbers, so that two have much in common.
pub fn report() -> impl Strategy<Value = Report> {
    let ids = subsequence(vec!["functions", "tree", "channels", "threads"], 0..=4).prop_shuffle();
    let sections = ids.prop_flat_map(|ids| ids.into_iter().map(section).collect::<Vec<_>>());
    let texts = (select(vec!["", "app::main"]), select(vec!["", "Time"]));
    let percentiles = select(vec![vec![], vec![95.0], vec![50.0, 99.9]]);
    let numbers = (0..3u64, 0..3usize, select(vec![Mode::Timing, Mode::Alloc]));
    let parts = (process(), clock(), coverage(), option::of(memory()), option::of(cpu()));
    (sections, texts, percentiles, numbers, parts).prop_map(
        |(sections, (caller_name, description), percentiles, (elapsed_ns, limit, mode), parts)| {
            let (process, clock, coverage, memory, cpu) = parts;
            Report {
                mode,
                caller_name: caller_name.into(),
                description: description.into(),
                elapsed_ns,
                percentiles,
                limit,
                process,
                clock,
                coverage,
                memory,
                cpu,
                sections,
                ..Report::default()
            }
        },
    )
}

fn process() -> impl Strategy<Value = Process> {
    (0..2u32, option::of(0..2u64), option::of(0..2u64)).prop_map(|(pid, cpu_ns, rss_bytes)| Process {
        pid,
        cpu_ns,
        rss_bytes,
        threads_interval_ms: cpu_ns,
        ..Process::default()
    })
}

fn clock() -> impl Strategy<Value = Clock> {
    select(vec![0.0, 0.25]).prop_map(|cost_low_ns| Clock { cost_low_ns, ..Clock::default() })
}

fn coverage() -> impl Strategy<Value = Coverage> {
    (0..2u64, 0..2u64).prop_map(|(in_flight, paused_ns)| Coverage { in_flight, paused_ns, ..Coverage::default() })
}

fn memory() -> impl Strategy<Value = Memory> {
    (any::<bool>(), -1..2i64, option::of(Just(Tracking::default())))
        .prop_map(|(is_counted, live_bytes, tracking)| Memory { is_counted, live_bytes, tracking, ..Memory::default() })
}

fn cpu() -> impl Strategy<Value = CpuProfile> {
    (0..2u64).prop_map(|looks| CpuProfile { looks, ..CpuProfile::default() })
}

fn section(id: &'static str) -> impl Strategy<Value = Section> {
    let columns = prop_oneof![8 => Just(columns()), 1 => Just(columns()[..1].to_vec()), 1 => Just(Vec::new())];
    let title = prop_oneof![8 => Just("Rows"), 1 => Just("Other")];
    (columns, title, vec(any_row(), 0..8), any::<bool>()).prop_map(move |(columns, title, rows, is_tree)| {
        let rows = rows.into_iter().enumerate().map(|(index, (mut row, parent))| {
            row.cells.truncate(columns.len());
            row.parent = parent.filter(|&parent| is_tree && parent < index);
            row
        });
        Section { id: id.into(), title: title.into(), rows: rows.collect(), columns }
    })
}

fn any_row() -> impl Strategy<Value = (Row, Option<usize>)> {
    let cell = || prop_oneof![Just(Cell::Absent), (0..3i64).prop_map(Cell::Number), Just(Cell::Text("x".into()))];
    let source = option::of((0..2u32).prop_map(|line| Source { file: "a.rs".into(), line, column: 1 }));
    let marks = subsequence(vec![Mark::Wall, Mark::Rough], 0..=2);
    let buckets = vec((select(vec![0.5, 10.25]), 0..3u64), 0..2);
    let calls = vec(call(), 0..2);
    let shape = (select(vec!["a", "b", "c"]), source, option::of(0..7usize));
    (shape, [cell(), cell()], marks, option::of(buckets), calls).prop_map(
        |((name, source, parent), cells, marks, buckets, calls)| {
            let row = Row {
                name: name.into(),
                source,
                parent: None,
                cells: cells.into(),
                marks,
                histogram: buckets.map(|buckets| Histogram { buckets }),
                slowest: calls.clone(),
                recent: calls,
            };
            (row, parent)
        },
    )
}

fn call() -> impl Strategy<Value = Call> {
    let state = option::of(select(vec![CallState::Ready, CallState::Sent]));
    (0..2u64, option::of(0..2u64), state).prop_map(|(start_ns, thread, state)| Call {
        start_ns,
        thread,
        state,
        path: vec!["a".into()],
        ..Call::default()
    })
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter(),
        Column::new("state", "State", Unit::Text, Better::Neither, Show::WhenAny),
    ]
}
