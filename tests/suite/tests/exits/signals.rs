//! A signal ends the program as it would without us, after the report; where the program has a handler, the handler does.

use libc::{SIGINT, SIGTERM};

use crate::{
    child::{Child, Exit},
    expected::{Expected, Numbers, QUICK_100, check},
    pipe,
};

const READY: &[&str] = &["ready"];
const REPORTS_150: &[Numbers<'_>] = &[Numbers { calls: &[("quick", 150)], ..QUICK_100 }];

#[test]
fn a_signal_ends_the_program_after_the_report() {
    for signal in [SIGINT, SIGTERM] {
        let expected = Expected { exit: Exit::Signal(signal), stderr: READY, ..Expected::default() };
        check(Child::new("wait").signal_at("ready", signal), expected);
    }
}

#[test]
fn a_signal_inside_measured_code_reports_what_has_returned() {
    let reports = &[Numbers { in_flight: 1, ..QUICK_100 }];
    let expected = Expected { exit: Exit::Signal(SIGTERM), stderr: READY, reports };
    let report = check(Child::new("wait-inside").signal_at("ready", SIGTERM), expected).remove(0);
    // And where it was when it was hit.
    let in_flight = report.section("in_flight").expect("a call has not returned");
    let names: Vec<_> = in_flight.iter().map(|row| row.name().rsplit("::").next().unwrap_or_default()).collect();
    assert_eq!(names, ["exits", "around"]);
    assert!(in_flight.iter().last().and_then(|row| row.number("running_for")) >= Some(0));
}

#[test]
fn a_signal_after_the_session_just_ends_the_program() {
    let expected = Expected { exit: Exit::Signal(SIGTERM), stderr: READY, ..Expected::default() };
    check(Child::new("wait-after-session").signal_at("ready", SIGTERM), expected);
}

#[test]
fn a_signal_that_was_ignored_at_the_start_stays_ignored() {
    let child = Child::new("wait-for-parent").ignore(SIGINT).ignore(SIGTERM);
    let child = child.signal_at("ready", SIGINT).signal_at("ready", SIGTERM).release_at("ready");
    check(child, Expected { stderr: READY, reports: REPORTS_150, ..Expected::default() });
}

#[test]
fn a_handler_of_the_program_stays_in_charge() {
    for scenario in ["handler-before", "handler-after", "handler-that-chains", "sigwait"] {
        let child = Child::new(scenario).signal_at("ready", SIGTERM);
        check(child, Expected { stderr: READY, reports: REPORTS_150, ..Expected::default() });
    }
}

#[test]
fn a_graceful_shutdown_on_ctrl_c_happens() {
    let child = Child::new("tokio-ctrl-c").signal_at("ready", SIGINT);
    check(child, Expected { stderr: READY, reports: REPORTS_150, ..Expected::default() });
}

#[test]
fn a_handler_that_goes_gives_the_signal_back() {
    let child = Child::new("handler-for-a-while").signal_at("ready", SIGTERM).signal_at("again", SIGTERM);
    let stderr = &["ready", "again"];
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr, reports: REPORTS_150 });
}

#[test]
fn a_default_action_that_the_program_asks_for_happens_at_once() {
    let child = Child::new("default-again").signal_at("ready", SIGTERM);
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr: READY, reports: &[] });
}

#[test]
fn a_signal_ends_the_program_even_where_it_cannot_be_watched() {
    let stderr =
        &["hotpath: neither signals nor the time can be watched: ", "hotpath: no live server: 127.0.0.1:0: ", "ready"];
    let child = Child::new("wait-without-descriptors").signal_at("ready", SIGTERM);
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr, reports: &[] });
    let child = Child::new("wait-for-parent-without-descriptors").release_at("ready");
    check(child, Expected { stderr, reports: REPORTS_150, ..Expected::default() });
}

#[test]
fn a_program_may_close_our_descriptors_and_use_their_numbers() {
    let child = Child::new("descriptors-of-its-own").signal_at("ready", SIGTERM);
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr: READY, reports: &[] });
    let child = Child::new("descriptors-of-its-own").release_at("ready");
    check(child, Expected { stderr: READY, ..Expected::default() });
}

#[test]
fn a_slow_reporter_is_waited_for() {
    let child = Child::with_own_report("reporter-is-slow").signal_at("ready", SIGTERM);
    let stderr = &["ready", "reporting", "report: program 1, quick 100"];
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr, reports: &[] });
}

#[test]
fn a_report_that_is_under_way_is_waited_for() {
    let child = Child::with_own_report("slow-report-at-end").signal_at("reporting", SIGTERM);
    let stderr = &["reporting", "report: program 1, quick 100"];
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr, reports: &[] });
}

#[test]
fn a_reporter_that_hangs_is_not_waited_for() {
    let expected = || Expected { exit: Exit::Signal(SIGTERM), stderr: &["ready", "reporting"], reports: &[] };
    check(Child::with_own_report("reporter-hangs").signal_at("ready", SIGTERM), expected());
    let stderr = &["reporting"];
    let child = Child::with_own_report("reporter-hangs-after-timeout").signal_at("reporting", SIGTERM);
    check(child, Expected { stderr, ..expected() });
}

#[test]
fn the_same_signal_sent_twice_is_one_signal() {
    // As by `timeout`, which sends it to the program and to its group.
    let child = Child::with_own_report("reporter-is-slow").signal_at("ready", SIGTERM).signal_at("reporting", SIGTERM);
    let stderr = &["ready", "reporting", "report: program 1, quick 100"];
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr, reports: &[] });
}

#[test]
fn a_second_signal_does_not_wait_at_all() {
    // Had the second signal waited for the report to be given up, the first one would have ended the program.
    let child = Child::with_own_report("reporter-hangs").signal_at("ready", SIGINT).signal_at("reporting", SIGTERM);
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr: &["ready", "reporting"], reports: &[] });
}

#[test]
fn a_stdout_that_nobody_reads_does_not_keep_a_signal_from_ending_the_program() {
    let (_reader, writer) = pipe::full_and_blocking();
    let child = Child::new("wait").stdout(writer).signal_at("ready", SIGTERM);
    check(child, Expected { exit: Exit::Signal(SIGTERM), stderr: READY, reports: &[] });
}
