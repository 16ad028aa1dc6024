//! What a program's report must say, computed in the plainest way: every tick of work is added up where it is done. There
//! is no clock to be corrected and no stack that could be left wrong.

use std::collections::BTreeMap;

use hotpath_report::CallState;

use super::{
    room::with_room,
    script::{AsyncStep, Overhead, Program, Step, Task, Thread},
};

/// A call path, the outermost site first.
pub(super) type Path = Vec<usize>;

/// What is known of a session.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Raw time of its start.
    pub(super) start: u64,
    /// By path, and whether it began on the thread that started the program's first session.
    pub(super) paths: BTreeMap<(bool, Path), OnPath>,
    pub(super) functions: BTreeMap<usize, OfFunction>,
    pub(super) truncated: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OnPath {
    pub(super) calls: u64,
    pub(super) polls: u64,
    pub(super) work: u64,
}

#[derive(Debug, Default)]
pub(super) struct OfFunction {
    pub(super) calls: Vec<Call>,
    pub(super) panicked: u64,
    pub(super) cancelled: u64,
    /// End, duration and state of futures that panicked or were cancelled.
    pub(super) ended_early: Vec<(u64, u64, CallState)>,
    pub(super) polls: u64,
    pub(super) longest_poll: u64,
    pub(super) suspended: u64,
    /// Futures that were polled for the first time.
    pub(super) begun: u64,
}

impl OfFunction {
    /// Futures that have been polled and have not ended, those of an earlier session apart.
    pub(super) fn unfinished(&self) -> u64 {
        let ended = self.calls.len() as u64 + self.cancelled + self.panicked;
        if self.begun == 0 { 0 } else { self.begun.saturating_sub(ended) }
    }
}

/// A call that was counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    /// Raw time since the session's start.
    pub(super) end: u64,
    pub(super) duration: u64,
    /// Absent for timers, which are on no path.
    pub(super) path: Option<Path>,
}

/// Runs the program; the last session it was in.
pub(super) fn run(program: &Program, overhead: Overhead) -> Session {
    with_room(|| run_here(program, overhead))
}

fn run_here(program: &Program, overhead: Overhead) -> Session {
    let mut machine = Machine { overhead, now: 0, session: 0, sessions: Vec::new(), thread: 0, threads: Vec::new() };
    machine.threads.resize_with(2, OneThread::default);
    machine.reset();
    let mut tasks: Tasks = program.tasks.iter().map(|task| Some(State::new(task))).collect();
    for turn in &program.turns {
        machine.thread = match turn.thread {
            Thread::Main => 0,
            Thread::Second => 1,
            Thread::Fresh => {
                machine.threads.push(OneThread::default());
                machine.threads.len() - 1
            }
        };
        // A panic ends with its turn.
        let _ = machine.execute(&turn.steps, &mut tasks);
    }
    machine.sessions.pop().expect("a session was started")
}

type Tasks<'p> = Vec<Option<State<'p>>>;

/// Leaves plain code by a panic.
struct Panicking;

struct Machine {
    overhead: Overhead,
    /// Raw time: work and what measuring takes.
    now: u64,
    /// The session that runs, from 1; 0 for none.
    session: usize,
    sessions: Vec<Session>,
    /// Whose turn it is.
    thread: usize,
    threads: Vec<OneThread>,
}

#[derive(Default)]
struct OneThread {
    /// The session in which the thread last entered a call.
    joined: usize,
    frames: Vec<Frame>,
}

/// A measured call or poll in progress.
struct Frame {
    session: usize,
    path: Path,
    start: u64,
    work: u64,
    work_of_callees: u64,
}

/// How deep a call path is recorded.
const MAX_DEPTH: usize = 128;

impl Machine {
    fn execute(&mut self, steps: &[Step], tasks: &mut Tasks<'_>) -> Result<(), Panicking> {
        let Some((step, rest)) = steps.split_first() else { return Ok(()) };
        match step {
            Step::Work(ticks) => self.work(*ticks),
            Step::Call(site, steps) => self.call(*site, |machine| machine.execute(steps, tasks))?,
            Step::Tower { depth, mutual, steps } => self.tower(*depth, *mutual, steps, tasks)?,
            Step::Timed(site, steps) => {
                let (session, start) = (self.session, self.now);
                let result = self.execute(steps, tasks);
                self.stop_timer(*site, session, start, result.is_err());
                result?;
            }
            Step::Panic => return Err(Panicking),
            Step::Catch(steps) => drop(self.execute(steps, tasks)),
            Step::Finally(steps) => {
                let result = self.execute(rest, tasks);
                return self.execute(steps, tasks).and(result);
            }
            Step::Poll(task) => {
                if let Some(mut state) = tasks[*task].take()
                    && !state.poll(self, tasks)?
                {
                    tasks[*task] = Some(state);
                }
            }
            Step::Drop(task) => {
                if let Some(mut state) = tasks[*task].take() {
                    state.cancel(self);
                }
            }
            Step::Reset => self.reset(),
            Step::Stop => self.session = 0,
        }
        self.execute(rest, tasks)
    }

