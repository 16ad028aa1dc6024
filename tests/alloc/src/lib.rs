//! What all tests of allocations need: sessions one at a time, numbers by name, blocks of a known size.

mod gate;
pub mod inner;
mod rounds;
mod work;

use std::{
    hint::black_box,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

pub use gate::{Gate, open_from_elsewhere};
pub use rounds::Rounds;
pub use work::check_work;

use hotpath::{Format, FunctionsGuard, FunctionsGuardBuilder, Report};

/// Deep enough for a hundred thousand measured calls without optimisation.
const BIG_STACK: usize = 1 << 30;

/// Runs `scenario` with a session that lasts as long, and gives the report as of its end. A process has one session at a
/// time, so tests take turns.
pub fn measured(scenario: impl FnOnce()) -> Report {
    let _turn = turn();
    let session = start();
    scenario();
    let report = report();
    drop(session);
    report
}

/// As [`measured`], without a look at the tree: where allocations are not counted, or paths are too many to compare.
pub fn measured_untracked(scenario: impl FnOnce()) -> Report {
    let _turn = turn();
    let session = start();
    scenario();
    let report = hotpath::snapshot();
    drop(session);
    report
}

/// Runs `body` while no other test has a session, so that what it does is in none.
pub fn without_session<R>(body: impl FnOnce() -> R) -> R {
    let _turn = turn();
    body()
}

/// The right to start sessions.
pub fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A session that prints nothing.
pub fn start() -> FunctionsGuard {
    let percentiles = [50.0, 95.0, 100.0];
    FunctionsGuardBuilder::new("session").format(Format::None).limit(0).percentiles(&percentiles).build()
}

/// The running session's numbers, which hold together.
#[track_caller]
pub fn report() -> Report {
    let report = hotpath::snapshot();
    check_tree(&report);
    report
}

/// The cumulative figures of each path are its own and those of the paths that are one call longer.
#[track_caller]
pub fn check_tree(report: &Report) {
    let tree = report.section("tree").expect("there is always a tree");
    for (index, row) in tree.iter().enumerate() {
        let parts =
            [("bytes", "self_bytes"), ("count", "self_count"), ("frees", "self_frees"), ("freed", "self_freed")];
        for (all, own) in parts.into_iter().chain([("net", "self_net"), ("reallocations", "self_reallocations")]) {
            let of_children: i64 = tree
                .iter()
                .filter(|child| child.row.parent == Some(index))
                .map(|child| child.number(all).unwrap_or_else(|| panic!("{} has no `{all}`", child.name())))
                .sum();
            let [all_sum, own_sum] =
                [all, own].map(|id| row.number(id).unwrap_or_else(|| panic!("{} has no `{id}`", row.name())));
            assert_eq!(all_sum, own_sum + of_children, "`{all}` of the path that ends in {}", row.name());
        }
    }
}

/// The function's row of the allocations has these numbers.
#[track_caller]
pub fn check(report: &Report, function: &str, expected: &[(&str, i64)]) {
    check_row(report, "alloc", function, expected);
}

/// The row of this name has these numbers.
#[track_caller]
pub fn check_row(report: &Report, section: &str, name: &str, expected: &[(&str, i64)]) {
    let found = report.section(section).unwrap_or_else(|| panic!("no section `{section}`"));
    let names: Vec<_> = found.iter().map(|row| row.name()).collect();
    let row = found.row(name).unwrap_or_else(|| panic!("no row `{name}`, or several, among {names:?}"));
    let numbers: Vec<_> = expected.iter().map(|(column, _)| (*column, row.number(column))).collect();
    let expected: Vec<_> = expected.iter().map(|(column, number)| (*column, Some(*number))).collect();
    assert_eq!(numbers, expected, "`{name}` in `{section}`");
}

/// The path, from its first function to its last one, has these numbers in the call tree. It is looked for at every root
/// and, where none has it, below the wrapper.
#[track_caller]
pub fn check_path(report: &Report, path: &[&str], expected: &[(&str, i64)]) {
    let tree = report.section("tree").expect("there is always a tree");
    let rows: Vec<_> = tree.iter().collect();
    let start_of_path = |end: usize| {
        let mut at = Some(end);
        let mut last = None;
        for name in path.iter().rev() {
            last = at.filter(|row| rows[*row].name().rsplit("::").next() == Some(*name));
            at = rows[last?].row.parent;
        }
        last
    };
    let beginning_at = |is_first: &dyn Fn(Option<usize>) -> bool| -> Vec<usize> {
        let begins = |row: &usize| start_of_path(*row).is_some_and(|start| is_first(rows[start].row.parent));
        (0..rows.len()).filter(begins).collect()
    };
    let mut found = beginning_at(&|parent| parent.is_none());
    if found.is_empty() {
        found = beginning_at(&|parent| parent == Some(0));
    }
    let [row] = found[..] else { panic!("{} paths {path:?}", found.len()) };
    let numbers: Vec<_> = expected.iter().map(|(column, _)| (*column, rows[row].number(column))).collect();
    let expected: Vec<_> = expected.iter().map(|(column, number)| (*column, Some(*number))).collect();
    assert_eq!(numbers, expected, "path {path:?}");
}

/// A block of this many bytes, by one allocation that no optimisation removes.
#[must_use]
pub fn block(bytes: usize) -> Vec<u8> {
    black_box(Vec::with_capacity(black_box(bytes)))
}

/// Allocates a block of this many bytes and frees it.
pub fn use_block(bytes: usize) {
    drop(block(bytes));
}

/// Runs `body` on a thread whose stack holds a hundred thousand calls.
///
/// # Panics
///
/// When the body does, or there is no memory for the stack.
pub fn on_a_big_stack<R: Send>(body: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(BIG_STACK).spawn_scoped(scope, body);
        match thread.expect("memory for a stack").join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
