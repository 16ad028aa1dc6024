//! Reports made of rows whose columns are those that the probes declare.

use hotpath_report::{
    Better, Cell, Column, Finding, Mark, Process, Report, Row, Section, Show, Source, Thresholds, Unit, findings,
};

use Unit::{BasisPoints, Bytes, Count, Nanoseconds, Text};

/// Ids of columns, with their units.
type Columns = &'static [(&'static str, Unit)];
/// A row whose cells stand beside it, by column.
pub type Cells = (Row, Vec<(&'static str, Cell)>);

/// The columns that rules read, by section, and the file that declares them.
const SECTIONS: [(&str, &str, Columns); 10] = [
    (
        "functions",
        concat!(
            include_str!("../../../hotpath/src/engine/probe/function.rs"),
            include_str!("../../../hotpath/src/engine/probe/cpu.rs")
        ),
        &[
            ("calls", Count),
            ("avg", Nanoseconds),
            ("total", Nanoseconds),
            ("self", Nanoseconds),
            ("busy", Nanoseconds),
            ("longest_poll", Nanoseconds),
            ("cancelled", Count),
            ("panicked", Count),
            ("polls", Count),
            ("min", Nanoseconds),
            ("max", Nanoseconds),
            ("off_cpu", Nanoseconds),
            ("cpu_error", Nanoseconds),
        ],
    ),
    ("tree", include_str!("../../../hotpath/src/engine/probe/tree.rs"), &[("calls", Count)]),
    (
        "futures",
        include_str!("../../../hotpath/src/engine/probe/future.rs"),
        &[
            ("calls", Count),
            ("polls", Count),
            ("pending", Count),
            ("cancelled", Count),
            ("panicked", Count),
            ("longest_poll", Nanoseconds),
        ],
    ),
    (
        "streams",
        include_str!("../../../hotpath/src/engine/probe/stream.rs"),
        &[("panicked", Count), ("longest_poll", Nanoseconds), ("polls", Count)],
    ),
    (
        "locks",
        include_str!("../../../hotpath/src/engine/probe/lock.rs"),
        &[
            ("acquired", Count),
            ("contended", Count),
            ("wait", Nanoseconds),
            ("wait_avg", Nanoseconds),
            ("hold_max", Nanoseconds),
            ("holder", Text),
        ],
    ),
    (
        "channels",
        concat!(
            include_str!("../../../hotpath/src/engine/probe/channel.rs"),
            include_str!("../../../hotpath/src/engine/probe/listing.rs")
        ),
        &[
            ("type", Text),
            ("sent", Count),
            ("received", Count),
            ("queued", Count),
            ("max_queued", Count),
            ("queued_bytes", Bytes),
            ("queue_avg", Nanoseconds),
            ("blocked", Nanoseconds),
            ("blocked_sends", Count),
            ("waited", Nanoseconds),
            ("waited_receives", Count),
            ("instance", Count),
        ],
    ),
    (
        "alloc",
        include_str!("../../../hotpath/src/engine/probe/alloc.rs"),
        &[("calls", Count), ("self", Bytes), ("live", Bytes), ("self_count", Count), ("live_blocks", Count)],
    ),
    (
        "runtimes",
        include_str!("../../../hotpath/src/engine/probe/runtime.rs"),
        &[
            ("busy", Nanoseconds),
            ("busy_share", BasisPoints),
            ("workers", Count),
            ("alive_tasks", Count),
            ("global_queue", Count),
        ],
    ),
    ("threads", include_str!("../../../hotpath/src/engine/probe/thread.rs"), &[("cpu", Nanoseconds), ("tid", Count)]),
    (
        "in_flight",
        include_str!("../../../hotpath/src/engine/probe/in_flight.rs"),
        &[("running_for", Nanoseconds), ("calls", Count), ("thread", Count)],
    ),
];

/// A section with the columns of its probe.
pub fn section(id: &str, rows: Vec<Cells>) -> Section {
    let (_, probe, ids) = SECTIONS.iter().find(|(known, ..)| *known == id).expect("a section that rules read");
    let column = |(id, unit): &(&str, Unit)| {
        assert!(probe.contains(&format!("\"{id}\"")), "no probe declares the column {id}");
        Column::new(*id, *id, *unit, Better::Neither, Show::Always)
    };
    let columns: Vec<Column> = ids.iter().map(column).collect();
    let rows = rows.into_iter().map(|(row, cells)| {
        for (id, _) in &cells {
            assert!(ids.iter().any(|(known, _)| known == id), "{id} is no column");
        }
        let cell = |(id, _): &(&str, Unit)| {
            cells.iter().find(|(other, _)| other == id).map_or(Cell::Absent, |(_, cell)| cell.clone())
        };
        Row { cells: ids.iter().map(cell).collect(), ..row }
    });
    Section { id: id.into(), title: id.into(), rows: rows.collect(), columns }
}

/// A row of numbers, at a place of its own in the source.
pub fn row(name: &str, cells: &[(&'static str, i64)]) -> Cells {
    let line = name.bytes().map(u32::from).sum();
    let source = Some(Source { file: "src/app.rs".into(), line, column: 1 });
    let cells = cells.iter().map(|(id, number)| (*id, Cell::Number(*number))).collect();
    (Row { name: name.into(), source, ..Row::default() }, cells)
}

/// An async function.
pub fn polled(name: &str, cells: &[(&'static str, i64)]) -> Cells {
    let (row, cells) = row(name, cells);
    (Row { marks: vec![Mark::Wall], ..row }, cells)
}

pub fn functions(rows: Vec<Cells>) -> Section {
    section("functions", rows)
}

/// A call tree of a single path, outermost first.
pub fn path(names: &[&str]) -> Section {
    let rows = names.iter().enumerate().map(|(index, name)| {
        let (row, cells) = row(name, &[("calls", 1)]);
        (Row { parent: index.checked_sub(1), ..row }, cells)
    });
    section("tree", rows.collect())
}

/// A report of ten seconds of a process.
pub fn report(sections: Vec<Section>) -> Report {
    Report {
        caller_name: "app::main".into(),
        elapsed_ns: 10_000_000_000,
        process: Process { pid: 77, ..Process::default() },
        sections,
        ..Report::default()
    }
}

/// All sections, with two rows of these numbers each.
pub fn every_section(left: i64, right: i64) -> Vec<Section> {
    let rows = |ids: Columns| {
        let numbers = |first: i64, second: i64| -> Vec<(&'static str, i64)> {
            let is_number = |(_, unit): &&(&'static str, Unit)| *unit != Text;
            ids.iter()
                .filter(is_number)
                .enumerate()
                .map(|(index, (id, _))| (*id, if index % 2 == 0 { first } else { second }))
                .collect()
        };
        vec![row("app::a", &numbers(left, right)), row("app::b (read)", &numbers(right, left))]
    };
    SECTIONS.iter().map(|(id, _, ids)| section(id, rows(ids))).collect()
}

/// What one rule finds: names, with the figures.
pub fn found(rule: &str, report: &Report) -> Vec<Finding> {
    let found = findings(report, &Thresholds::default());
    found.list.into_iter().filter(|finding| finding.rule == rule).collect()
}

/// Checks that the rule speaks about this row, with these numbers among the others.
#[track_caller]
pub fn fires(rule: &str, report: &Report, name: &str, numbers: &[(&str, i64)]) {
    let found = found(rule, report);
    assert_eq!(found.iter().map(|finding| finding.subject.name.as_str()).collect::<Vec<_>>(), [name]);
    for (figure, number) in numbers {
        assert_eq!(found[0].figure(figure).map(|figure| &figure.value), Some(&Cell::Number(*number)), "{figure}");
    }
    let of_rule = hotpath_report::RULES.iter().find(|known| known.id == rule).expect("a rule");
    assert_eq!(found[0].threshold.value, Cell::Number(of_rule.default));
}

/// Checks that it says nothing.
#[track_caller]
pub fn is_silent(rule: &str, report: &Report) {
    assert_eq!(found(rule, report), []);
}
