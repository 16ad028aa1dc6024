//! From guard to report: one session at a time, ended once, however the program ends.
//!
//! It has an owner, the guard that wants the whole report, or guards that want a section each, or both: it lasts until the last of
//! them is gone.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Condvar, Mutex, MutexGuard, OnceLock},
    thread::{self, ThreadId},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    Options, Plan,
    calibrate::{CALIBRATION, Cost, calibrate},
    control, live,
    pause::Pause,
    timeline::timeline,
    watched::{WITHOUT_OWNER, Watched, only},
};
use crate::{
    engine::{
        clock::{Anchor, Mode as ClockMode},
        config::{self, Environment},
        mark,
        output::{self, Place},
        record::{self, Recorder},
        sampler, serve, site,
        snapshot::{self as snapshots, Context, Report},
        sys,
    },
    front::Format,
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
        mem::forget(self);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.0 != NONE && !sys::is_forked() {
            finish(Ending::Owner(self.0));
        }
    }
}

/// A section that the program wants to see. It is printed when this is dropped.
#[derive(Debug)]
pub(crate) struct Watch(u64);

impl Watch {
    /// Watches a section of the running session, or of one that is started for it.
    pub(crate) fn start(section: &'static str, format: Format) -> Self {
        Self(if sys::is_forked() { NONE } else { watch(section, format) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.0 != NONE && !sys::is_forked() {
            finish(Ending::Watch(self.0));
        }
    }
}

/// The numbers so far; an empty report when no session runs.
pub(crate) fn snapshot() -> Report {
    if sys::is_forked() {
        return Report::default();
    }
    with_running(|running| running.report().into()).unwrap_or_default()
}

/// Forgets all numbers; the session goes on from zero.
pub(crate) fn reset() {
    if !sys::is_forked() {
        with_running(Running::restart);
    }
}

/// What the running session says, or is told; `None` when none runs, or a report is under way.
pub(super) fn with_running<R>(say: impl FnOnce(&mut Running) -> R) -> Option<R> {
    state().running().map(say)
}

/// The same, after a report that is under way.
pub(super) fn with_running_later<R>(say: impl FnOnce(&mut Running) -> R) -> Option<R> {
    after_report(state()).running().map(say)
}

const NONE: u64 = 0;

enum State {
    Idle,
    Running(Box<Running>),
    /// This thread is carrying the report to its place.
    Finishing(ThreadId),
}

impl State {
    fn running(&mut self) -> Option<&mut Running> {
        match self {
            Self::Running(running) => Some(running),
            _ => None,
        }
    }
}

/// A session in progress.
pub(super) struct Running {
    /// The number that the guard of the whole session knows; `None` where there is none.
    owner: Option<u64>,
    /// What else is to be printed, in the order in which it was asked for.
    watches: Vec<Watched>,
    /// Grows with every reset.
    number: u64,
    plan: Plan,
    cost: Cost,
    anchor: Anchor,
    started_unix_ms: u64,
    /// The recorder of the thread that started the session: what runs there runs below the wrapper.
    wrapper: Option<&'static Recorder>,
    pause: Pause,
}

/// What ends.
enum Ending {
    /// The guard of this number.
    Owner(u64),
    Watch(u64),
    /// The process.
    Everything,
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
    let identity = next_number();
    match &mut *state {
        State::Idle => begin(state, options, |running| running.owner = Some(identity)),
        State::Running(running) if running.owner.is_none() => {
            let (plan, complaints) = record::unmeasured(|| {
                let (mut environment, complaints) = config::read();
                let (plan, more) = options.plan(&mut environment);
                // What the environment has wrong was said when the session started.
                drop(complaints);
                (plan, more)
            });
            let timeout = plan.timeout;
            running.take_over(identity, plan);
            drop(state);
            say(complaints, timeout);
        }
        _ => return None,
    }
    Some(identity)
}

/// Adds a section to what is printed; the number of its guard, `NONE` while a report is under way on this thread.
fn watch(section: &'static str, format: Format) -> u64 {
    let mut state = after_report(state());
    let identity = next_number();
    let watched = || record::unmeasured(|| Watched::new(identity, section, format));
    match &mut *state {
        State::Idle => begin(state, Options::new(WITHOUT_OWNER), |running| running.add(watched())),
        State::Running(running) => running.add(watched()),
        State::Finishing(_) => return NONE,
    }
    identity
}

/// Begins a session where none runs, for whom `join` adds to it.
fn begin(mut state: MutexGuard<'static, State>, options: Options, join: impl FnOnce(&mut Running)) {
    let (mut environment, complaints) = record::unmeasured(|| {
        // Before anything is chosen by name: the calibration's site must be measured.
        site::set_focus(None);
        config::read()
    });
    let http = record::unmeasured(|| live::Http::take(&mut environment));
    let is_traced = environment.trace_path.is_some();
    record::set_trace_size(if is_traced { environment.trace_size.unwrap_or(32_768) } else { 0 });
    let cost = calibrate(environment.clock.unwrap_or(ClockMode::Precise), is_traced);
    let (mut running, complaints) = record::unmeasured(|| prepare(options, environment, complaints, cost));
    join(&mut running);
    let (timeout, caller_name) = (running.plan.timeout, running.plan.caller_name);
    running.begin();
    *state = State::Running(running);
    drop(state);
    say(complaints, timeout);
    record::unmeasured(|| http.serve(caller_name));
}

/// Says what could not be used, and ends the session in time.
fn say(complaints: Vec<String>, timeout: Option<Duration>) {
    record::unmeasured(|| {
        // Without the lock: who reads our stderr may be slow.
        complaints.iter().for_each(|complaint| output::complain(complaint));
        control::end_after(timeout);
        drop(complaints);
    });
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
    let (owner, watches) = (None, Vec::new());
    let (wrapper, pause) = (None, Pause::default());
    let running = Running { owner, watches, number, plan, cost, anchor, started_unix_ms: 0, wrapper, pause };
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
            record::start_runtimes();
            sampler::start(sampler::Settings {
                session: self.number,
                cpu_looks_per_second: self.plan.cpu_looks_per_second,
                threads_interval: self.plan.threads_interval,
            });
        });
        self.pause.restart();
        self.record();
        self.wrapper = self.wrapper.or_else(record::joined);
    }

    /// Everything begins again from zero.
    pub(super) fn restart(&mut self) {
        self.number = next_number();
        self.begin();
    }

    /// Calls are recorded from now on, or not, as the pause has it.
    fn record(&self) {
        record::set_session(if self.pause.is_on() { NONE } else { self.number });
    }

    /// Begins or ends a pause. Calls in progress count when they return, whenever that is.
    pub(super) fn set_paused(&mut self, is_paused: bool) {
        self.pause.set(is_paused);
        self.record();
    }

    pub(super) fn is_paused(&self) -> bool {
        self.pause.is_on()
    }

    /// The session that was started for a section has a guard from now on. It goes on, with the numbers that it has.
    fn take_over(&mut self, identity: u64, plan: Plan) {
        record::unmeasured(|| self.plan = plan);
        self.owner = Some(identity);
        // While nothing is recorded nobody joins.
        self.wrapper = record::joined().or(self.wrapper);
    }

    fn add(&mut self, watched: Watched) {
        record::unmeasured(|| self.watches.push(watched));
    }

    /// Where what ends is to be carried: sections and, without one, the whole report. Latest first, as guards are dropped.
    fn take_ended(&mut self, ending: &Ending) -> Vec<(Option<&'static str>, Place)> {
        let is_over = |identity, of_owner| match ending {
            Ending::Owner(ended) => of_owner && *ended == identity,
            Ending::Watch(ended) => !of_owner && *ended == identity,
            Ending::Everything => true,
        };
        let ended = self.watches.extract_if(.., |watched| is_over(watched.identity, false));
        let mut places: Vec<_> = ended.map(|watched| (Some(watched.section), watched.place)).collect();
        places.reverse();
        if self.owner.take_if(|owner| is_over(*owner, true)).is_some() {
            places.push((None, mem::replace(&mut self.plan.place, Place::nowhere())));
        }
        places
    }

    fn is_wanted(&self) -> bool {
        self.owner.is_some() || !self.watches.is_empty()
    }

    fn report(&self) -> hotpath_report::Report {
        self.report_with(&self.plan.percentiles, self.plan.limit)
    }

    /// The report with other percentiles and another limit than the session's.
    fn report_with(&self, percentiles: &[f64], limit: usize) -> hotpath_report::Report {
        let context = self.context(percentiles, limit);
        record::unmeasured(|| {
            sampler::sample_threads();
            snapshots::take(&context)
        })
    }

    /// Carries the timeline to its file, where one is wanted.
    fn deliver_timeline(&self) {
        if let Some(path) = &self.plan.trace {
            output::deliver_timeline(path, || timeline(&self.context(&[], 0)));
        }
    }

    fn context<'a>(&'a self, percentiles: &'a [f64], limit: usize) -> Context<'a> {
        Context {
            session: self.number,
            caller_name: self.plan.caller_name,
            percentiles,
            limit,
            anchor: &self.anchor,
            started_unix_ms: self.started_unix_ms,
            wrapper: self.wrapper,
            cost_ticks: self.cost.added,
            cost_independent_ticks: self.cost.added_independent,
            resolution_ticks: self.cost.resolution,
            counts_memory: record::is_counted(),
            tracks_blocks: record::is_sampling(),
            cpu_looks_per_second: self.plan.cpu_looks_per_second,
            threads_interval: self.plan.threads_interval,
            leads: self.plan.alloc_leads,
            paused: self.pause.total(),
        }
    }

    /// All of the report, while the session runs.
    pub(super) fn live_report(&self, percentiles: Option<&[f64]>) -> hotpath_report::Report {
        self.report_with(percentiles.unwrap_or(&self.plan.percentiles), 0)
    }
}

