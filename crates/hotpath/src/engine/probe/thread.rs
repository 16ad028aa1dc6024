//! Threads: what each does and what CPU time it uses.

use std::cmp::Reverse;

use hotpath_report::{Better, Cell, Column, Mark, OWN_THREADS, Row, Section, Show, THREADS, Unit};

use super::thread_name::{ended_name, living_names, name_cell, name_column, others_name};
use crate::engine::{
    record::{EndedThreads, KnownThread, ThreadGroup, ThreadUsage},
    snapshot::{Folded, Memory, Units, number},
    sys::ThreadState,
};

/// One row per thread of the program that runs and one for those of each name that have ended, the busiest first. What the
/// process used beside all of them has one, too.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let reading = folded.threads.as_ref()?;
    let mut rows = rows(&reading.program, units.has_memory().then_some(&folded.memory));
    if reading.unseen_cpu_ns > 0 {
        rows.push(unseen_row(reading.unseen_cpu_ns));
    }
    // Those of many, too: the last ones are cut.
    sort(&mut rows);
    Some(Section { id: THREADS.into(), title: "Threads".into(), columns: columns(), rows })
}

/// The same for hotpath's own.
pub(super) fn own_section(folded: &Folded, _: &Units<'_>) -> Option<Section> {
    let mut rows = rows(&folded.threads.as_ref()?.own, None);
    sort(&mut rows);
    Some(Section { id: OWN_THREADS.into(), title: "Threads of hotpath".into(), columns: columns(), rows })
}

fn sort(rows: &mut [Row]) {
    rows.sort_by_key(|row| match row.cell(0) {
        Cell::Number(cpu_ns) => Reverse(*cpu_ns),
        _ => Reverse(0),
    });
}

fn columns() -> Vec<Column> {
    let share = |id, title| Column::new(id, title, Unit::BasisPoints, Better::Neither, Show::WhenAny);
    let bytes = |id, title| Column::new(id, title, Unit::Bytes, Better::Lower, Show::WhenAny).counter();
    let detail = |id, title, unit| Column::new(id, title, unit, Better::Neither, Show::Detail);
    vec![
        Column::new("cpu", "CPU", Unit::Nanoseconds, Better::Lower, Show::Always).counter(),
        share("cpu_now", "Now"),
        share("cpu_mean", "Mean"),
        share("cpu_max", "Max"),
        Column::new("state", "State", Unit::Text, Better::Neither, Show::WhenAny),
        Column::new("voluntary_switches", "Waits", Unit::Count, Better::Neither, Show::WhenAny).counter(),
        Column::new("involuntary_switches", "Preempted", Unit::Count, Better::Lower, Show::WhenAny).counter(),
        bytes("allocated", "Allocated"),
        bytes("freed", "Freed"),
        detail("cpu_user", "CPU in the program", Unit::Nanoseconds).counter(),
        detail("cpu_sys", "CPU in the system", Unit::Nanoseconds).counter(),
        detail("started", "Started", Unit::Nanoseconds),
        detail("ended", "Ended", Unit::Nanoseconds),
        detail("tid", "Thread", Unit::Count),
        detail("threads", "Threads", Unit::Count),
        name_column(),
    ]
}

fn rows(group: &ThreadGroup, memory: Option<&Memory>) -> Vec<Row> {
    let names = living_names(&group.living.iter().map(|thread| (thread.thread(), thread.name())).collect::<Vec<_>>());
    let named = group.living.iter().zip(names);
    let mut rows: Vec<Row> = named
        .map(|(thread, name)| living_row(thread, name, memory.map(|memory| usage(thread, group, memory))))
        .collect();
    let ended = group.ended.named().filter(|(_, ended)| ended.threads > 0);
    rows.extend(ended.map(|(name, ended)| {
        let usage = memory.and_then(|memory| usage_of_ended(name, ended, memory));
        ended_row(ended_name(name, ended.threads), name, ended, usage)
    }));
    rows.extend(group.ended.others().filter(|others| others.threads > 0).map(|others| {
        let name = others_name(others.threads);
        Row { marks: vec![Mark::Others], ..ended_row(name.clone(), Some(&name), others, None) }
    }));
    rows
}

