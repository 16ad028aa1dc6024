//! Reports about memory: bytes with their counts, in tables and trees, folded, and what the footer says.

use hotpath_render::{Options, Sections, folded, folded_bytes, json, table, tree};
use hotpath_report::{
    ALLOC, ALLOC_THREADS, Better, Cell, Column, FUNCTIONS, Mark, Memory, Mode, OUTSIDE, Report, Row, Section, Show,
    TREE, Tracking, Unit, shown_functions,
};
use unicode_width::UnicodeWidthStr;

#[test]
fn on_140_columns() {
    insta::assert_snapshot!(table(&indexer(), &wide(140)));
}

#[test]
fn on_100_columns() {
    insta::assert_snapshot!(table(&indexer(), &wide(100)));
}

#[test]
fn on_80_columns() {
    insta::assert_snapshot!(table(&indexer(), &wide(80)));
}

#[test]
fn on_40_columns() {
    insta::assert_snapshot!(table(&indexer(), &Options { sections: Sections::parse("alloc").unwrap(), ..wide(40) }));
}

#[test]
fn in_colour() {
    let options = Options { color: true, sections: Sections::parse("alloc").unwrap(), ..wide(100) };
    insta::assert_snapshot!(table(&indexer(), &options).replace('\x1b', "␛"));
}

#[test]
fn a_tree_with_bytes() {
    insta::assert_snapshot!(tree(&indexer(), &Options::default()));
}

#[test]
fn allocations_by_thread() {
    let options = Options { sections: Sections::parse("alloc_threads").unwrap(), ..wide(80) };
    insta::assert_snapshot!(table(&indexer(), &options));
}

#[test]
fn folded_bytes_of_a_run() {
    insta::assert_snapshot!(folded_bytes(&indexer()));
    let timing: Report = serde_json::from_str(include_str!("../../../tests/compat/schema-1.json")).unwrap();
    assert_eq!(folded(&indexer()), folded(&timing), "time has the same stacks with memory and without");
    assert_eq!(folded_bytes(&timing), "");
}

#[test]
fn the_keys_of_hotpath_0_9_in_json() {
    let text = json(&indexer());
    let (keys, rest) = text.split_once(",\"schema\":1").unwrap();
    assert!(rest.contains("\"memory\":{\"is_counted\":true,"), "{rest}");
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), indexer());
    insta::assert_snapshot!(keys.replace("},\"", "},\n\""));
}

#[test]
fn one_thread_is_shown_on_request_only() {
    let mut report = indexer();
    let section = report.sections.iter_mut().find(|section| section.id == ALLOC_THREADS).unwrap();
    let title = format!("\n{} ", section.title);
    section.rows.truncate(1);
    for (value, expected) in
        [("auto", false), ("all", true), ("alloc_threads", true), ("auto,alloc_threads", true), ("alloc", false)]
    {
        let options = Options { sections: Sections::parse(value).unwrap(), ..Options::default() };
        assert_eq!(table(&report, &options).contains(&title), expected, "{value}");
    }
    let options = |value| Options { sections: Sections::parse(value).unwrap(), ..Options::default() };
    assert!(table(&indexer(), &options("auto")).contains(&title));
    assert!(!table(&indexer(), &options("auto,-alloc_threads")).contains(&title));
}

#[test]
fn the_limit_of_functions_holds_for_their_allocations() {
    let report = Report { limit: 3, ..indexer() };
    let text = table(&report, &Options { sections: Sections::parse("functions,alloc").unwrap(), ..wide(140) });
    assert!(text.contains("\nFunctions (3/9) ") && text.contains("\nAllocations (3/6) "), "{text}");
    assert_eq!(shown_functions(&report).rows.len(), 2, "the third row is no function");
}

