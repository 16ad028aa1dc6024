//! The program's threads in a session: who runs, who has ended, and how much CPU time each has used.
//!
//! A thread is seen when somebody looks at all of them. One with a recorder also tells itself when it ends, so that it is
//! known with its last figure whether or not it was ever seen.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};

use super::{ByName, EndedThreads, ended::Ended, thread::is_own_name};
use crate::engine::sys::{self, ThreadState, ThreadStatus};

/// Below this, what the moments of two looks are off by shows in a share of the time between them.
const SHORTEST_SPAN_NS: u64 = 10_000_000;
/// CPU time that clocks read one after the other may differ by.
const CLOCKS_ERROR_NS: u64 = 1_000_000;
/// By how much the beginning of a thread may be off, in steps of the system and between clocks.
const START_ERROR_NS: u64 = 50_000_000;

static THREADS: Mutex<Option<Threads>> = Mutex::new(None);

fn threads() -> MutexGuard<'static, Option<Threads>> {
    THREADS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A session begins, with these threads. They were read before the clock of the process: what was used in between must not
/// look like the time of threads that nobody saw.
pub(crate) fn begin_threads(look: ThreadsLook, process_cpu_ns: Option<u64>, interval: Duration) {
    let began = Began { at: Instant::now(), process_cpu_ns, start_clock_ns: sys::start_clock_ns() };
    let has_all = look.has_all;
    *threads() = Some(Threads { has_all, ..Threads::new(look.living, began, interval) });
}

/// These threads run. The clock of the process was read at the moment `at`, before the list was made.
pub(crate) fn note_threads(at: Instant, process_cpu_ns: Option<u64>, look: ThreadsLook) {
    if let Some(threads) = &mut *threads() {
        let at_ns = threads.session_ns(at);
        threads.has_all = look.has_all;
        threads.note(look.living, process_cpu_ns, at_ns);
    }
}

/// The calling thread, which has a recorder, ends.
pub(super) fn end_thread(thread: u64) {
    if threads().is_none() {
        return;
    }
    let Some(status) = sys::own_status() else { return };
    let status = ThreadStatus { thread, name: sys::own_thread_name(), ..status };
    if let Some(threads) = &mut *threads() {
        let at_ns = threads.session_ns(Instant::now());
        threads.end(status, at_ns);
    }
}

/// The threads that were there when somebody looked, by number, and the CPU time of those that slept.
pub(crate) fn living_threads() -> BTreeMap<u64, Option<u64>> {
    threads().as_ref().map(Threads::living).unwrap_or_default()
}

/// What is known; `None` before the first session.
pub(crate) fn read_threads() -> Option<ThreadsReading> {
    threads().as_ref().map(Threads::read)
}

/// The threads that run, as somebody sees them.
#[derive(Debug)]
pub(crate) struct ThreadsLook {
    pub(crate) living: Vec<ThreadStatus>,
    /// Are these all there are?
    pub(crate) has_all: bool,
}

/// All threads of a session.
#[derive(Clone, Debug, Default)]
pub(crate) struct ThreadsReading {
    /// The program's and hotpath's own.
    pub(crate) program: ThreadGroup,
    pub(crate) own: ThreadGroup,
    /// What the process used and no thread that is known did.
    pub(crate) unseen_cpu_ns: u64,
    /// How many there are now, of both kinds; `None` where the system does not tell.
    pub(crate) count: Option<u64>,
}

/// Threads that belong together.
#[derive(Clone, Debug, Default)]
pub(crate) struct ThreadGroup {
    pub(crate) living: Vec<KnownThread>,
    pub(crate) ended: ByName<EndedThreads>,
}

/// One thread.
#[derive(Clone, Debug)]
pub(crate) struct KnownThread {
    /// As it was last seen. Its figures are since the thread began.
    status: ThreadStatus,
    /// As it was at the start of the session; all zero when it began later.
    before: ThreadStatus,
    /// When it began, in nanoseconds since the start of the session; `None` before it, or where the system does not tell.
    pub(crate) started_ns: Option<u64>,
    /// When it ended, or was found to have.
    pub(crate) ended_ns: Option<u64>,
    first: Moment,
    last: Moment,
    /// Between two looks that are at least a window apart: from the first of them on its present share of a core is reckoned.
    window: [Moment; 2],
    /// The largest share of a core in any window.
    most: Option<u64>,
}

/// A thread's CPU time at some time of the session.
#[derive(Clone, Copy, Debug)]
struct Moment {
    at_ns: u64,
    cpu_ns: u64,
}

impl Moment {
    /// The share of a core from then on, in hundredths of a percent; `None` where it is too soon to tell.
    fn share_until(self, then: Self) -> Option<u64> {
        share(then.at_ns.saturating_sub(self.at_ns), then.cpu_ns.saturating_sub(self.cpu_ns))
    }
}

/// The share of a core that this CPU time is, in hundredths of a percent; `None` where the time is too short to tell.
pub(super) fn share(span_ns: u64, cpu_ns: u64) -> Option<u64> {
    let share = u128::from(cpu_ns) * 10_000 / u128::from(span_ns.max(1));
    // A thread has one core: what is above is between the moments of the readings.
    (span_ns >= SHORTEST_SPAN_NS).then(|| u64::try_from(share).unwrap_or(u64::MAX).min(10_000))
}

