//! Pairs of reports, of which the second one comes after the first.

use hotpath_report::{Better, Call, Cell, Column, Histogram, Mark, Memory, Report, Row, Section, Show, Source, Unit};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// As many of them, the same in every run.
pub(crate) fn pairs(count: usize) -> Vec<(Report, Report)> {
    let mut runner = TestRunner::deterministic();
    let pair = (report(), report());
    (0..count).map(|_| pair.new_tree(&mut runner).unwrap().current()).collect()
}

fn report() -> impl Strategy<Value = Report> {
    let memory =
        option::of(0..3_i64).prop_map(|live| live.map(|live_bytes| Memory { live_bytes, ..Memory::default() }));
    let ids = subsequence(vec!["functions", "tree", "channels", "__proto__", "constructor"], 0..=5).prop_shuffle();
    (0..1_u64 << 50, "[ab]", memory, ids.prop_flat_map(|ids| ids.into_iter().map(section).collect::<Vec<_>>()))
        .prop_map(|(elapsed_ns, caller_name, memory, sections)| Report {
            elapsed_ns,
            caller_name,
            memory,
            sections,
            ..Report::default()
        })
}

fn section(id: &'static str) -> impl Strategy<Value = Section> {
    let column = |id, show| Column::new(id, id, Unit::Count, Better::Neither, show);
    let columns = vec![column("calls", Show::Always), column("__proto__", Show::Detail)];
    // Few other columns, so that most sections are changed and not sent whole.
    let columns =
        (Just(columns), 0..8_u8).prop_map(|(columns, other)| if other == 0 { columns[..1].to_vec() } else { columns });
    (columns, vec(row(), 0..7)).prop_map(move |(columns, rows)| {
        let count = columns.len();
        let place = |(index, (parent, mut row)): (usize, (usize, Row))| {
            row.parent = parent.checked_sub(3).map(|parent| parent % index.max(1)).filter(|&parent| parent < index);
            row.cells.truncate(count);
            row
        };
        let rows = rows.into_iter().enumerate().map(place).collect();
        Section { id: id.into(), title: id.into(), columns, rows }
    })
}

fn row() -> impl Strategy<Value = (usize, Row)> {
    let source = option::of(1..3_u32).prop_map(|line| line.map(|line| Source { file: "a.rs".into(), line, column: 1 }));
    let cell = select(vec![Cell::Absent, Cell::Number(0), Cell::Number(-7), Cell::Text("x".into())]);
    let histogram = option::of(Just(Histogram { buckets: vec![(1.5, 2), (10.0, 3)] }));
    let calls = any::<bool>().prop_map(|is_there| vec![Call { start_ns: 1, ..Call::default() }; usize::from(is_there)]);
    (0..7_usize, select(vec!["a", "b", "c::d"]), source, vec(cell, 2), histogram, calls, any::<bool>()).prop_map(
        |(parent, name, source, cells, histogram, recent, is_rough)| {
            let marks = if is_rough { vec![Mark::Rough] } else { Vec::new() };
            (parent, Row { name: name.into(), source, cells, histogram, recent, marks, ..Row::default() })
        },
    )
}
