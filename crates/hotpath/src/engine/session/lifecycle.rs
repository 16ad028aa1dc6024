//! From guard to report: one session at a time, ended once, however the program ends.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Condvar, Mutex, MutexGuard, OnceLock},
    thread::{self, ThreadId},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    Options, Plan,
    calibrate::{CALIBRATION, Cost, calibrate},
    control,
};
use crate::engine::{
    clock::{Anchor, Mode},
    config::{self, Environment},
    output,
    record::{self, Recorder},
    site,
    snapshot::{self as snapshots, Context, Report},
    sys,
};

/// What is wrong with a second session.
pub(crate) const ALREADY_RUNNING: &str =
    "hotpath: a session is already running; drop its guard before building another";

/// A session that the program holds. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Session(u64);

impl Session {
    /// Starts a session; `None` while another one runs.
    pub(crate) fn start(options: Options) -> Option<Self> {
        if sys::is_forked() {
            return Some(Self(NONE));
        }
        start(options).map(Self)
    }

    /// Lets the session run until the process ends.
    pub(crate) fn leave_running(self) {
        std::mem::forget(self);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.0 != NONE && !sys::is_forked() {
            finish(Some(self.0));
        }
    }
}

/// The numbers so far; an empty report when no session runs.
pub(crate) fn snapshot() -> Report {
    if sys::is_forked() {
        return Report::default();
    }
    match &*state() {
        State::Running(running) => running.report(),
        _ => Report::default(),
    }
}

/// Forgets all numbers; the session goes on from zero.
pub(crate) fn reset() {
    if sys::is_forked() {
        return;
    }
    let mut state = state();
    if let State::Running(running) = &mut *state {
        running.number = next_number();
        running.begin();
    }
}

const NONE: u64 = 0;

enum State {
    Idle,
    Running(Box<Running>),
    /// This thread is carrying the report to its place.
    Finishing(ThreadId),
}

/// A session in progress.
struct Running {
    /// The number the guard knows; `number` grows with every reset.
    identity: u64,
    number: u64,
    plan: Plan,
    cost: Cost,
    anchor: Anchor,
    started_unix_ms: u64,
    /// The recorder of the thread that started the session: what runs there runs below the wrapper.
    wrapper: Option<&'static Recorder>,
}

static STATE: Mutex<State> = Mutex::new(State::Idle);
static FINISHED: Condvar = Condvar::new();

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn next_number() -> u64 {
    static NUMBERS: Mutex<u64> = Mutex::new(CALIBRATION);
    let mut last = NUMBERS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    *last += 1;
    *last
}

fn start(options: Options) -> Option<u64> {
    let mut state = after_report(state());
    if !matches!(&*state, State::Idle) {
        return None;
    }
    let (environment, complaints) = record::unmeasured(|| {
        // Before anything is chosen by name: the calibration's site must be measured.
        site::set_focus(None);
        config::read()
    });
    let cost = calibrate(environment.clock.unwrap_or(Mode::Precise));
    let (mut running, complaints) = record::unmeasured(|| prepare(options, environment, complaints, cost));
    let (number, timeout) = (running.number, running.plan.timeout);
    running.begin();
    *state = State::Running(running);
    drop(state);
    record::unmeasured(|| {
        // Without the lock: who reads our stderr may be slow.
        complaints.iter().for_each(|complaint| output::complain(complaint));
        control::end_after(timeout);
        drop(complaints);
    });
    Some(number)
}

/// All that a session needs before it begins; and what could not be used, a line each.
fn prepare(
    options: Options,
    mut environment: Environment,
    mut complaints: Vec<String>,
    cost: Cost,
) -> (Box<Running>, Vec<String>) {
    let focus = environment.focus.take();
    site::set_focus(focus.map(|focus| -> site::Focus { Box::new(move |name| focus.includes(name)) }));
    record::show_recent(environment.recent_calls.unwrap_or(50));
    record::set_text_limits(environment.max_text_bytes.unwrap_or(1536), environment.texts.unwrap_or(50));
    let (plan, more) = options.plan(&mut environment);
    complaints.extend(more);
    watch_exits();
    let number = next_number();
    let anchor = Anchor::now();
    let running = Running { identity: number, number, plan, cost, anchor, started_unix_ms: 0, wrapper: None };
    (Box::new(running), complaints)
}