impl KnownThread {
    fn new(status: ThreadStatus, before: ThreadStatus, started_ns: Option<u64>, at_ns: u64) -> Self {
        let first = Moment { at_ns, cpu_ns: status.cpu_ns };
        Self { status, before, started_ns, ended_ns: None, first, last: first, window: [first; 2], most: None }
    }

    pub(crate) fn thread(&self) -> u64 {
        self.status.thread
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.status.name.as_deref()
    }

    pub(crate) fn state(&self) -> Option<ThreadState> {
        if self.ended_ns.is_some() { Some(ThreadState::Ended) } else { self.status.state }
    }

    /// CPU time in the session.
    pub(crate) fn cpu_ns(&self) -> u64 {
        self.status.cpu_ns.saturating_sub(self.before.cpu_ns)
    }

    /// What a figure grew by in the session, as far as it was seen.
    pub(crate) fn since_start(&self, figure: impl Fn(&ThreadStatus) -> Option<u64>) -> Option<u64> {
        Some(figure(&self.status)?.saturating_sub(figure(&self.before).unwrap_or(0)))
    }

    /// Its share of a core lately, in hundredths of a percent: between the last two looks, where they are not closer together
    /// than half of the interval. `None` when it was seen once only, or has ended.
    pub(crate) fn share_now(&self) -> Option<u64> {
        self.lately().filter(|_| self.ended_ns.is_none())
    }

    /// The same from the first look to the last one.
    pub(crate) fn share_mean(&self) -> Option<u64> {
        self.first.share_until(self.last)
    }

    /// The largest it was between any two looks.
    pub(crate) fn share_most(&self) -> Option<u64> {
        self.most.max(self.lately())
    }

    /// The time from the first look to the last one, and the CPU time in it.
    pub(super) fn looked(&self) -> (u64, u64) {
        (self.last.at_ns.saturating_sub(self.first.at_ns), self.last.cpu_ns.saturating_sub(self.first.cpu_ns))
    }

    fn lately(&self) -> Option<u64> {
        self.window[0].share_until(self.last)
    }

    fn is_own(&self) -> bool {
        self.name().is_some_and(is_own_name)
    }

    /// May a thread of this number be this one? Where one of them has no beginning, clocks that never go back decide.
    fn may_be(&self, status: &ThreadStatus) -> bool {
        match (self.status.started, status.started) {
            (Some(known), Some(started)) => known == started,
            _ => status.cpu_ns >= self.status.cpu_ns,
        }
    }

    /// It is seen again.
    fn see(&mut self, status: ThreadStatus, at_ns: u64, window_ns: u64) {
        let known = mem::take(&mut self.status);
        self.status = ThreadStatus {
            thread: status.thread,
            name: status.name.or(known.name),
            // Only who runs does something else.
            state: status.state.or(known.state.filter(|_| status.cpu_ns == known.cpu_ns)),
            cpu_ns: status.cpu_ns.max(known.cpu_ns),
            // The thread itself knows them better than somebody who looks at it afterwards.
            user_ns: status.user_ns.max(known.user_ns),
            system_ns: status.system_ns.max(known.system_ns),
            voluntary_switches: status.voluntary_switches.max(known.voluntary_switches),
            involuntary_switches: status.involuntary_switches.max(known.involuntary_switches),
            started: status.started.or(known.started),
        };
        self.last = Moment { at_ns, cpu_ns: self.status.cpu_ns };
        let [_, opened] = self.window;
        if at_ns.saturating_sub(opened.at_ns) >= window_ns {
            self.window = [opened, self.last];
            self.most = self.share_most();
        }
    }
}

/// The start of a session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Began {
    pub(super) at: Instant,
    pub(super) process_cpu_ns: Option<u64>,
    /// On the clock that says when threads began.
    pub(super) start_clock_ns: Option<u64>,
}

/// The threads of a session. Its times are in nanoseconds since the start.
#[derive(Debug)]
pub(super) struct Threads {
    began: Began,
    window_ns: u64,
    process_cpu_ns: Option<u64>,
    /// Were the living ones all there were when they were last looked at?
    has_all: bool,
    /// By number.
    living: BTreeMap<u64, KnownThread>,
    program: Ended,
    own: Ended,
}

impl Threads {
    pub(super) fn new(living: Vec<ThreadStatus>, began: Began, interval: Duration) -> Self {
        let known = |status: ThreadStatus| (status.thread, KnownThread::new(status.clone(), status, None, 0));
        Self {
            began,
            window_ns: u64::try_from(interval.as_nanos() / 2).unwrap_or(u64::MAX),
            process_cpu_ns: began.process_cpu_ns,
            has_all: false,
            living: living.into_iter().map(known).collect(),
            program: Ended::default(),
            own: Ended::default(),
        }
    }

