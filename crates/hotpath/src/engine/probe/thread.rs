//! Threads: what each does and what CPU time it uses.

use std::cmp::Reverse;

use hotpath_report::{Better, Cell, Column, OWN_THREADS, Row, Section, Show, THREADS, Unit};

use super::thread_name::thread_names;
use crate::engine::{
    record::{KnownThread, ThreadGroup, ThreadUsage},
    snapshot::{Folded, Units, number},
    sys::ThreadState,
};

/// One row per thread of the program, the busiest first. Of many that have ended, the earlier ones are together, and so is
/// what the process used beside all of them.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let reading = folded.threads.as_ref()?;
    let usages = if units.has_memory() { &folded.memory.threads[..] } else { &[] };
    let mut rows = rows(&reading.program, usages);
    if reading.unseen_cpu_ns > 0 {
        rows.push(row_of_many("(other threads that ended)".into(), reading.unseen_cpu_ns, None));
    }
    // Those of many, too: the last ones are cut.
    rows.sort_by_key(|row| match row.cell(0) {
        Cell::Number(cpu_ns) => Reverse(*cpu_ns),
        _ => Reverse(0),
    });
    Some(Section { id: THREADS.into(), title: "Threads".into(), columns: columns(), rows })
}

/// The same for hotpath's own.
pub(super) fn own_section(folded: &Folded, _: &Units<'_>) -> Option<Section> {
    let rows = rows(&folded.threads.as_ref()?.own, &[]);
    Some(Section { id: OWN_THREADS.into(), title: "Threads of hotpath".into(), columns: columns(), rows })
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
    ]
}

fn rows(group: &ThreadGroup, usages: &[ThreadUsage]) -> Vec<Row> {
    let mut usages = usages.to_vec();
    let mut threads: Vec<&KnownThread> = group.threads.iter().collect();
    threads.sort_by_key(|thread| (Reverse(thread.cpu_ns()), thread.thread()));
    let names = thread_names(&threads.iter().map(|thread| (thread.thread(), thread.name())).collect::<Vec<_>>());
    let named = threads.into_iter().zip(names);
    let mut rows: Vec<Row> = named.map(|(thread, name)| row(thread, name, take_usage(thread, &mut usages))).collect();
    if group.earlier > 0 {
        let name = format!("({} threads that ended earlier)", group.earlier);
        // What is left was allocated by threads that are not known by themselves.
        let left = usages.into_iter().filter(|usage| !usage.is_alive).reduce(|mut sum, usage| {
            sum.total += usage.total;
            sum
        });
        rows.push(row_of_many(name, group.earlier_cpu_ns, left));
    }
    rows
}

/// What the thread allocated. Two threads may have had its number, one after the other.
fn take_usage(thread: &KnownThread, usages: &mut Vec<ThreadUsage>) -> Option<ThreadUsage> {
    let is_alive = thread.ended_ns.is_none();
    let candidates = usages.iter().enumerate().filter(|(_, usage)| usage.thread == Some(thread.thread()));
    let (index, _) = candidates.max_by_key(|(_, usage)| usage.is_alive == is_alive)?;
    Some(usages.swap_remove(index))
}

fn row(thread: &KnownThread, name: String, usage: Option<ThreadUsage>) -> Row {
    let [allocated, freed] = memory(usage);
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
            known(thread.ended_ns),
            number(thread.thread()),
        ],
        ..Row::default()
    }
}

fn row_of_many(name: String, cpu_ns: u64, usage: Option<ThreadUsage>) -> Row {
    let [allocated, freed] = memory(usage);
    let [now, mean, max, waits, preempted] = [const { Cell::Absent }; 5];
    let ended = Cell::Text(state_text(ThreadState::Ended).into());
    let cells = vec![number(cpu_ns), now, mean, max, ended, waits, preempted, allocated, freed];
    Row { name, cells, ..Row::default() }
}

fn memory(usage: Option<ThreadUsage>) -> [Cell; 2] {
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