/// Carries the reports of what ends to their places, and ends the session when nobody wants more of it.
fn finish(ending: Ending) {
    let mut current = after_report(state());
    let State::Running(running) = &mut *current else { return };
    let places = record::unmeasured(|| running.take_ended(&ending));
    if places.is_empty() {
        return;
    }
    let is_over = !running.is_wanted();
    if is_over {
        record::set_session(NONE);
    }
    let finishing = State::Finishing(thread::current().id());
    let State::Running(running) = mem::replace(&mut *current, finishing) else { return };
    drop(current);
    if !matches!(ending, Ending::Watch(_)) || is_over {
        control::end_after(None);
    }
    let rest = record::unmeasured(|| {
        // Whatever a reporter of the program's does, the program goes on.
        let delivered = catch_unwind(AssertUnwindSafe(|| {
            let report = running.report().into();
            if is_over {
                // The report says how blocks were tracked. More of them would be in none, and cost the program all the same.
                record::stop_memory();
            }
            for (section, place) in &places {
                match section {
                    Some(section) => output::deliver(&only(section, &report), place),
                    None => output::deliver(&report, place),
                }
            }
            if is_over {
                running.deliver_timeline();
            }
        }));
        if delivered.is_err() {
            output::complain("the reporter panicked");
        }
        if is_over {
            sampler::stop();
        }
        drop(places);
        if is_over { State::Idle } else { State::Running(running) }
    });
    *state() = rest;
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
    mark::session::<{ record::COUNTS }>();
    let hears_signals = HEARS_SIGNALS.get_or_init(|| {
        sys::at_exit(on_exit);
        sys::at_fork(on_fork);
        control::start(end_everything)
            .inspect_err(|error| output::complain(&format!("neither signals nor the time can be watched: {error}")))
            .is_ok()
    });
    if *hears_signals {
        sys::catch_signals();
    }
}

fn end_everything() {
    // First: the report may take longer than a signal waits.
    serve::end();
    finish(Ending::Everything);
}

extern "C" fn on_exit() {
    if !sys::is_forked() {
        // The thread's locals may be gone and an unwinding out of here would abort.
        let _ = catch_unwind(|| finish(Ending::Everything));
    }
}

/// The child has copies of our locks in whatever state they were, and stays silent.
extern "C" fn on_fork() {
    record::set_session(NONE);
    record::stop_memory();
    serve::on_fork();
}