    fn tower(&mut self, depth: usize, mutual: bool, steps: &[Step], tasks: &mut Tasks<'_>) -> Result<(), Panicking> {
        if depth == 0 {
            return self.execute(steps, tasks);
        }
        self.call(depth % (1 + usize::from(mutual)), |machine| machine.tower(depth - 1, mutual, steps, tasks))
    }

    fn work(&mut self, ticks: u64) {
        self.now += ticks;
        if let Some(frame) = self.frames().last_mut() {
            frame.work += ticks;
        }
    }

    fn reset(&mut self) {
        self.sessions.push(Session { start: self.now, ..Session::default() });
        self.session = self.sessions.len();
    }

    fn call(&mut self, site: usize, body: impl FnOnce(&mut Self) -> Result<(), Panicking>) -> Result<(), Panicking> {
        let entered = self.enter(site);
        let result = body(self);
        if entered && let Some(left) = self.leave() {
            match result {
                Ok(()) => self.count(site, left.duration, &left),
                Err(Panicking) => self.function(site, left.session).panicked += 1,
            }
        }
        result
    }

    /// Without a session nothing is entered.
    fn enter(&mut self, site: usize) -> bool {
        if !self.join() {
            return false;
        }
        let (session, start) = (self.session, self.now);
        let mut path = self.frames().last().map(|caller| caller.path.clone()).unwrap_or_default();
        // Direct recursion and what is too deep stay with the caller.
        if path.last() != Some(&site) && path.len() < MAX_DEPTH {
            path.push(site);
        }
        self.frames().push(Frame { session, path, start, work: 0, work_of_callees: 0 });
        self.now += self.overhead.real_inner;
        true
    }

    /// Ends the innermost call; nothing if the thread has joined another session since it began.
    fn leave(&mut self) -> Option<Left> {
        let frame = self.frames().pop().expect("a call was entered");
        let (end, duration) = (self.now, frame.work + frame.work_of_callees);
        self.now += self.overhead.real_outer;
        if let Some(caller) = self.frames().last_mut() {
            caller.work_of_callees += duration;
        }
        if frame.session != self.threads[self.thread].joined {
            return None;
        }
        let path = (self.thread == 0, frame.path);
        self.sessions[frame.session - 1].paths.entry(path.clone()).or_default().work += frame.work;
        Some(Left { session: frame.session, path, end, duration })
    }

    /// Counts a call that took `duration`.
    fn count(&mut self, site: usize, duration: u64, left: &Left) {
        let session = &mut self.sessions[left.session - 1];
        match session.paths.get_mut(&left.path) {
            Some(path) if left.path.1.last() == Some(&site) => path.calls += 1,
            _ => session.truncated += 1,
        }
        let (end, path) = (left.end - session.start, Some(left.path.1.clone()));
        session.functions.entry(site).or_default().calls.push(Call { end, duration, path });
    }

    fn stop_timer(&mut self, site: usize, session: usize, start: u64, panicked: bool) {
        if session == 0 || !self.join() || self.session != session {
            return;
        }
        let (duration, end) = (self.wall(start, self.now), self.now - self.sessions[session - 1].start);
        self.now += self.overhead.real_inner + self.overhead.real_outer;
        let function = self.function(site, session);
        if panicked {
            function.panicked += 1;
        } else {
            function.calls.push(Call { end, duration, path: None });
        }
    }

    /// The thread takes part in the session that runs, if one does.
    fn join(&mut self) -> bool {
        if self.session != 0 {
            self.threads[self.thread].joined = self.session;
        }
        self.session != 0
    }

    /// Raw time between two polls, less what was calibrated for measuring outside of its readings.
    fn gap(&self, left_at: u64, start: u64) -> u64 {
        let outer = self.overhead.cost.cast_signed() - self.overhead.inner;
        (start - left_at).saturating_add_signed(-outer)
    }

    /// Raw time, less what was calibrated for one pair of readings.
    fn wall(&self, start: u64, end: u64) -> u64 {
        (end - start).saturating_add_signed(-self.overhead.inner)
    }

    fn frames(&mut self) -> &mut Vec<Frame> {
        &mut self.threads[self.thread].frames
    }

    fn function(&mut self, site: usize, session: usize) -> &mut OfFunction {
        self.sessions[session - 1].functions.entry(site).or_default()
    }
}

/// A call that has ended in the session in which it began.
struct Left {
    session: usize,
    path: (bool, Path),
    end: u64,
    duration: u64,
}