#[test]
fn what_stands_beside_a_figure() {
    let count = |beside| {
        let bytes = Column::new("bytes", "Bytes", Unit::Bytes, Better::Lower, Show::Always).beside("count");
        let columns = vec![bytes, Column::new("count", "", Unit::Count, Better::Lower, Show::Detail)];
        let row = |name: &str, cells: [Cell; 2]| Row { name: name.into(), cells: cells.into(), ..Row::default() };
        let rows = vec![row("a", beside), row("b", [Cell::Number(2_048), Cell::Number(1_234)])];
        let section = Section { id: "x".into(), title: "X".into(), columns, rows };
        let text = table(&Report { sections: vec![section], ..Report::default() }, &wide(80));
        text.lines().find_map(|line| line.strip_prefix("a  ")).unwrap().to_owned()
    };
    for (cells, expected) in [
        ([Cell::Number(1_536), Cell::Number(3)], "1.5 KB     (3)"),
        ([Cell::Number(1_536), Cell::Number(0)], "1.5 KB     (0)"),
        ([Cell::Number(-1_536), Cell::Number(12)], "-1.5 KB    (12)"),
        ([Cell::Number(0), Cell::Number(0)], "   0 B"),
        ([Cell::Number(0), Cell::Number(2)], "   0 B     (2)"),
        ([Cell::Number(7), Cell::Absent], "   7 B"),
        ([Cell::Absent, Cell::Absent], "     -"),
        ([Cell::Absent, Cell::Number(2)], "     -     (2)"),
    ] {
        assert_eq!(count(cells), expected);
    }
}

#[test]
fn a_column_without_its_companion_stands_alone() {
    let column = Column::new("bytes", "Bytes", Unit::Bytes, Better::Lower, Show::Always).beside("no such column");
    let row = Row { name: "a".into(), cells: vec![Cell::Number(1_536)], ..Row::default() };
    let section = Section { id: "x".into(), title: "X".into(), columns: vec![column], rows: vec![row] };
    let text = table(&Report { sections: vec![section], ..Report::default() }, &wide(80));
    assert!(text.ends_with("\na  1.5 KB\n"), "{text}");
}

#[test]
fn text_fits_any_width_and_keeps_its_numbers() {
    for limit in 36..=220 {
        let text = table(&indexer(), &wide(limit));
        let code = "hotpath::CountingAllocator";
        assert!(text.lines().all(|line| line.width() <= limit || line.contains(code)), "{limit}: {text}");
        for number in ["12,345", "812.4 MB (1,250,331)", "96.10%"] {
            assert!(text.contains(number), "{limit}: {text}");
        }
    }
}

#[test]
fn a_block_of_a_tree_is_about_time_or_about_memory() {
    for limit in 60..=110 {
        let text = tree(&indexer(), &wide(limit));
        let headers: Vec<&str> = text.lines().filter(|line| line.starts_with("Call tree")).collect();
        assert!(headers.len() > 1 || limit > 100, "{limit}: {text}");
        for header in headers.iter().filter(|_| headers.len() > 1) {
            assert!(!(header.contains("Time") && header.contains("Allocated")), "{limit}: {header}");
        }
    }
}

#[test]
fn when_only_the_program_as_a_whole_was_counted() {
    let mut report = indexer();
    for section in &mut report.sections {
        section.rows.retain(|row| row.has(Mark::Wrapper) || row.name == OUTSIDE || section.id == ALLOC_THREADS);
    }
    let text = table(&report, &wide(80));
    let expected = "\nhotpath alloc · indexer::main · 1.52 s\n\n\
        Nothing was measured but the program as a whole. To begin, put an attribute on\n";
    assert!(text.starts_with(expected) && text.contains("\nmemory: "), "{text}");
    report.memory = None;
    assert!(table(&report, &wide(80)).contains("\nNothing was measured. To begin, "));
    let outside = Report { sections: vec![report.section(ALLOC).unwrap().clone()], ..Report::default() };
    assert!(table(&outside, &wide(80)).contains("\nNothing was measured. To begin, "));
}

