//! CPU time by call path: what a thread has used goes to the path that it is seen running.
//!
//! A look finds a running thread in each of its paths with a chance that is that path's share of the thread's CPU time. A
//! thread that has used CPU time and is found asleep was somewhere else when it did: what it used is kept until a
//! look finds it running. So the sum is exact but for what is still kept, and each path's part is an estimate.

use std::{
    collections::BTreeMap,
    mem, ptr,
    sync::{Mutex, MutexGuard},
};

use super::{CPU, CpuReading, CpuUsage};
use crate::engine::{
    record::{self, Node, Recorder},
    sys::{self, Readiness},
};

/// A session begins: what threads have used so far is none of it.
pub(super) fn begin(session: u64) {
    let mut looks = looks();
    *looks = Looks { session, ..Looks::new() };
    record::each_recorder(|recorder| looks.recorder(recorder).cpu_ns = recorder.cpu_ns());
}

/// Gives what each thread has used since the last look to what it runs.
///
/// A look that is late had to wait for a core until another thread left it. So it comes when threads have just begun to wait, and finds
/// those of them that run by turns where they begin their next one.
pub(super) fn look(is_late: bool) {
    let mut looks = looks();
    looks.number += 1;
    let mut others = Vec::new();
    record::each_recorder(|recorder| {
        let Some(thread) = looks.recorder(recorder).catch_up(recorder).then(|| recorder.owner()).flatten() else {
            return;
        };
        // Between two readings of its clock a running thread's goes on.
        let (before, node) = (sys::thread_cpu_ns(thread), recorder.running());
        let is_running = sys::thread_cpu_ns(thread) > before && ptr::eq(node, recorder.running());
        if is_running && !is_late {
            looks.give(recorder, node);
        } else {
            others.push(Candidate { recorder, thread, node, is_running });
        }
    });
    looks.judge(&others, is_late);
}

/// What is known so far of the session.
pub(crate) fn read(session: u64) -> Option<CpuReading> {
    let mut looks = looks();
    if !CPU || looks.session != session {
        return None;
    }
    // What was used since the last look is kept, too.
    record::each_recorder(|recorder| _ = looks.recorder(recorder).catch_up(recorder));
    Some(CpuReading {
        nodes: looks.nodes.iter().map(|(node, usage)| (*node, *usage)).collect(),
        looks: looks.number,
        unseen_ns: looks.recorders.values().map(|seen| seen.kept_ns).sum(),
    })
}

/// What the looks of a session have found.
struct Looks {
    session: u64,
    number: u64,
    /// By the address of the recorder.
    recorders: BTreeMap<usize, Seen>,
    /// By the address of the node.
    nodes: BTreeMap<usize, CpuUsage>,
}

/// What is known of the threads that owned a recorder.
#[derive(Default)]
struct Seen {
    /// What they had used by the last look.
    cpu_ns: u64,
    /// Used, and not yet given to a path.
    kept_ns: u64,
    /// How often the thread of this number had waited when somebody asked.
    waits: Option<(u64, u64)>,
}

/// A thread that has used CPU time and is not simply seen running.
struct Candidate {
    recorder: &'static Recorder,
    thread: u64,
    node: &'static Node,
    is_running: bool,
}

static LOOKS: Mutex<Looks> = Mutex::new(Looks::new());

fn looks() -> MutexGuard<'static, Looks> {
    LOOKS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Looks {
    const fn new() -> Self {
        Self { session: 0, number: 0, recorders: BTreeMap::new(), nodes: BTreeMap::new() }
    }

    fn recorder(&mut self, recorder: &'static Recorder) -> &mut Seen {
        self.recorders.entry(ptr::from_ref(recorder).addr()).or_default()
    }

    fn give(&mut self, recorder: &'static Recorder, node: &'static Node) {
        let kept = mem::take(&mut self.recorder(recorder).kept_ns);
        self.nodes.entry(ptr::from_ref(node).addr()).or_default().add_look(kept);
    }

    /// A look takes the core of a thread that runs there. Which of those that do not run is it?
    fn judge(&mut self, candidates: &[Candidate], is_late: bool) {
        let could_run = |candidate: &Candidate| {
            if candidate.is_running { Some(Readiness::Ready) } else { sys::readiness(candidate.thread) }
        };
        let found: Vec<_> = candidates.iter().map(could_run).collect();
        let here = found.iter().filter(|readiness| **readiness == Some(Readiness::ReadyHere)).count();
        for (candidate, readiness) in candidates.iter().zip(found) {
            let Candidate { recorder, thread, node, .. } = *candidate;
            // Of several that were on this core, some wait for it where they were woken up, which is not where they use CPU time.
            let is_displaced = readiness == Some(Readiness::ReadyHere) && here == 1 && !is_late;
            // One that has not waited since the last time was not woken up either.
            let is_ready = readiness.is_some_and(|readiness| readiness != Readiness::Asleep);
            let has_not_waited = is_ready && self.recorder(recorder).has_not_waited(thread);
            let is_same = recorder.owner() == Some(thread) && ptr::eq(node, recorder.running());
            if is_same && (is_displaced || has_not_waited) {
                self.give(recorder, node);
            }
        }
    }
}

impl Seen {
    /// Keeps what owners have used since the last look. Is there anything new?
    fn catch_up(&mut self, recorder: &Recorder) -> bool {
        let cpu_ns = recorder.cpu_ns();
        let used_ns = cpu_ns.saturating_sub(self.cpu_ns);
        self.kept_ns += used_ns;
        self.cpu_ns += used_ns;
        used_ns > 0
    }

    /// Is it known that the thread has not waited since this was asked before?
    fn has_not_waited(&mut self, thread: u64) -> bool {
        let waits = sys::waits(thread).map(|waits| (thread, waits));
        waits.is_some() && mem::replace(&mut self.waits, waits) == waits
    }
}
