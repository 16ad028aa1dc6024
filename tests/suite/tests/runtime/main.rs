//! Runtimes that are followed say what their workers do and what waits for them, and nothing of it is of another session.

mod names;
mod numbers;
mod sessions;

use std::{
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use hotpath::{Format, FunctionsGuardBuilder, HotpathGuard, Report};
use tokio::runtime::{Builder, Handle, Runtime};

/// Sessions come one after the other: whoever has the turn may have one.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn session() -> HotpathGuard {
    FunctionsGuardBuilder::new("session").format(Format::None).build()
}

fn workers(count: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(count).enable_time().build().expect("a runtime")
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

/// The number in a row of the section, if both are there.
fn number(report: &Report, row: &str, column: &str) -> Option<i64> {
    report.section("runtimes")?.row(row)?.number(column)
}

/// The rows of the section whose names start so.
fn names(report: &Report, start: &str) -> Vec<String> {
    let rows = report.section("runtimes").into_iter().flat_map(|section| section.iter());
    rows.map(|row| row.name().to_owned()).filter(|name| name.starts_with(start)).collect()
}

/// The running session's report, once the number is right.
#[track_caller]
fn wait_for(row: &str, column: &str, is_right: impl Fn(i64) -> bool) -> Report {
    let start = Instant::now();
    loop {
        let report = hotpath::snapshot();
        let found = number(&report, row, column);
        if found.is_some_and(&is_right) {
            return report;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "`{column}` of `{row}` stays {found:?}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// What [`work`] takes at least.
const WORK: Duration = Duration::from_millis(3);

/// Keeps its thread busy.
fn work() {
    let start = Instant::now();
    while start.elapsed() < WORK {
        std::hint::spin_loop();
    }
}

/// Runs work on the runtime and waits until it is counted, and until all workers sleep.
#[track_caller]
fn worked(runtime: &Runtime, row: &str) -> Report {
    runtime.block_on(async { tokio::spawn(async { work() }).await.expect("no panic") });
    wait_for(row, "busy", |busy| busy >= WORK.as_nanos().try_into().expect("it is short"));
    let workers = i64::try_from(runtime.metrics().num_workers()).expect("few");
    wait_for(row, "parked", |parked| parked == workers)
}

/// A worker that is kept until this is dropped.
struct Kept(#[expect(dead_code, reason = "its drop is what counts")] mpsc::Sender<()>);

/// Keeps one of the workers.
fn keep_worker(handle: &Handle) -> Kept {
    let (began, has_begun) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    handle.spawn(async move {
        began.send(()).expect("the test waits");
        let _ = released.recv();
    });
    has_begun.recv().expect("the task runs");
    Kept(release)
}
