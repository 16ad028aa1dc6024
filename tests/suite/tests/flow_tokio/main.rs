//! Followed channels of std, tokio and futures-channel do what plain ones do, and what went through them is counted once.

mod bounded;
mod broadcast;
mod conservation;
mod futures_mpsc;
mod futures_oneshot;
mod oneshot;
mod standard;
mod traits;
mod unbounded;
mod watch;

use std::{
    fmt::Debug,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use hotpath::{Format, FunctionsGuardBuilder, Report};

/// The channel as it is.
macro_rules! plain {
    ($channel:expr) => {
        $channel
    };
}

/// The channel, followed, with the text of messages kept.
macro_rules! logged {
    ($channel:expr) => {
        hotpath::channel!($channel, log = true)
    };
}

/// The results of expressions, one after the other.
macro_rules! steps {
    ($($step:expr),* $(,)?) => { vec![$({ crate::said(&$step) }),*] };
}

/// The block, in which `follow!` follows a channel or does not, gives the same results either way.
macro_rules! same {
    ($($block:tt)*) => {{
        let plain: Vec<String> = {
            use crate::plain as follow;
            $($block)*
        };
        let followed: Vec<String> = {
            use hotpath::channel as follow;
            $($block)*
        };
        let logged: Vec<String> = {
            use crate::logged as follow;
            $($block)*
        };
        assert_eq!(plain, followed);
        assert_eq!(plain, logged);
        let report = crate::measured(|| {
            let followed: Vec<String> = {
                use crate::logged as follow;
                $($block)*
            };
            assert_eq!(plain, followed);
        });
        drop(report);
    }};
}

use {logged, plain, same, steps};

/// The `Debug` text of a result, without addresses.
fn said(result: &dyn Debug) -> String {
    let text = format!("{result:?}");
    let mut parts = text.split("0x");
    let start = parts.next().unwrap_or_default().to_owned();
    parts.fold(start, |said, part| said + "0x" + part.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

/// The report of a session in which `scenario` ran. Sessions come one after the other.
fn measured(scenario: impl FnOnce()) -> Report {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let session = FunctionsGuardBuilder::new("session").format(Format::None).build();
    scenario();
    let report = hotpath::snapshot();
    drop(session);
    report
}

/// The row of channels has these numbers.
#[track_caller]
fn check(report: &Report, row: &str, expected: &[(&str, i64)]) {
    let section = report.section("channels").expect("there are some");
    let names: Vec<_> = section.iter().map(|row| row.name()).collect();
    let row = section.row(row).unwrap_or_else(|| panic!("not one row `{row}` among {names:?}"));
    let found: Vec<_> = expected.iter().map(|(column, _)| (*column, row.number(column))).collect();
    let expected: Vec<_> = expected.iter().map(|(column, number)| (*column, Some(*number))).collect();
    assert_eq!(found, expected);
}

/// What a future resolves to, on a runtime with one thread.
fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(future)
}

/// What a task resolves to, on a runtime with several threads.
fn run_task<F: Future<Output: Send> + Send + 'static>(future: F) -> F::Output {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime");
    runtime.block_on(async { tokio::spawn(future).await.expect("no panic") })
}

/// Waits until the row of channels says that one waits.
#[track_caller]
fn until_one(row: &str, column: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while hotpath::snapshot().section("channels").and_then(|section| section.row(row)?.number(column)) != Some(1) {
        assert!(Instant::now() < until, "nobody came to wait: `{column}` of `{row}`");
    }
}

/// Long enough for another thread to come to its wait.
fn pause() {
    thread::sleep(Duration::from_millis(20));
}

/// A message that counts its end.
#[derive(Clone, Debug)]
struct Counted(u32, #[expect(dead_code, reason = "its drop is what counts")] Drops);

#[derive(Clone, Debug, Default)]
struct Drops(Arc<AtomicUsize>);

impl Drops {
    fn message(&self, number: u32) -> Counted {
        Counted(number, self.clone())
    }

    /// Messages that are alive.
    fn alive(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

/// Calls from several threads.
fn on_threads(count: u32, work: impl Fn(u32) + Sync) {
    thread::scope(|scope| {
        (0..count).for_each(|number| {
            let work = &work;
            scope.spawn(move || work(number));
        });
    });
}

/// Numbers that look like chance, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Sums that several threads add to.
#[derive(Debug, Default)]
struct Sum(AtomicUsize);

impl Sum {
    fn add(&self, number: u32) {
        self.0.fetch_add(number as usize, Relaxed);
    }
}
