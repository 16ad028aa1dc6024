//! A reporter of the program's may do anything: the program goes on, and nothing is reported twice.

use crate::{
    child::{Child, Exit},
    expected::{Expected, check},
};

const REPORTED: &str = "report: program 1, quick 100";

/// The scenario says so much on stderr, ends so, and prints nothing.
#[track_caller]
fn check_own(scenario: &'static str, exit: i32, stderr: &[&str]) {
    check(Child::with_own_report(scenario), Expected { exit: Exit::Code(exit), stderr, reports: &[] });
}

#[test]
fn a_reporter_gets_the_numbers() {
    check_own("reporter", 0, &[REPORTED]);
}

#[test]
fn the_environment_goes_before_a_reporter() {
    check("reporter", Expected::default());
}

#[test]
fn a_reporter_that_panics_changes_nothing() {
    let note = "note: run with `RUST_BACKTRACE=1`";
    check_own("reporter-panics", 7, &["", "thread '", "boom", note, "hotpath: the reporter panicked"]);
    // A panic in a destructor that runs because of a panic comes with a backtrace, whatever is asked for.
    let remains = Child::with_own_report("reporter-panics-while-unwinding").run();
    assert_eq!(remains.exit, Exit::Code(101), "{remains:#?}");
    assert_eq!(remains.stderr.last().map(String::as_str), Some("hotpath: the reporter panicked"));
}

#[test]
fn a_reporter_that_fails_says_so_on_one_line() {
    check_own("reporter-fails", 7, &["hotpath: the reporter failed: no ink"]);
}

#[test]
fn a_reporter_may_exit() {
    check_own("reporter-exits", 9, &[REPORTED]);
}

#[test]
fn a_reporter_may_ask_for_live_numbers_and_finds_none() {
    check_own("reporter-asks", 0, &[REPORTED]);
}

#[test]
fn what_a_reporter_calls_is_not_measured() {
    check_own("reporter-measures", 0, &[REPORTED]);
}

#[test]
fn a_reporter_is_refused_a_session() {
    let refused = "hotpath: a session is already running; drop its guard before building another";
    let note = "note: run with `RUST_BACKTRACE=1`";
    // The session that follows the reporter's is a table on standard output.
    let remains = Child::with_own_report("reporter-starts-session").run();
    assert_eq!(remains.exit, Exit::Code(0));
    let pieces = ["", "thread 'main' (", refused, note, REPORTED];
    assert_eq!(remains.stderr.len(), pieces.len(), "{:#?}", remains.stderr);
    assert!(remains.stderr.iter().zip(pieces).all(|(line, piece)| line.contains(piece)), "{:#?}", remains.stderr);
    assert!(remains.stdout.contains("quick") && remains.stdout.contains("50"), "{}", remains.stdout);
}

#[test]
fn a_reporter_that_waits_for_a_session_gets_none_in_the_end() {
    let refused = "hotpath: a session is already running; drop its guard before building another";
    let note = "note: run with `RUST_BACKTRACE=1`";
    check_own("reporter-waits-for-session", 0, &["", "thread '<unnamed>' (", refused, note, REPORTED]);
}

#[test]
fn an_exit_waits_for_the_report_of_another_thread() {
    check_own("exit-while-reporting", 7, &["reporting", REPORTED]);
}

#[test]
fn a_session_waits_for_the_report_of_the_one_before() {
    check_own("session-while-reporting", 0, &["reporting", REPORTED, "report: program 1, quick 50"]);
}
