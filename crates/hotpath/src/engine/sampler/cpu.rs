//! CPU time by call path: what a thread has used goes to the path that it is seen running.
//!
//! A look finds a running thread in each of its paths with a chance that is that path's share of the thread's CPU time. A
//! thread that has used CPU time and is found asleep was somewhere else when it did: what it used is kept until a
//! look finds it running. So the sum is exact but for what is still kept, and each path's part is an unbiased estimate.

use std::{
    collections::BTreeMap,
    ptr,
    sync::{Mutex, MutexGuard},
    time::Instant,
};

use super::{CPU, CpuReading, CpuUsage};
use crate::engine::{
    record::{self, Recorder, Tenure},
    sys,
};

/// A session begins: what threads have used so far is none of it.
pub(super) fn begin(session: u64) {
    let mut looks = looks();
    *looks = Looks { session, ..Looks::new() };
    record::each_recorder(|recorder| looks.recorder(recorder).begin(recorder));
}

/// Gives what each thread has used since the last look to what it runs.
pub(super) fn look() {
    let mut looks = looks();
    looks.number += 1;
    let mut active = Vec::new();
    record::each_recorder(|recorder| {
        let seen = looks.recorder(recorder);
        let is_busy = seen.catch_up(recorder);
        if seen.kept_ns > 0
            && let Some(thread) = recorder.owner()
        {
            active.push((recorder, thread, is_busy));
        }
    });
    for (recorder, thread, is_busy) in active {
        // Between two readings of its clock a running thread's goes on. One that would run but for us, because this look has taken its
        // core, has used most of the time before. Any other that could run is where it was woken up, not where it uses CPU time.
        let before = sys::thread_cpu_ns(thread);
        let node = recorder.running();
        let is_running = sys::thread_cpu_ns(thread) > before || (is_busy && sys::is_runnable(thread) == Some(true));
        if is_running && ptr::eq(node, recorder.running()) {
            looks.give(recorder, ptr::from_ref(node).addr());
        }
    }
}

/// What is known so far of the session.
pub(crate) fn read(session: u64) -> Option<CpuReading> {
    let looks = looks();
    (CPU && looks.session == session).then(|| CpuReading {
        nodes: looks.nodes.iter().map(|(node, usage)| (*node, *usage)).collect(),
        looks: looks.number,
        unseen_ns: looks.recorders.values().map(|seen| seen.kept_ns).sum(),
    })
}

/// What the looks of a session have found.
struct Looks {
    session: u64,
    number: u64,
    recorders: BTreeMap<usize, Seen>,
    nodes: BTreeMap<usize, CpuUsage>,
}

/// What is known of the threads that owned a recorder.
#[derive(Default)]
struct Seen {
    /// The tenure that `cpu_ns` is of.
    tenure: Option<u64>,
    /// Its thread's clock when it was last read.
    cpu_ns: u64,
    /// Used, and not yet given to a path.
    kept_ns: u64,
    looked_at: Option<Instant>,
}

/// The part of the time since the last look that a busy thread has used.
const MOST: f64 = 0.75;

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

    fn give(&mut self, recorder: &'static Recorder, node: usize) {
        let kept = std::mem::take(&mut self.recorder(recorder).kept_ns);
        self.nodes.entry(node).or_default().add_look(kept);
    }
}

impl Seen {
    /// The owner's clock as it is.
    fn begin(&mut self, recorder: &Recorder) {
        if let Some(tenure) = recorder.with_tenures(|tenures| tenures.last().copied()).flatten() {
            (self.tenure, self.cpu_ns) = (Some(tenure.number), cpu_ns(&tenure).unwrap_or(tenure.cpu_at_start_ns));
        }
    }

    /// Keeps what owners have used since the last look, those that have ended meanwhile among them. Have they used most of the
    /// time?
    fn catch_up(&mut self, recorder: &Recorder) -> bool {
        let (kept_ns, looked_at) = (self.kept_ns, self.looked_at.replace(Instant::now()));
        recorder.with_tenures(|tenures| tenures.iter().for_each(|tenure| self.add(tenure)));
        let most = looked_at.map(|looked_at| looked_at.elapsed().mul_f64(MOST));
        most.is_some_and(|most| u128::from(self.kept_ns - kept_ns) > most.as_nanos())
    }

    fn add(&mut self, tenure: &Tenure) {
        match self.tenure {
            Some(known) if tenure.number < known => return,
            Some(known) if tenure.number == known => {}
            _ => (self.tenure, self.cpu_ns) = (Some(tenure.number), tenure.cpu_at_start_ns),
        }
        let Some(now) = cpu_ns(tenure) else { return };
        self.kept_ns += now.saturating_sub(self.cpu_ns);
        self.cpu_ns = now;
    }
}

/// The thread's clock, or what it was at its end.
fn cpu_ns(tenure: &Tenure) -> Option<u64> {
    tenure.cpu_at_end_ns.or_else(|| sys::thread_cpu_ns(tenure.thread))
}
