//! Measured code before, after and without a session, in destructors, hooks, handlers and `Debug`.

use crate::{
    child::{Child, Exit},
    expected::{Expected, Numbers, QUICK_100, check},
};

const BOOM: [&str; 4] = ["", "thread 'main' (", "boom", "note: run with `RUST_BACKTRACE=1`"];
const EMPTY: Numbers<'_> = Numbers { calls: &[], ..QUICK_100 };
const SEVEN: Exit = Exit::Code(7);

#[test]
fn without_a_session_nothing_happens() {
    check("without-session", Expected { reports: &[], ..Expected::default() });
}

#[test]
fn only_calls_within_the_session_count() {
    check("before-and-after", Expected::default());
}

#[test]
fn a_session_without_calls_reports_so() {
    check("nothing-measured", Expected { reports: &[EMPTY], ..Expected::default() });
    let remains = Child::with_own_report("nothing-measured").run();
    assert_eq!((remains.exit, remains.stderr), (Exit::Code(0), vec![]));
    assert!(remains.stdout.contains("#[hotpath::measure]"), "{}", remains.stdout);
}

#[test]
fn each_session_starts_from_zero() {
    let reports = &[QUICK_100, Numbers { calls: &[("quick", 50)], ..QUICK_100 }];
    check("sequential", Expected { reports, ..Expected::default() });
    check("reset", Expected::default());
}

#[test]
fn a_second_session_is_refused_and_the_first_is_unharmed() {
    let refused = "hotpath: a session is already running; drop its guard before building another";
    let note = "note: run with `RUST_BACKTRACE=1`";
    let stderr = &["", "thread 'main' (", refused, note, "", "thread '<unnamed>' (", refused];
    check("second-guard", Expected { stderr, ..Expected::default() });
}

#[test]
fn a_session_may_start_and_end_inside_measured_code() {
    check("built-inside", Expected::default());
    check("ended-inside", Expected { reports: &[Numbers { in_flight: 1, ..QUICK_100 }], ..Expected::default() });
}

#[test]
fn calls_while_unwinding_are_calls() {
    let reports = &[Numbers { calls: &[("around", 0), ("quick", 100)], panicked: 1, in_flight: 0 }];
    check("unwinding", Expected { stderr: &BOOM, reports, ..Expected::default() });
    check("panic-hook", Expected { reports, ..Expected::default() });
}

#[test]
fn calls_in_destructors_of_thread_locals_do_no_harm() {
    check(
        "thread-locals",
        Expected {
            reports: &[Numbers { calls: &[("around", 1), ("quick", 100)], ..QUICK_100 }],
            ..Expected::default()
        },
    );
    check("thread-locals-of-main", Expected { exit: SEVEN, ..Expected::default() });
    check("thread-locals-only", Expected::default());
    check("thread-locals-of-main-only", Expected::default());
}

#[test]
fn calls_in_exit_handlers_do_no_harm() {
    check("at-exit", Expected { exit: SEVEN, ..Expected::default() });
}

#[test]
fn an_exit_handler_may_hold_a_session() {
    let reports = &[QUICK_100, Numbers { calls: &[], ..QUICK_100 }];
    check("session-at-exit", Expected { exit: SEVEN, reports, ..Expected::default() });
}

#[test]
fn a_debug_that_panics_does_not_reach_the_program() {
    let reports = &[Numbers { calls: &[("logged", 3), ("quick", 100)], ..QUICK_100 }];
    let stderr = [&BOOM[..], &BOOM[..3], &BOOM[..3]].concat();
    let reports = check("debug-that-panics", Expected { stderr: &stderr, reports, ..Expected::default() });
    let logged = reports[0].function("logged").expect("the row is there");
    assert!(logged.row.recent.iter().all(|call| call.result.as_deref() == Some("half<panicked>")));
}

#[test]
fn what_a_debug_calls_is_not_of_the_program() {
    let reports = &[Numbers { calls: &[("around", 3), ("logged", 3), ("quick", 100)], ..QUICK_100 }];
    let reports = check("debug-that-calls", Expected { reports, ..Expected::default() });
    let logged = reports[0].function("logged").expect("the row is there");
    assert!(logged.row.recent.iter().all(|call| call.result.as_deref() == Some("busy")));
}

#[test]
fn a_debug_may_exit() {
    let reports = &[Numbers { calls: &[("logged", 1), ("quick", 100)], ..QUICK_100 }];
    check("debug-that-exits", Expected { exit: SEVEN, reports, ..Expected::default() });
}
