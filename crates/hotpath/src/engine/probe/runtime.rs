//! Async runtimes: what their workers do, and what waits for them.

use hotpath_report::{Better, Cell, Column, Mark, RUNTIMES, Row, Section, Show, Unit};

use super::function::source;
use super::listing::{OTHER, instance_name};
use crate::engine::{
    record::{FollowedReading, RuntimeExtra, RuntimeReading, WorkerExtra, WorkerReading},
    site::Site,
    snapshot::{Folded, Units, number},
};

/// A row for each runtime and, below it, one for each of its workers; `None` where none is followed.
pub(super) fn section(folded: &Folded, _: &Units<'_>) -> Option<Section> {
    let all = &folded.runtimes;
    let names: Vec<_> = all.runtimes.iter().map(|runtime| runtime.site.name()).collect();
    let equal_before = |index: usize| names[..index].iter().filter(|name| **name == names[index]).count();
    let name = |index: usize| instance_name(&names[index], equal_before(index));
    let mut rows: Vec<Row> =
        all.runtimes.iter().enumerate().flat_map(|(index, runtime)| rows(&name(index), runtime)).collect();
    if all.refused > 0 {
        rows.push(other_row(all.refused));
    }
    Some(Section { id: RUNTIMES.into(), title: "Runtimes".into(), columns: columns(), rows })
        .filter(|section| !section.rows.is_empty())
}

/// What runtimes and workers have in common is in front. What comes after `parked` is known in some builds only, but for the last.
fn columns() -> Vec<Column> {
    let duration = |id, title, better, show| Column::new(id, title, Unit::Nanoseconds, better, show);
    let count = |id, title, better, show| Column::new(id, title, Unit::Count, better, show);
    vec![
        duration("busy", "Busy", Better::Neither, Show::Always).counter(),
        Column::new("busy_share", "% Busy", Unit::BasisPoints, Better::Neither, Show::Always),
        count("parks", "Parks", Better::Neither, Show::Always).counter(),
        count("workers", "Workers", Better::Neither, Show::Always),
        count("alive_tasks", "Tasks", Better::Neither, Show::Always),
        count("global_queue", "Queued", Better::Lower, Show::Always),
        count("parked", "Parked now", Better::Neither, Show::Detail),
        count("polls", "Polls", Better::Neither, Show::WhenAny).counter(),
        duration("mean_poll", "Mean poll", Better::Lower, Show::WhenAny),
        count("local_queue", "Own queue", Better::Lower, Show::WhenAny),
        count("steals", "Stolen", Better::Neither, Show::WhenAny).counter(),
        count("overflows", "Overflows", Better::Lower, Show::WhenAny).counter(),
        count("spawned", "Spawned", Better::Neither, Show::WhenAny).counter(),
        count("remote_schedules", "Woken from outside", Better::Neither, Show::Detail).counter(),
        count("forced_yields", "Forced yields", Better::Lower, Show::WhenAny).counter(),
        count("blocking_threads", "Blocking threads", Better::Neither, Show::WhenAny),
        count("idle_blocking_threads", "Idle", Better::Neither, Show::WhenAny),
        count("blocking_queue", "Blocking queue", Better::Lower, Show::WhenAny),
        count("refused", "No room for", Better::Lower, Show::WhenAny).counter(),
    ]
}

fn rows(name: &str, FollowedReading { site, elapsed_ns, reading }: &FollowedReading) -> Vec<Row> {
    let workers_ns = elapsed_ns.saturating_mul(reading.workers.len() as u64);
    let mut rows = vec![row(name.into(), site, &reading.all_workers(), workers_ns, Some(reading))];
    let workers = reading.workers.iter().enumerate();
    rows.extend(workers.map(|(index, worker)| row(format!("{name} worker {index}"), site, worker, *elapsed_ns, None)));
    rows
}

/// The row of a worker that had this much time; with `runtime`, that of all its workers and of what it says itself.
fn row(
    name: String,
    site: &'static Site,
    worker: &WorkerReading,
    time_ns: u64,
    runtime: Option<&RuntimeReading>,
) -> Row {
    let own = |of: &dyn Fn(&RuntimeReading) -> u64| runtime.map_or(Cell::Absent, |runtime| number(of(runtime)));
    let extra = |of: fn(&RuntimeExtra) -> u64| {
        runtime.and_then(|runtime| runtime.extra.as_ref()).map_or(Cell::Absent, |extra| number(of(extra)))
    };
    let worker_extra =
        |of: fn(&WorkerExtra) -> Option<u64>| worker.extra.as_ref().and_then(of).map_or(Cell::Absent, number);
    let share = u128::from(worker.busy_ns) * 10_000 / u128::from(time_ns.max(1));
    Row {
        name,
        source: Some(source(site)),
        cells: vec![
            number(worker.busy_ns),
            number(u64::try_from(share).unwrap_or(u64::MAX)),
            number(worker.parks),
            own(&|runtime| runtime.workers.len() as u64),
            own(&|runtime| runtime.alive_tasks),
            own(&|runtime| runtime.queued),
            number(worker.parked),
            worker_extra(|extra| Some(extra.polls)),
            worker_extra(|extra| extra.mean_poll_ns),
            worker_extra(|extra| Some(extra.queued)),
            worker_extra(|extra| Some(extra.steals)),
            worker_extra(|extra| Some(extra.overflows)),
            extra(|extra| extra.spawned),
            extra(|extra| extra.remote_schedules),
            extra(|extra| extra.forced_yields),
            extra(|extra| extra.blocking_threads),
            extra(|extra| extra.idle_blocking_threads),
            extra(|extra| extra.blocking_queue),
            Cell::Absent,
        ],
        ..Row::default()
    }
}

/// Runtimes that are not followed, of which nothing is known but how often they came.
fn other_row(refused: u64) -> Row {
    let unknown = columns().len() - 1;
    let cells = (0..unknown).map(|_| Cell::Absent).chain([number(refused)]).collect();
    Row { name: OTHER.into(), cells, marks: vec![Mark::Others], ..Row::default() }
}
