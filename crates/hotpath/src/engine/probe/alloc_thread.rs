//! Allocations by thread.

use std::{cmp::Reverse, collections::BTreeMap};

use hotpath_report::{ALLOC_THREADS, Better, Cell, Column, Mark, Row, Section, Show, Unit};

use super::thread_name::{ended_name, living_names, name_cell, name_column, others_name};
use crate::engine::{
    record::{KnownThread, ThreadUsage},
    snapshot::{Folded, Units, number},
    sys,
};

/// One row per thread that runs and one for those of each name that have ended, the one that allocates most first.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    if !units.has_memory() {
        return None;
    }
    let ended = &folded.memory.ended;
    let mut rows = living(folded);
    rows.extend(ended.named().map(|(name, usage)| row(ended_name(name, usage.threads), name, None, usage)));
    rows.sort_by_key(|row| match row.cell(0) {
        Cell::Number(bytes) => Reverse(*bytes),
        _ => Reverse(0),
    });
    rows.extend(ended.others().map(|others| {
        let name = others_name(others.threads);
        Row { marks: vec![Mark::Others], ..row(name.clone(), Some(&name), None, others) }
    }));
    Some(Section { id: ALLOC_THREADS.into(), title: "Allocations by thread".into(), columns: columns(), rows })
}

fn columns() -> Vec<Column> {
    let bytes = |id, title| Column::new(id, title, Unit::Bytes, Better::Lower, Show::Always);
    let count = |id, title| Column::new(id, title, Unit::Count, Better::Neither, Show::Detail);
    vec![
        bytes("total", "Allocated").counter().beside("total_count"),
        bytes("outside", "Outside functions").counter().beside("outside_count"),
        bytes("freed", "Freed").counter().beside("frees"),
        bytes("net", "Net"),
        Column::new("state", "State", Unit::Text, Better::Neither, Show::WhenAny),
        count("total_count", "Allocations").counter(),
        count("outside_count", "Allocations outside functions").counter(),
        count("frees", "Frees").counter(),
        count("reallocations", "Reallocations").counter(),
        count("threads", "Threads"),
        count("thread", "Thread"),
        name_column(),
    ]
}

fn living(folded: &Folded) -> Vec<Row> {
    let looked_at = folded.threads.iter().flat_map(|threads| [&threads.program, &threads.own]);
    let known: BTreeMap<u64, &KnownThread> =
        looked_at.flat_map(|group| &group.living).map(|thread| (thread.thread(), thread)).collect();
    let name = |thread: &u64| {
        let known = known.get(thread).and_then(|known| known.name()).map(str::to_owned);
        known.or_else(|| sys::thread_name(*thread))
    };
    let living = &folded.memory.living;
    let names: Vec<Option<String>> = living.keys().map(name).collect();
    let named: Vec<(u64, Option<&str>)> = living.keys().copied().zip(names.iter().map(Option::as_deref)).collect();
    let shown = living_names(&named).into_iter().zip(&named).zip(living.values());
    shown.map(|((shown, (thread, name)), usage)| row(shown, *name, Some(*thread), usage)).collect()
}

/// The row of a thread that runs, or of several that have ended.
fn row(shown: String, name: Option<&str>, thread: Option<u64>, usage: &ThreadUsage) -> Row {
    Row {
        name: shown,
        cells: vec![
            number(usage.total.bytes),
            number(usage.outside.bytes),
            number(usage.total.freed_bytes),
            Cell::Number(usage.total.net_bytes()),
            if thread.is_some() { Cell::Absent } else { Cell::Text("ended".into()) },
            number(usage.total.allocations),
            number(usage.outside.allocations),
            number(usage.total.frees),
            number(usage.total.reallocations),
            number(usage.threads),
            thread.map_or(Cell::Absent, number),
            name_cell(name),
        ],
        ..Row::default()
    }
}
