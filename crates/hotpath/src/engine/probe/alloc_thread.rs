//! Allocations by thread.

use std::cmp::Reverse;

use hotpath_report::{ALLOC_THREADS, Better, Cell, Column, Row, Section, Show, Unit};

use super::thread_name::thread_names;
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
    ];
    let (mut threads, others): (Vec<_>, Vec<_>) =
        folded.memory.threads.iter().cloned().partition(|usage| usage.thread.is_some());
    threads.sort_by_key(|usage| (Reverse(usage.total.bytes), usage.thread));
    for usage in threads.iter_mut().filter(|usage| usage.is_alive) {
        usage.name = usage.thread.and_then(sys::thread_name);
    }
    let named: Vec<_> = threads.iter().map(|usage| (usage.thread.unwrap_or(0), usage.name.as_deref())).collect();
    let names = thread_names(&named);
    let mut rows: Vec<Row> = threads.iter().zip(names).map(|(usage, name)| row(usage, name)).collect();
    let mut earlier = ThreadUsage::default();
    for usage in others {
        earlier.threads += usage.threads;
        earlier.total += usage.total;
        earlier.outside += usage.outside;
    }
    if earlier.threads > 0 {
        rows.push(row(&earlier, format!("({} threads that ended earlier)", earlier.threads)));
    }
    Some(Section { id: ALLOC_THREADS.into(), title: "Allocations by thread".into(), columns, rows })
}

fn row(usage: &ThreadUsage, name: String) -> Row {
    Row {
        name,
        cells: vec![
            number(usage.total.bytes),
            number(usage.outside.bytes),
            number(usage.total.freed_bytes),
            Cell::Number(usage.total.net_bytes()),
            if usage.is_alive { Cell::Absent } else { Cell::Text("ended".into()) },
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
