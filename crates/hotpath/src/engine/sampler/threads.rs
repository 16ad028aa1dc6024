//! Looks at all threads of the process. Without the feature `threads` nobody does, and nothing is known of them.

use std::{
    collections::BTreeMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use super::THREADS;
use crate::engine::{
    record::{self, ThreadsLook, ThreadsReading},
    sys::{self, ThreadStatus},
};

/// A session begins: forgets all threads but those that run. They will be looked at every `interval`.
pub(crate) fn start_threads(interval: Duration) {
    if !THREADS {
        return;
    }
    let look = look(&BTreeMap::new());
    record::begin_threads(look, sys::process_cpu_ns(), interval);
}

/// Looks at the threads and notes what each has used.
pub(crate) fn sample_threads() {
    if !THREADS || sys::is_forked() {
        return;
    }
    // One look after the other: what an earlier one saw must not be noted after what a later one did.
    static LOOKS: Mutex<()> = Mutex::new(());
    let _turn = LOOKS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (at, process_cpu_ns) = (Instant::now(), sys::process_cpu_ns());
    let look = look(&record::living_threads());
    record::note_threads(at, process_cpu_ns, look);
}

/// What is known of the threads of the session; `None` without the feature.
pub(crate) fn read_threads() -> Option<ThreadsReading> {
    record::read_threads()
}

/// The threads that run. Some are known, some of these by the CPU time with which they slept. Where the system makes no list, or cannot now, they are those with a
/// recorder and those known that still have a clock.
fn look(known: &BTreeMap<u64, Option<u64>>) -> ThreadsLook {
    let listed = sys::threads(|thread| known.get(&thread).copied().flatten());
    let has_list = !listed.is_empty();
    let mut living: BTreeMap<u64, ThreadStatus> = listed.into_iter().map(|status| (status.thread, status)).collect();
    let mut add = |thread, cpu_ns| {
        // One that began after the list was made has no name yet: the next look has it, or it says so itself.
        if has_list && !living.contains_key(&thread) && !known.contains_key(&thread) {
            return;
        }
        let new = || ThreadStatus { thread, ..ThreadStatus::default() };
        let status = living.entry(thread).or_insert_with(new);
        status.cpu_ns = status.cpu_ns.max(cpu_ns);
    };
    let clock = |thread| Some((thread, sys::thread_cpu_ns(thread)?));
    for (thread, cpu_ns) in record::look_at_owners(clock) {
        add(thread, cpu_ns);
    }
    for (thread, cpu_ns) in known.keys().filter(|_| !has_list).filter_map(|thread| clock(*thread)) {
        add(thread, cpu_ns);
    }
    ThreadsLook { living: living.into_values().collect(), has_all: has_list }
}