impl Running {
    /// From now on calls are recorded as of this session.
    fn begin(&mut self) {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.started_unix_ms = u64::try_from(since_1970.as_millis()).unwrap_or(0);
        self.anchor = Anchor::now();
        record::unmeasured(|| {
            record::start_memory(self.number, self.plan.alloc_live);
            record::start_channels();
            record::start_lists();
        });
        record::set_session(self.number);
        self.wrapper = match self.wrapper {
            None => record::joined(),
            same => same,
        };
    }

    fn report(&self) -> Report {
        let context = Context {
            session: self.number,
            caller_name: self.plan.caller_name,
            percentiles: &self.plan.percentiles,
            limit: self.plan.limit,
            anchor: &self.anchor,
            started_unix_ms: self.started_unix_ms,
            wrapper: self.wrapper,
            cost_ticks: self.cost.added,
            cost_independent_ticks: self.cost.added_independent,
            resolution_ticks: self.cost.resolution,
            counts_memory: record::is_counted(),
            tracks_blocks: record::is_sampling(),
            leads: self.plan.alloc_leads,
        };
        record::unmeasured(|| snapshots::take(&context)).into()
    }
}

/// Ends the session, the one of this guard or whichever runs, and carries its report to its place.
fn finish(identity: Option<u64>) {
    let mut current = after_report(state());
    match &*current {
        State::Running(running) if identity.is_none_or(|identity| identity == running.identity) => {}
        _ => return,
    }
    record::set_session(NONE);
    let finishing = State::Finishing(thread::current().id());
    let State::Running(running) = std::mem::replace(&mut *current, finishing) else { return };
    drop(current);
    control::end_after(None);
    record::unmeasured(|| {
        // Whatever a reporter of the program's does, the program goes on.
        let delivered = catch_unwind(AssertUnwindSafe(|| {
            let report = running.report();
            // The report says how blocks were tracked. More of them would be in none, and cost the program all the same.
            record::stop_memory();
            output::deliver(&report, &running.plan.place);
        }));
        if delivered.is_err() {
            output::complain("the reporter panicked");
        }
        drop(running);
    });
    *state() = State::Idle;
    FINISHED.notify_all();
}

/// Waits for a report that another thread is carrying to its place, up to a limit: its reporter may be waiting for us.
fn after_report(state: MutexGuard<'static, State>) -> MutexGuard<'static, State> {
    const LONGEST_REPORT: Duration = Duration::from_secs(10);
    let me = thread::current().id();
    let is_under_way = |state: &mut State| matches!(state, State::Finishing(thread) if *thread != me);
    let waited = FINISHED.wait_timeout_while(state, LONGEST_REPORT, is_under_way);
    waited.unwrap_or_else(|poisoned| poisoned.into_inner()).0
}

/// Ends the session before the process ends, however it ends.
fn watch_exits() {
    static HEARS_SIGNALS: OnceLock<bool> = OnceLock::new();
    let hears_signals = HEARS_SIGNALS.get_or_init(|| {
        sys::at_exit(on_exit);
        sys::at_fork(on_fork);
        control::start(|| finish(None))
            .inspect_err(|error| output::complain(&format!("neither signals nor the time can be watched: {error}")))
            .is_ok()
    });
    if *hears_signals {
        sys::catch_signals();
    }
}

extern "C" fn on_exit() {
    if !sys::is_forked() {
        // The thread's locals may be gone and an unwinding out of here would abort.
        let _ = catch_unwind(|| finish(None));
    }
}

/// The child has copies of our locks in whatever state they were, and stays silent.
extern "C" fn on_fork() {
    record::set_session(NONE);
    record::stop_memory();
}
