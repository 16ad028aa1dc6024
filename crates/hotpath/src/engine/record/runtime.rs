//! Runtimes that are followed: how each is asked for its numbers, and what they were when counting began.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard},
    time::Instant,
};

use crate::engine::{site::Site, sys};

/// How many runtimes are followed. Each keeps of its runtime what a handle does, also when that has shut down.
const MOST: usize = 64;

/// Asks a runtime for its numbers, which it counts from its own start.
pub type RuntimeReader = Box<dyn Fn() -> RuntimeReading + Send + Sync>;

/// What a runtime says of itself. What it says in some builds only is apart, as `extra`.
#[derive(Clone, Debug, Default)]
pub struct RuntimeReading {
    /// Tasks that were spawned and have not ended.
    pub alive_tasks: u64,
    /// Tasks that wait for any worker.
    pub queued: u64,
    /// In the order of their numbers.
    pub workers: Vec<WorkerReading>,
    /// `None` where the build does not tell it.
    pub extra: Option<RuntimeExtra>,
}

/// What a worker of a runtime says, or all of them together.
#[derive(Clone, Debug, Default)]
pub struct WorkerReading {
    /// Time with work, as told when it last looked for more.
    pub busy_ns: u64,
    /// How often it had nothing to do and went to sleep.
    pub parks: u64,
    /// 1 while it sleeps.
    pub parked: u64,
    /// `None` where the build does not tell it.
    pub extra: Option<WorkerExtra>,
}

/// More of a runtime.
#[derive(Clone, Debug, Default)]
pub struct RuntimeExtra {
    /// Tasks that were spawned.
    pub spawned: u64,
    /// Tasks that were made ready from outside of the workers.
    pub remote_schedules: u64,
    /// Polls that ended because a task had used up its turn.
    pub forced_yields: u64,
    /// Threads for calls that block.
    pub blocking_threads: u64,
    /// Those among them that have none.
    pub idle_blocking_threads: u64,
    /// Calls that wait for a blocking thread.
    pub blocking_queue: u64,
}

/// More of a worker.
#[derive(Clone, Debug, Default)]
pub struct WorkerExtra {
    /// Polls of tasks.
    pub polls: u64,
    /// Tasks that it took from other workers.
    pub steals: u64,
    /// How often its queue was full, so that tasks went to the one of all workers.
    pub overflows: u64,
    /// Tasks that wait for this worker.
    pub queued: u64,
    /// What a poll took of late; `None` where that is not known, and of several workers.
    pub mean_poll_ns: Option<u64>,
}

/// All runtimes, as this session sees them.
#[derive(Debug, Default)]
pub(crate) struct RuntimesReading {
    /// In the order in which they came.
    pub(crate) runtimes: Vec<FollowedReading>,
    /// How often a runtime came when there was no room for it.
    pub(crate) refused: u64,
}

/// A runtime's numbers since the session began or, where that was later, since it has been followed.
#[derive(Debug)]
pub(crate) struct FollowedReading {
    pub(crate) site: &'static Site,
    pub(crate) elapsed_ns: u64,
    pub(crate) reading: RuntimeReading,
}

struct Runtimes {
    followed: Vec<Followed>,
    refused: u64,
}

struct Followed {
    site: &'static Site,
    identity: String,
    reader: RuntimeReader,
    since: Instant,
    /// What had been counted then.
    before: RuntimeReading,
}

static RUNTIMES: Mutex<Runtimes> = Mutex::new(Runtimes { followed: Vec::new(), refused: 0 });

/// Follows a runtime from now on, unless one of this identity is followed already. All of it is hotpath's own work: it is
/// called unmeasured.
pub fn follow_runtime(site: &'static Site, identity: String, reader: RuntimeReader) {
    let Some(mut runtimes) = lock() else { return };
    if runtimes.followed.iter().any(|followed| followed.identity == identity) {
        return;
    }
    if runtimes.followed.len() == MOST {
        runtimes.refused += 1;
        return;
    }
    let mut followed = Followed { site, identity, reader, since: Instant::now(), before: RuntimeReading::default() };
    followed.begin();
    runtimes.followed.push(followed);
}

