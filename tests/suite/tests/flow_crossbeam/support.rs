//! What the tests of all three have in common: scenarios that the plain type decides, sessions, messages that are missed.

use std::{
    fmt::{self, Debug},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

use hotpath::{Format, FunctionsGuardBuilder, Report};

/// A scenario by its name, and what it sees step by step.
pub type Scenario = (&'static str, fn() -> Vec<String>);

/// Followed channels do what plain ones do, while nothing is measured and while it is.
pub fn same(plain: &[Scenario], followed: &[Scenario]) {
    for ((name, plain), (_, followed)) in plain.iter().zip(followed) {
        let expected = plain();
        assert!(!expected.is_empty(), "{name} sees nothing");
        assert_eq!(followed(), expected, "{name}, outside of a session");
        let mut steps = Vec::new();
        measured(|| steps = followed());
        assert_eq!(steps, expected, "{name}, in a session");
    }
}

/// The report of a session in which `scenario` ran. Sessions come one after the other.
pub fn measured(scenario: impl FnOnce()) -> Report {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let session = FunctionsGuardBuilder::new("session").format(Format::None).build();
    scenario();
    let report = hotpath::snapshot();
    drop(session);
    report
}

/// The row of the channels has these numbers.
#[track_caller]
pub fn check(report: &Report, row: &str, expected: &[(&str, i64)]) {
    let expected: Vec<_> = expected.iter().map(|(column, number)| (*column, Some(*number))).collect();
    let found: Vec<_> = expected.iter().map(|(column, _)| (*column, number(report, row, column))).collect();
    assert_eq!(found, expected, "{row}");
}

/// A number of a channel.
#[track_caller]
pub fn number(report: &Report, row: &str, column: &str) -> Option<i64> {
    report.section("channels").expect("there are some").row(row).expect("there is a row").number(column)
}

/// Steps that were seen.
#[derive(Default)]
pub struct Steps(Vec<String>);

impl Steps {
    pub fn see(&mut self, step: impl Debug) {
        self.0.push(format!("{step:?}"));
    }

    pub fn end(self) -> Vec<String> {
        self.0
    }
}

/// How many messages were dropped, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Dropped(Arc<Mutex<Vec<u32>>>);

/// A message that is missed.
pub struct Missed(u32, Dropped);

impl Dropped {
    pub fn message(&self, number: u32) -> Missed {
        Missed(number, self.clone())
    }
}

impl Drop for Missed {
    fn drop(&mut self) {
        self.1.0.lock().expect("nobody panics here").push(self.0);
    }
}

impl Debug for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Missed({})", self.0)
    }
}

/// Counts how often it wakes.
#[derive(Debug, Default)]
pub struct Wakes(AtomicUsize);

impl Wakes {
    pub fn count(&self) -> usize {
        self.0.load(SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// Polls once, and wakes nobody.
pub fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls once with what counts wakes.
pub fn poll_with<F: Future>(future: Pin<&mut F>, wakes: &Arc<Wakes>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(&wakes.clone().into()))
}

/// Long enough for a time to be up, short enough to wait for.
pub const SHORT: Duration = Duration::from_millis(5);

/// What has been.
pub fn past() -> Instant {
    Instant::now()
}

/// Waits until it is so.
#[track_caller]
pub fn until(is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(20), "it never is so");
        std::thread::yield_now();
    }
}

/// Numbers that look random, and are the same in every run of a seed (G. Marsaglia, Xorshift RNGs).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }
}

/// Is it sent to other threads, shared with them, and left behind by panics? It is, if this compiles.
pub fn is_free<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