    fn session_ns(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.began.at).as_nanos()).unwrap_or(u64::MAX)
    }

    fn living(&self) -> BTreeMap<u64, Option<u64>> {
        let asleep_with =
            |thread: &KnownThread| (thread.status.state == Some(ThreadState::Sleeping)).then_some(thread.status.cpu_ns);
        self.living.iter().map(|(number, thread)| (*number, asleep_with(thread))).collect()
    }

    /// These threads ran some time after `at_ns`, and no others.
    pub(super) fn note(&mut self, living: Vec<ThreadStatus>, process_cpu_ns: Option<u64>, at_ns: u64) {
        self.process_cpu_ns = process_cpu_ns.or(self.process_cpu_ns);
        let mut known = mem::take(&mut self.living);
        for status in living {
            let same = match known.remove(&status.thread) {
                Some(thread) => self.continued(thread, &status, at_ns),
                None if self.has_ended_since(&status, at_ns) => continue,
                None => self.take_back(&status),
            };
            let thread = match same {
                Some(mut thread) => {
                    thread.ended_ns = None;
                    thread.see(status, at_ns, self.window_ns);
                    thread
                }
                None => self.newly(status, at_ns),
            };
            self.living.insert(thread.thread(), thread);
        }
        for mut thread in known.into_values() {
            thread.ended_ns = Some(at_ns);
            self.bury(thread);
        }
    }

    /// A thread says that it ends.
    pub(super) fn end(&mut self, status: ThreadStatus, at_ns: u64) {
        let known = self.living.remove(&status.thread).and_then(|thread| self.continued(thread, &status, at_ns));
        let mut thread = match known {
            Some(mut thread) => {
                thread.see(status, at_ns, self.window_ns);
                thread
            }
            None => self.newly(status, at_ns),
        };
        thread.ended_ns = Some(at_ns);
        self.bury(thread);
    }

    /// The thread, if it is the one of this status. Else it has ended unseen and another one has its number.
    fn continued(&mut self, mut thread: KnownThread, status: &ThreadStatus, at_ns: u64) -> Option<KnownThread> {
        if thread.may_be(status) {
            return Some(thread);
        }
        thread.ended_ns = Some(at_ns);
        self.bury(thread);
        None
    }

    /// Has the thread said that it ends after `at_ns`, when the list was begun that it is on?
    fn has_ended_since(&self, status: &ThreadStatus, at_ns: u64) -> bool {
        self.program.latest().chain(self.own.latest()).any(|thread| {
            let beginnings = thread.status.started.zip(status.started);
            let may_be_same = beginnings.is_none_or(|(known, started)| known == started);
            thread.thread() == status.thread && may_be_same && thread.ended_ns >= Some(at_ns)
        })
    }

    /// A thread that said that it ends and is still there: the rest of its destructors run, or it waits for the process to
    /// end.
    fn take_back(&mut self, status: &ThreadStatus) -> Option<KnownThread> {
        let started_ns = self.started_ns(status);
        let is_same = |thread: &KnownThread| {
            let ended_ns = thread.ended_ns.unwrap_or(u64::MAX);
            let is_older = started_ns.is_none_or(|started_ns| started_ns <= ended_ns.saturating_add(START_ERROR_NS));
            thread.thread() == status.thread && thread.may_be(status) && is_older
        };
        [&mut self.program, &mut self.own].into_iter().find_map(|ended| ended.take_back(is_same))
    }

    fn newly(&self, status: ThreadStatus, at_ns: u64) -> KnownThread {
        let started_ns = self.started_ns(&status);
        KnownThread::new(status, ThreadStatus::default(), started_ns, at_ns)
    }

    fn started_ns(&self, status: &ThreadStatus) -> Option<u64> {
        Some(status.started?.saturating_sub(self.began.start_clock_ns?))
    }

    fn bury(&mut self, thread: KnownThread) {
        let ended = if thread.is_own() { &mut self.own } else { &mut self.program };
        ended.add(thread);
    }

    pub(super) fn read(&self) -> ThreadsReading {
        let group = |is_own: bool, ended: &Ended| ThreadGroup {
            living: self.living.values().filter(|thread| thread.is_own() == is_own).cloned().collect(),
            ended: ended.read(),
        };
        let (program, own) = (group(false, &self.program), group(true, &self.own));
        let seen_cpu_ns = program.cpu_ns() + own.cpu_ns();
        let process_cpu_ns =
            self.process_cpu_ns.zip(self.began.process_cpu_ns).map_or(0, |(now, then)| now - then.min(now));
        let unseen_cpu_ns = process_cpu_ns.saturating_sub(seen_cpu_ns);
        ThreadsReading {
            program,
            own,
            unseen_cpu_ns: if unseen_cpu_ns > CLOCKS_ERROR_NS { unseen_cpu_ns } else { 0 },
            count: self.has_all.then_some(self.living.len() as u64),
        }
    }
}

impl ThreadGroup {
    fn cpu_ns(&self) -> u64 {
        let ended = self.ended.all().map(|ended| ended.cpu_ns);
        self.living.iter().map(KnownThread::cpu_ns).chain(ended).sum()
    }
}
