//! Programs as data: what threads do one after the other, and the futures they poll.

use proptest::{collection::vec, prelude::*};

use crate::engine::site::{Site, SiteKind};

/// Sites of plain functions, of async functions, and of timers, as indices into [`SITES`].
const FUNCTIONS: std::ops::Range<usize> = 0..4;
const ASYNC_FUNCTIONS: std::ops::Range<usize> = 4..7;
const TIMERS: std::ops::Range<usize> = 7..9;

/// What the programs measure. They are static and shared by all tests of the process, as in a real program.
pub(super) static SITES: [Site; 9] = [
    site("f0", SiteKind::Function),
    site("f1", SiteKind::Function),
    site("f2", SiteKind::Block),
    site("f3", SiteKind::Function),
    site("a4", SiteKind::AsyncFunction),
    site("a5", SiteKind::AsyncFunction),
    site("a6", SiteKind::AsyncFunction),
    site("t7", SiteKind::Timer),
    site("t8", SiteKind::Timer),
];

const fn site(name: &'static str, kind: SiteKind) -> Site {
    Site::new(kind, || "unused", Some(name), file!(), line!(), column!())
}

/// The site of this name.
pub(super) fn name(site: usize) -> &'static str {
    ["f0", "f1", "f2", "f3", "a4", "a5", "a6", "t7", "t8"][site]
}

/// What a whole process does, one turn after the other.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The futures that exist from the start, by number.
    pub(super) tasks: Vec<Task>,
    pub(super) turns: Vec<Turn>,
}

/// What one thread does while all others wait.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) thread: Thread,
    pub(super) steps: Vec<Step>,
}

/// Where a turn runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thread {
    /// The thread that started the session.
    Main,
    /// Another one that lives as long.
    Second,
    /// One that is made for the turn and ends with it.
    Fresh,
}

/// What plain code does.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Takes this many ticks.
    Work(u64),
    /// Calls a measured function.
    Call(usize, Vec<Step>),
    /// Calls two functions, or one, in turn inside each other to this depth; the innermost does the steps.
    Tower {
        depth: usize,
        mutual: bool,
        steps: Vec<Step>,
    },
    /// Times a block with a detached timer.
    Timed(usize, Vec<Step>),
    /// Panics, up to the next `Catch` or the end of the turn.
    Panic,
    Catch(Vec<Step>),
    /// Does the steps when the surrounding ones end, also by a panic.
    Finally(Vec<Step>),
    /// Polls the future of this number, if it is there.
    Poll(usize),
    /// Drops it.
    Drop(usize),
    /// `hotpath::reset()`; also starts a session after `Stop`.
    Reset,
    /// Ends the session.
    Stop,
}

/// A measured future: its site and what it does.
#[derive(Clone, Debug)]
pub(super) struct Task(pub(super) usize, pub(super) Vec<AsyncStep>);

/// What async code does.
#[derive(Clone, Debug)]
pub(super) enum AsyncStep {
    Do(Vec<Step>),
    /// Is pending once.
    Yield,
    /// Awaits one measured future.
    Await(Task),
    /// Awaits several, each polled whenever this is.
    Join(Vec<Task>),
}

/// How many futures exist from the start.
const TASKS: usize = 3;

/// Any program.
pub(super) fn program() -> impl Strategy<Value = Program> {
    let turn = (prop_oneof![3 => Just(Thread::Main), 2 => Just(Thread::Second), 1 => Just(Thread::Fresh)], steps(1..6))
        .prop_map(|(thread, steps)| Turn { thread, steps });
    (vec(task(), TASKS), vec(turn, 1..8)).prop_map(|(tasks, turns)| Program { tasks, turns })
}

/// Durations from nothing to a day, small ones most often: what takes no time must count as well.
fn ticks() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0_u64), 6 => 1..40_u64, 4 => 40..5_000_u64, 2 => 5_000..3_000_000_u64, 1 => 0..1_u64 << 45]
}

fn steps(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    let leaf = prop_oneof![
        24 => ticks().prop_map(Step::Work),
        10 => (0..TASKS).prop_map(Step::Poll),
        2 => (0..TASKS).prop_map(Step::Drop),
        2 => Just(Step::Panic),
        1 => Just(Step::Reset),
        1 => Just(Step::Stop),
    ];
    let step = leaf.prop_recursive(5, 48, 4, |step| {
        prop_oneof![
            12 => (FUNCTIONS, vec(step.clone(), 0..5)).prop_map(|(site, steps)| Step::Call(site, steps)),
            4 => vec(step.clone(), 0..4).prop_map(Step::Catch),
            2 => (TIMERS, vec(step.clone(), 0..4)).prop_map(|(site, steps)| Step::Timed(site, steps)),
            1 => (1..200_usize, any::<bool>(), vec(step, 0..3))
                .prop_map(|(depth, mutual, steps)| Step::Tower { depth, mutual, steps }),
            2 => calm_steps().prop_map(Step::Finally),
        ]
    });
    vec(step, count)
}

/// Steps for destructors. They do not panic: a second panic would abort the process, hotpath or not.
fn calm_steps() -> impl Strategy<Value = Vec<Step>> {
    let leaf = ticks().prop_map(Step::Work);
    let step = leaf
        .prop_recursive(2, 6, 3, |step| (FUNCTIONS, vec(step, 0..3)).prop_map(|(site, steps)| Step::Call(site, steps)));
    vec(step, 0..3)
}

fn task() -> impl Strategy<Value = Task> {
    let leaf = prop_oneof![3 => steps(0..3).prop_map(AsyncStep::Do), 2 => Just(AsyncStep::Yield)];
    let step = leaf.prop_recursive(3, 16, 4, |step| {
        let task = (ASYNC_FUNCTIONS, vec(step, 0..4)).prop_map(|(site, steps)| Task(site, steps)).boxed();
        prop_oneof![2 => task.clone().prop_map(AsyncStep::Await), 1 => vec(task, 1..4).prop_map(AsyncStep::Join)]
    });
    (ASYNC_FUNCTIONS, vec(step, 0..6)).prop_map(|(site, steps)| Task(site, steps))
}

/// What measuring costs, in ticks: what the clock says it costs, and what it really takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overhead {
    /// Calibrated: inside the two readings, and in all.
    pub(super) inner: i64,
    pub(super) cost: u64,
    /// Real: inside the two readings, and outside of them.
    pub(super) real_inner: u64,
    pub(super) real_outer: u64,
}

impl Overhead {
    /// Measuring takes no time.
    pub(super) const NONE: Self = Self::known(0, 0);

    /// Calibration found exactly what measuring takes.
    pub(super) const fn known(inner: u64, outer: u64) -> Self {
        Self { inner: inner.cast_signed(), cost: inner + outer, real_inner: inner, real_outer: outer }
    }

    /// Some exact calibration.
    pub(super) fn any_known() -> impl Strategy<Value = Self> {
        (0..30_u64, 0..60_u64).prop_map(|(inner, outer)| Self::known(inner, outer))
    }

    /// A calibration that may be wrong either way.
    pub(super) fn any() -> impl Strategy<Value = Self> {
        (-30..60_i64, 0..120_u64, 0..30_u64, 0..60_u64).prop_map(|(inner, cost, real_inner, real_outer)| Self {
            inner,
            cost,
            real_inner,
            real_outer,
        })
    }
}