/// What a thread that runs allocated. All that allocates has a recorder; one that has given it back runs its last
/// destructors, and its figures are with those of its name that have ended. Where there are none, they are its own.
fn usage(thread: &KnownThread, group: &ThreadGroup, memory: &Memory) -> ThreadUsage {
    if let Some(usage) = memory.living.get(&thread.thread()) {
        return *usage;
    }
    let has_ended_ones = group.ended.get(thread.name()).is_some_and(|ended| ended.threads > 0);
    let is_like_it =
        |other: &&KnownThread| other.name() == thread.name() && !memory.living.contains_key(&other.thread());
    let is_first = || group.living.iter().find(is_like_it).is_some_and(|first| first.thread() == thread.thread());
    let usage = memory.ended.get(thread.name()).filter(|_| !has_ended_ones && is_first());
    usage.copied().unwrap_or_default()
}

/// What those of a name have allocated that have ended; `None` where some of them may be among others.
fn usage_of_ended(name: Option<&str>, ended: &EndedThreads, memory: &Memory) -> Option<ThreadUsage> {
    let usage = memory.ended.get(name).copied().unwrap_or_default();
    (memory.ended.others().is_none() || usage.threads >= ended.threads).then_some(usage)
}

fn living_row(thread: &KnownThread, name: String, usage: Option<ThreadUsage>) -> Row {
    let [allocated, freed] = memory_cells(usage);
    Row {
        name,
        cells: vec![
            number(thread.cpu_ns()),
            known(thread.share_now()),
            known(thread.share_mean()),
            known(thread.share_most()),
            thread.state().map_or(Cell::Absent, |state| Cell::Text(state_text(state).into())),
            known(thread.since_start(|status| status.voluntary_switches)),
            known(thread.since_start(|status| status.involuntary_switches)),
            allocated,
            freed,
            known(thread.since_start(|status| status.user_ns)),
            known(thread.since_start(|status| status.system_ns)),
            known(thread.started_ns),
            Cell::Absent,
            number(thread.thread()),
            number(1),
            name_cell(thread.name()),
        ],
        ..Row::default()
    }
}

fn ended_row(shown: String, name: Option<&str>, ended: &EndedThreads, usage: Option<ThreadUsage>) -> Row {
    let [allocated, freed] = memory_cells(usage);
    Row {
        name: shown,
        cells: vec![
            number(ended.cpu_ns),
            Cell::Absent,
            known(ended.share_mean()),
            known(ended.share_most),
            Cell::Text(state_text(ThreadState::Ended).into()),
            known(ended.voluntary_switches),
            known(ended.involuntary_switches),
            allocated,
            freed,
            known(ended.user_ns),
            known(ended.system_ns),
            Cell::Absent,
            known(ended.ended_ns),
            Cell::Absent,
            number(ended.threads),
            name_cell(name),
        ],
        ..Row::default()
    }
}

/// What the process used and no thread that is known did. How many there were is not known.
fn unseen_row(cpu_ns: u64) -> Row {
    let name = "(other threads that ended)";
    let columns = columns().into_iter();
    let cells = columns.map(|column| match column.id.as_str() {
        "cpu" => number(cpu_ns),
        "state" => Cell::Text(state_text(ThreadState::Ended).into()),
        "name" => name_cell(Some(name)),
        _ => Cell::Absent,
    });
    let cells = cells.collect();
    Row { name: name.into(), cells, marks: vec![Mark::Others], ..Row::default() }
}

fn memory_cells(usage: Option<ThreadUsage>) -> [Cell; 2] {
    usage.map_or([const { Cell::Absent }; 2], |usage| [usage.total.bytes, usage.total.freed_bytes].map(number))
}

fn known(value: Option<u64>) -> Cell {
    value.map_or(Cell::Absent, number)
}

fn state_text(state: ThreadState) -> &'static str {
    match state {
        ThreadState::Running => "running",
        ThreadState::Sleeping => "sleeping",
        ThreadState::WaitingOnDisk => "waiting on disk",
        ThreadState::Stopped => "stopped",
        ThreadState::Ended => "ended",
    }
}
