//! The recorder in a real process: threads that come and go, sessions that start and reset under load, deep recursion.
//! Whatever happens, nothing panics and at the end every call is counted.

mod recursion;
mod sessions;
mod stress;
mod thread_ends;

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering::Release},
};

use hotpath::{Format, FunctionsGuard, FunctionsGuardBuilder, Report};

/// Runs `scenario` with a session that lasts as long. A process has one session at a time, so tests take turns.
fn check(scenario: impl FnOnce()) {
    let _turn = turn();
    let _session = start();
    scenario();
}

/// The right to start sessions.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start() -> FunctionsGuard {
    FunctionsGuardBuilder::new("test").format(Format::None).limit(0).build()
}

/// Tells the threads of a test to end, also when the test fails: they are waited for.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Release);
    }
}

/// Calls of the function of this name; 0 when it is not in the report.
#[track_caller]
fn calls(report: &Report, function: &str) -> u64 {
    report.function(function).map_or(0, |row| row.calls().expect("a number of calls is always known"))
}

/// No part of the report exceeds its whole.
#[track_caller]
fn check_parts(report: &Report) {
    let functions = report.section("functions").expect("there is always one");
    for row in functions.iter() {
        assert!(row.self_ns() <= row.total_ns(), "{}: {:?} of {:?}", row.name(), row.self_ns(), row.total_ns());
        let [min, avg, max] = ["min", "avg", "max"].map(|column| row.number(column));
        assert!(min <= avg && avg <= max, "{}: {min:?} {avg:?} {max:?}", row.name());
    }
    let tree = report.section("tree").expect("there is always one");
    for (index, row) in tree.iter().enumerate() {
        let callees = tree.iter().filter(|callee| callee.row.parent == Some(index));
        let callees_ns: u64 = callees.filter_map(|callee| callee.total_ns()).sum();
        assert!(callees_ns <= row.total_ns().unwrap_or(0), "the callees of {} take longer than it does", row.name());
    }
}