/// A future in progress.
struct State<'p> {
    site: usize,
    /// What is left to do.
    steps: &'p [AsyncStep],
    /// Has the first of these steps been begun: the yield, or the futures below?
    begun: bool,
    awaited: Vec<State<'p>>,
    life: Life,
    busy: u64,
    suspended: u64,
    /// It was ready or has panicked.
    is_done: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Life {
    New,
    /// In this session it was first polled, and at this raw time the latest poll ended.
    Polled(usize, u64),
    /// Nothing is to be counted any more: it is done, or it was first polled in no session.
    Ended,
}

impl<'p> State<'p> {
    fn new(task: &'p Task) -> Self {
        Self {
            site: task.0,
            steps: &task.1,
            begun: false,
            awaited: Vec::new(),
            life: Life::New,
            busy: 0,
            suspended: 0,
            is_done: false,
        }
    }

    /// True when the future is ready.
    fn poll(&mut self, machine: &mut Machine, tasks: &mut Tasks<'p>) -> Result<bool, Panicking> {
        let entered = machine.enter(self.site);
        let frame = machine.frames().last().filter(|_| entered).map(|frame| (frame.session, frame.start));
        match (self.life, frame) {
            (Life::New, Some((session, start))) => {
                self.life = Life::Polled(session, start);
                machine.function(self.site, session).begun += 1;
            }
            (Life::New, None) => self.life = Life::Ended,
            (Life::Polled(_, left_at), Some((_, start))) => self.suspended += machine.gap(left_at, start),
            _ => {}
        }
        let result = self.resume(machine, tasks);
        if result.is_err() {
            self.awaited.iter_mut().for_each(|awaited| awaited.cancel(machine));
        }
        if entered && let Some(left) = machine.leave() {
            self.count_poll(machine, &left, &result);
        }
        if !matches!(result, Ok(false)) {
            (self.life, self.is_done) = (Life::Ended, true);
        }
        result
    }

    fn count_poll(&mut self, machine: &mut Machine, left: &Left, result: &Result<bool, Panicking>) {
        let function = machine.function(self.site, left.session);
        function.polls += 1;
        function.longest_poll = function.longest_poll.max(left.duration);
        self.busy += left.duration;
        if let Some(path) = machine.sessions[left.session - 1].paths.get_mut(&left.path)
            && left.path.1.last() == Some(&self.site)
        {
            path.polls += 1;
        }
        let Life::Polled(session, left_at) = &mut self.life else { return };
        *left_at = left.end;
        let session = *session;
        if session != left.session {
            return;
        }
        match result {
            Ok(false) => {}
            Ok(true) => {
                machine.function(self.site, session).suspended += self.suspended;
                machine.count(self.site, self.busy + self.suspended, left);
            }
            Err(Panicking) => {
                let end = left.end - machine.sessions[session - 1].start;
                let function = machine.function(self.site, session);
                function.panicked += 1;
                function.ended_early.push((end, self.busy + self.suspended, CallState::Panicked));
            }
        }
    }

    fn resume(&mut self, machine: &mut Machine, tasks: &mut Tasks<'p>) -> Result<bool, Panicking> {
        while let Some((step, rest)) = self.steps.split_first() {
            let first_time = !std::mem::replace(&mut self.begun, true);
            let awaited: &[Task] = match step {
                AsyncStep::Do(steps) => {
                    machine.execute(steps, tasks)?;
                    &[]
                }
                AsyncStep::Yield if first_time => return Ok(false),
                AsyncStep::Yield => &[],
                AsyncStep::Await(task) => std::slice::from_ref(task),
                AsyncStep::Join(tasks) => tasks,
            };
            if first_time {
                self.awaited = awaited.iter().map(State::new).collect();
            }
            let mut is_ready = true;
            for awaited in &mut self.awaited {
                if !awaited.is_done {
                    is_ready &= awaited.poll(machine, tasks)?;
                }
            }
            if !is_ready {
                return Ok(false);
            }
            (self.steps, self.begun, self.awaited) = (rest, false, Vec::new());
        }
        Ok(true)
    }

    /// The future is dropped.
    fn cancel(&mut self, machine: &mut Machine) {
        if let Life::Polled(session, left_at) = std::mem::replace(&mut self.life, Life::Ended)
            && machine.join()
            && machine.session == session
        {
            let duration = self.busy + self.suspended + machine.gap(left_at, machine.now);
            let end = machine.now - machine.sessions[session - 1].start;
            let function = machine.function(self.site, session);
            function.cancelled += 1;
            function.ended_early.push((end, duration, CallState::Cancelled));
        }
        self.awaited.iter_mut().for_each(|awaited| awaited.cancel(machine));
    }
}