#[test]
fn what_the_footer_says_of_memory() {
    let whole = indexer().memory.unwrap();
    let tracking = |sample_bytes, tracked_blocks, untracked_blocks| {
        Some(Tracking { sample_bytes, tracked_blocks, untracked_blocks, capacity: 65_536 })
    };
    let deep = ["main", "walk", "walk", "walk", "walk", "walk", "parse", "line"].map(|name| format!("app::x::{name}"));
    for (memory, expected) in [
        (
            whole.clone(),
            "memory: 1.2 MB live at the end, peak 5.0 MB (±128 KB) after 1.20 s in indexer::main › walk::walk › \
             tokens::parse::line\n\
             allocated: 845.3 MB in 1,263,017 blocks (12,345 reallocations) · freed: 844.1 MB in 1,261,903 blocks\n",
        ),
        (
            Memory {
                live_bytes: -1_536,
                bytes: 512,
                allocations: 1,
                reallocations: 0,
                peak_live_bytes: 0,
                ..whole.clone()
            },
            "memory: -1.5 KB live at the end (blocks from before the session were freed)\n\
             allocated: 512 B in 1 block · freed: 844.1 MB in 1,261,903 blocks\n",
        ),
        (
            Memory { peak_path: Vec::new(), peak_error_bytes: 0, tracking: tracking(1, 12_345, 0), ..whole.clone() },
            "memory: 1.2 MB live at the end, peak 5.0 MB after 1.20 s outside measured functions\n\
             allocated: 845.3 MB in 1,263,017 blocks (12,345 reallocations) · freed: 844.1 MB in 1,261,903 blocks\n\
             live blocks: every block tracked, 12,345 in the table\n",
        ),
        (
            Memory {
                peak_path: deep.into(),
                reallocations: 1,
                tracking: tracking(512 << 10, 7, 0),
                late_allocations: 1,
                late_bytes: 48,
                ..whole.clone()
            },
            "memory: 1.2 MB live at the end, peak 5.0 MB (±128 KB) after 1.20 s in x::main › x::walk › … › x::walk › \
             x::walk › x::parse › x::line\n\
             allocated: 845.3 MB in 1,263,017 blocks (1 reallocation) · freed: 844.1 MB in 1,261,903 blocks\n\
             live blocks: sampled about every 512 KB, 7 in the table; figures are estimates\n\
             late: 48 B in 1 block allocated by ending threads, in the row (outside measured functions)\n",
        ),
        (
            Memory { peak_live_bytes: 0, tracking: tracking(1, 65_536, 17), ..whole.clone() },
            "memory: 1.2 MB live at the end\n\
             allocated: 845.3 MB in 1,263,017 blocks (12,345 reallocations) · freed: 844.1 MB in 1,261,903 blocks\n\
             live blocks: every block that found room tracked, 65,536 in the table; + 17 blocks beyond the table's 65,536 not tracked\n",
        ),
        (
            Memory { is_counted: false, ..whole },
            "allocations were not counted: hotpath::CountingAllocator is not the global allocator; use \
             #[hotpath::main] or add #[global_allocator] static A: hotpath::CountingAllocator = \
             hotpath::CountingAllocator::new();\n",
        ),
    ] {
        let report = Report { memory: Some(memory), ..indexer() };
        let text = table(&report, &Options::default());
        let (_, footer) = text.split_once("taken out\n").unwrap();
        assert_eq!(footer, format!("{expected}2 calls had not returned and are not counted\n"));
    }
}

#[test]
fn the_footer_on_80_columns() {
    let mut report = indexer();
    report.sections.truncate(1);
    let memory = report.memory.as_mut().unwrap();
    memory.tracking = Some(Tracking { sample_bytes: 1, tracked_blocks: 65_536, untracked_blocks: 1, capacity: 65_536 });
    memory.late_allocations = 12;
    memory.late_bytes = 4_096;
    insta::assert_snapshot!(table(&report, &wide(80)));
    *memory_of(&mut report) = Memory::default();
    report.mode = Mode::Timing;
    insta::assert_snapshot!("the_footer_without_the_allocator", table(&report, &wide(80)));
}

fn memory_of(report: &mut Report) -> &mut Memory {
    report.memory.as_mut().unwrap()
}

fn wide(columns: usize) -> Options {
    Options { width: Some(columns), ..Options::default() }
}

/// The run of `table.rs` with allocations counted: by function, by path, by thread, and as a whole.
fn indexer() -> Report {
    let mut report: Report = serde_json::from_str(include_str!("../../../tests/compat/schema-1.json")).unwrap();
    report.mode = Mode::Alloc;
    report.memory = Some(Memory {
        is_counted: true,
        allocations: 1_263_017,
        reallocations: 12_345,
        bytes: 886_363_750,
        frees: 1_261_903,
        freed_bytes: 885_105_459,
        live_bytes: 1_258_291,
        peak_live_bytes: 5 << 20,
        peak_error_bytes: 128 << 10,
        peak_at_ns: 1_200_000_000,
        peak_path: ["main", "walk::walk", "tokens::parse::line"].map(|name| format!("indexer::{name}")).into(),
        ..Memory::default()
    });
    let place = report.sections.iter().position(|section| section.id == FUNCTIONS).unwrap() + 1;
    report.sections.insert(place, alloc());
    let tree = report.sections.iter_mut().find(|section| section.id == TREE).unwrap();
    tree.columns[1].title = "Time".into();
    add_memory(tree);
    report.sections.push(threads());
    report
}

fn bytes(id: &str, title: &str, beside: &str) -> Column {
    Column::new(id, title, Unit::Bytes, Better::Lower, Show::Always).beside(beside)
}

