//! What `future!`, `#[future_fn]`, `stream!` and `channel!` follow: each future, stream, item and message is counted once, at
//! its place.

mod channels;
mod futures;
mod proxies;
mod sizes;
mod streams;

use std::sync::{Mutex, PoisonError};

use hotpath::{Format, FunctionsGuardBuilder, Report};

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

/// The row of the section has these numbers.
#[track_caller]
fn check(section: &str, report: &Report, row: &str, expected: &[(&str, i64)]) {
    let section = report.section(section).expect("there are some");
    let names: Vec<_> = section.iter().map(|row| row.name()).collect();
    let row = section.row(row).unwrap_or_else(|| panic!("not one row `{row}` among {names:?}"));
    let found: Vec<_> = expected.iter().map(|(column, _)| (*column, row.number(column))).collect();
    let expected: Vec<_> = expected.iter().map(|(column, number)| (*column, Some(*number))).collect();
    assert_eq!(found, expected);
}
