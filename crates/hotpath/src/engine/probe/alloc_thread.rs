//! Allocations by thread.

use std::cmp::Reverse;

use hotpath_report::{ALLOC_THREADS, Better, Cell, Column, Row, Section, Show, Unit};

use crate::engine::{
    record::ThreadUsage,
    snapshot::{Folded, Units, number},
    sys,
};

/// One row per thread, the one that allocates most first. Of many that have ended, the earlier ones are together.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    if !units.has_memory() {
        return None;
    }
    let bytes = |id, title| Column::new(id, title, Unit::Bytes, Better::Lower, Show::Always);
    let count = |id, title| Column::new(id, title, Unit::Count, Better::Neither, Show::Detail);
    let columns = vec![
        bytes("total", "Allocated").beside("total_count"),
        bytes("outside", "Outside functions").beside("outside_count"),
        bytes("freed", "Freed").beside("frees"),
        bytes("net", "Net"),
        count("total_count", "Allocations"),
        count("outside_count", "Allocations outside functions"),
        count("frees", "Frees"),
        count("reallocations", "Reallocations"),
        count("threads", "Threads"),
        count("thread", "Thread"),
    ];
    let mut threads: Vec<ThreadUsage> = Vec::new();
    let mut earlier = ThreadUsage::default();
    for thread in &folded.memory.threads {
        if thread.thread.is_some() {
            threads.push(*thread);
        } else {
            earlier.threads += thread.threads;
            earlier.total += thread.total;
            earlier.outside += thread.outside;
        }
    }
    threads.sort_by_key(|thread| (Reverse(thread.total.bytes), thread.thread));
    if earlier.threads > 0 {
        threads.push(earlier);
    }
    let rows = threads.iter().map(row).collect();
    Some(Section { id: ALLOC_THREADS.into(), title: "Allocations by thread".into(), columns, rows })
}

fn row(usage: &ThreadUsage) -> Row {
    Row {
        name: name(usage),
        cells: vec![
            number(usage.total.bytes),
            number(usage.outside.bytes),
            number(usage.total.freed_bytes),
            Cell::Number(usage.total.net_bytes()),
            number(usage.total.allocations),
            number(usage.outside.allocations),
            number(usage.total.frees),
            number(usage.total.reallocations),
            number(usage.threads),
            usage.thread.map_or(Cell::Absent, number),
        ],
        ..Row::default()
    }
}

fn name(usage: &ThreadUsage) -> String {
    match usage.thread {
        None => format!("({} threads that ended earlier)", usage.threads),
        Some(thread) if !usage.is_alive => format!("thread {thread} (ended)"),
        Some(thread) => match sys::thread_name(thread) {
            Some(name) => format!("{name} ({thread})"),
            None => format!("thread {thread}"),
        },
    }
}