fn detail(id: &str) -> Column {
    Column::new(id, id, Unit::Count, Better::Lower, Show::Detail)
}

fn numbers(numbers: &[i64]) -> Vec<Cell> {
    numbers.iter().map(|number| if *number < 0 { Cell::Absent } else { Cell::Number(*number) }).collect()
}

fn alloc() -> Section {
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
        bytes("avg", "Avg", "avg_count"),
        Column::percentile(95.0, Unit::Bytes).beside("p95_count"),
        bytes("total", "Total", "total_count"),
        Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Lower, Show::Always),
        bytes("self", "Self", "self_count"),
        Column { show: Show::WhenAny, beside: None, ..bytes("largest", "Largest", "") },
        Column { show: Show::WhenAny, ..bytes("live", "Live", "live_blocks") },
        detail("avg_count"),
        detail("p95_count"),
        detail("total_count"),
        detail("self_count"),
        detail("live_blocks"),
    ];
    let rows = [
        (
            "indexer::main",
            [1, 851_861_504, 851_861_504, 851_861_504, 9_610, 1_536, 1_024, -1, 1_262_405, 1_262_405, 1_262_405, 3, -1],
        ),
        (OUTSIDE, [-1, -1, -1, 34_502_246, 389, 34_502_246, 65_536, 4_096, -1, -1, 612, 612, 4]),
        (
            "indexer::walk::walk",
            [97, 8_781_900, 20_971_520, 851_844_300, 9_610, 0, 0, -1, 13_014, 30_101, 1_262_390, 0, -1],
        ),
        (
            "indexer::index::Index::insert",
            [
                184_220,
                4_624,
                8_192,
                851_820_180,
                9_610,
                851_820_180,
                4_194_304,
                1_258_291,
                6,
                9,
                1_250_331,
                1_250_331,
                1_102,
            ],
        ),
        ("indexer::tokens::parse::line", [9_120, 1, 0, 12_288, 0, 12_288, 512, -1, 0, 0, 24, 24, -1]),
        ("indexer::index::hash", [1_250_331, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1]),
    ];
    let row = |(name, cells): (&str, [i64; 13])| Row {
        name: name.into(),
        cells: numbers(&cells),
        marks: if name == "indexer::main" { vec![Mark::Wrapper] } else { Vec::new() },
        ..Row::default()
    };
    Section { id: ALLOC.into(), title: "Allocations".into(), columns, rows: rows.map(row).into() }
}

/// What each path allocated, with the paths below it and itself.
fn add_memory(tree: &mut Section) {
    let first = tree.columns.len();
    tree.columns.extend([
        bytes("bytes", "Allocated", "count"),
        bytes("self_bytes", "Self alloc.", "self_count"),
        detail("count"),
        detail("self_count"),
    ]);
    let own = [
        (1_536, 3),
        (0, 0),
        (20_480, 35),
        (851_820_180, 1_250_331),
        (0, 0),
        (4_096, 12_000),
        (512, 12),
        (12_288, 24),
        (1_024, 4),
        (96, 2),
    ];
    let mut cumulative = own;
    for index in (0..tree.rows.len()).rev() {
        if let Some(parent) = tree.rows[index].parent {
            cumulative[parent].0 += cumulative[index].0;
            cumulative[parent].1 += cumulative[index].1;
        }
    }
    for (row, (own, all)) in tree.rows.iter_mut().zip(own.into_iter().zip(cumulative)) {
        row.cells.resize(first, Cell::Absent);
        row.cells.extend(numbers(&[all.0, own.0, all.1, own.1]));
    }
}

fn threads() -> Section {
    let columns = vec![
        bytes("total", "Allocated", "total_count"),
        bytes("outside", "Outside functions", "outside_count"),
        bytes("freed", "Freed", "frees"),
        Column { beside: None, ..bytes("net", "Net", "") },
        detail("total_count"),
        detail("outside_count"),
        detail("frees"),
    ];
    let row = |name: &str, cells: [i64; 7]| Row {
        name: name.into(),
        cells: cells.map(Cell::Number).into(),
        ..Row::default()
    };
    let rows = vec![
        row("indexer (20454)", [851_861_504, 1_536, 885_104_435, -33_242_931, 1_262_405, 3, 1_261_001]),
        row("worker-1 (20455)", [34_502_246, 34_501_126, 1_024, 34_501_222, 612, 606, 902]),
    ];
    Section { id: ALLOC_THREADS.into(), title: "Allocations by thread".into(), columns, rows }
}
