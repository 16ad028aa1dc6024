//! What runs now: calls that have not returned, by thread, and futures that wait to be polled.

use std::cmp::Reverse;

use hotpath_report::{Better, Cell, Column, IN_FLIGHT, Row, Section, Show, Unit};

use super::function::source;
use crate::engine::{
    sampler::Flight,
    site::Site,
    snapshot::{Folded, Function, Units, number},
    sys,
};

/// One row per thread that runs a measured call, with its calls below it, the one that runs longest first; then the
/// futures that are neither ready nor dropped. `None` when nothing runs.
pub(super) fn section(folded: &Folded, _: &Units<'_>) -> Option<Section> {
    let columns = vec![
        Column::new("running_for", "For at least", Unit::Nanoseconds, Better::Neither, Show::Always),
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::WhenAny),
        Column::new("thread", "Thread", Unit::Count, Better::Neither, Show::Detail),
    ];
    let mut rows = Vec::new();
    let mut flights: Vec<_> = folded.flights.iter().collect();
    flights.sort_by_key(|flight| Reverse(flight.calls.last().map(|call| call.seen_for)));
    flights.into_iter().for_each(|flight| add_thread(flight, &mut rows));
    add_waiting(folded, &mut rows);
    Some(Section { id: IN_FLIGHT.into(), title: "In flight".into(), columns, rows })
        .filter(|section| !section.rows.is_empty())
}

fn add_thread(flight: &Flight, rows: &mut Vec<Row>) {
    let name = sys::thread_name(flight.thread).unwrap_or_else(|| format!("thread {}", flight.thread));
    rows.push(Row { name, cells: vec![Cell::Absent, Cell::Absent, number(flight.thread)], ..Row::default() });
    for call in &flight.calls {
        let seen_for_ns = u64::try_from(call.seen_for.as_nanos()).unwrap_or(u64::MAX);
        let cells = vec![number(seen_for_ns), Cell::Absent, number(flight.thread)];
        add(call.site, rows.len() - 1, cells, rows);
    }
}

/// Async calls between two polls are on no thread.
fn add_waiting(folded: &Folded, rows: &mut Vec<Row>) {
    let mut waiting: Vec<(&Function, u64)> = folded
        .functions
        .iter()
        .map(|function| (function, function.unfinished()))
        .filter(|(_, calls)| *calls > 0)
        .collect();
    waiting.sort_by_cached_key(|(function, calls)| (Reverse(*calls), function.site.name()));
    if waiting.is_empty() {
        return;
    }
    let parent = rows.len();
    rows.push(Row { name: "(async, begun and not ready)".into(), ..Row::default() });
    for (function, calls) in waiting {
        add(function.site, parent, vec![Cell::Absent, number(calls), Cell::Absent], rows);
    }
}

fn add(site: &'static Site, parent: usize, cells: Vec<Cell>, rows: &mut Vec<Row>) {
    rows.push(Row {
        name: site.name().into_owned(),
        source: Some(source(site)),
        parent: Some(parent),
        cells,
        ..Row::default()
    });
}
