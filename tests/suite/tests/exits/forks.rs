//! The child of a process with a session is silent and otherwise unharmed.

use crate::{
    child::{Child, Exit},
    expected::{Expected, Numbers, QUICK_100, check, parse},
};

#[test]
fn a_child_is_silent_however_it_ends() {
    check("fork-exit", Expected::default());
    check("fork-return", Expected::default());
    let stderr = &["", "thread 'main' (", "boom", "note: run with `RUST_BACKTRACE=1`"];
    check("fork-panic", Expected { stderr, ..Expected::default() });
}

#[test]
fn a_fork_inside_measured_code_returns_once_in_the_report() {
    let reports = &[Numbers { calls: &[("around", 1), ("quick", 100)], ..QUICK_100 }];
    check("fork-inside", Expected { reports, ..Expected::default() });
}

#[test]
fn a_childs_sessions_do_nothing() {
    check("fork-sessions", Expected::default());
}

#[test]
fn a_child_forked_before_the_session_has_its_own() {
    check("fork-before", Expected { reports: &[QUICK_100, QUICK_100], ..Expected::default() });
}

#[test]
fn a_signal_ends_the_child_and_not_its_parent() {
    check("fork-signal", Expected::default());
}

#[test]
fn a_program_that_a_child_becomes_has_its_own_session() {
    check("fork-exec", Expected { reports: &[QUICK_100, QUICK_100], ..Expected::default() });
}

#[test]
fn what_a_child_makes_is_not_carried() {
    // The report has a section more.
    let remains = Child::new("fork-proxy").run();
    assert_eq!(remains.exit, Exit::Code(0), "{:?}", remains.stderr);
}

#[test]
fn a_child_does_not_hang_on_what_other_threads_were_doing() {
    let remains = Child::new("fork-busy").run();
    assert_eq!((remains.exit, remains.stderr), (Exit::Code(0), vec!["done".to_owned()]));
    let reports = parse(&remains.stdout);
    let [report] = &reports[..] else { panic!("{} reports", reports.len()) };
    assert_eq!(report.function("quick").and_then(|quick| quick.calls()), Some(100));
    assert!(report.function("never_called_before").is_none());
}