/// A session begins: all that was counted before is none of it.
pub(crate) fn start_runtimes() {
    if let Some(mut runtimes) = lock() {
        runtimes.followed.iter_mut().for_each(Followed::begin);
    }
}

/// What the runtimes say.
pub(crate) fn read_runtimes() -> RuntimesReading {
    let Some(runtimes) = lock() else { return RuntimesReading::default() };
    RuntimesReading {
        runtimes: runtimes.followed.iter().filter_map(Followed::read).collect(),
        refused: runtimes.refused,
    }
}

/// Nothing in a child of a fork, which has the lock as it was.
fn lock() -> Option<MutexGuard<'static, Runtimes>> {
    (!sys::is_known_fork()).then(|| RUNTIMES.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

impl Followed {
    fn begin(&mut self) {
        self.since = Instant::now();
        self.before = self.ask().unwrap_or_default();
    }

    fn read(&self) -> Option<FollowedReading> {
        // A place that is not to be measured has no row.
        self.site.register()?;
        let reading = self.ask()?;
        let elapsed_ns = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        Some(FollowedReading { site: self.site, elapsed_ns, reading: reading.since(&self.before, elapsed_ns) })
    }

    /// The runtime's numbers; `None` if it panics, which is no reason for the program to.
    fn ask(&self) -> Option<RuntimeReading> {
        catch_unwind(AssertUnwindSafe(&self.reader)).ok()
    }
}

impl RuntimeReading {
    /// All workers together.
    pub(crate) fn all_workers(&self) -> WorkerReading {
        self.workers.iter().cloned().reduce(WorkerReading::and).unwrap_or_default()
    }

    /// What came since `before`, in this time.
    fn since(self, before: &Self, elapsed_ns: u64) -> Self {
        let worker = |(index, worker): (usize, WorkerReading)| match before.workers.get(index) {
            Some(before) => worker.since(before, elapsed_ns),
            None => worker,
        };
        Self {
            workers: self.workers.into_iter().enumerate().map(worker).collect(),
            extra: self.extra.map(|extra| extra.since(before.extra.as_ref())),
            ..self
        }
    }
}

impl WorkerReading {
    fn since(self, before: &Self, elapsed_ns: u64) -> Self {
        Self {
            // Work that began before is told when it ends.
            busy_ns: self.busy_ns.saturating_sub(before.busy_ns).min(elapsed_ns),
            parks: self.parks.saturating_sub(before.parks),
            parked: self.parked,
            extra: self.extra.map(|extra| extra.since(before.extra.as_ref())),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            busy_ns: self.busy_ns.saturating_add(other.busy_ns),
            parks: self.parks + other.parks,
            parked: self.parked + other.parked,
            extra: self.extra.zip(other.extra).map(|(one, other)| one.and(&other)),
        }
    }
}

impl RuntimeExtra {
    fn since(self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        Self {
            spawned: self.spawned.saturating_sub(before.spawned),
            remote_schedules: self.remote_schedules.saturating_sub(before.remote_schedules),
            forced_yields: self.forced_yields.saturating_sub(before.forced_yields),
            ..self
        }
    }
}

impl WorkerExtra {
    fn since(self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        Self {
            polls: self.polls.saturating_sub(before.polls),
            steals: self.steals.saturating_sub(before.steals),
            overflows: self.overflows.saturating_sub(before.overflows),
            ..self
        }
    }

    fn and(self, other: &Self) -> Self {
        Self {
            polls: self.polls + other.polls,
            steals: self.steals + other.steals,
            overflows: self.overflows + other.overflows,
            queued: self.queued + other.queued,
            mean_poll_ns: None,
        }
    }
}
