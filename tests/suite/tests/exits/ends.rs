//! A session ends with its guard, with the process, or with its time; signals apart.

use std::{thread, time::Duration};

use crate::{
    child::{Child, Exit},
    expected::{Expected, Numbers, QUICK_100, check, parse},
};

const PANIC: [&str; 4] = ["", "thread 'main' (", "boom", "note: run with `RUST_BACKTRACE=1`"];

#[test]
fn a_dropped_guard_reports() {
    check("drop", Expected::default());
}

#[test]
fn a_guard_that_is_never_dropped_reports_at_exit() {
    check("forget", Expected::default());
    check("guard-in-static", Expected::default());
}

#[test]
fn a_guard_that_dies_with_the_thread_locals_reports() {
    check("guard-in-thread-local", Expected::default());
}

#[test]
fn a_guard_dropped_on_another_thread_reports() {
    check("guard-to-thread", Expected::default());
}

#[test]
fn a_main_that_fails_reports_and_keeps_its_code() {
    check("error", Expected { exit: Exit::Code(1), stderr: &["Error: \"boom\""], ..Expected::default() });
}

#[test]
fn a_main_that_panics_reports_and_keeps_its_code() {
    check("panic", Expected { exit: Exit::Code(101), stderr: &PANIC, ..Expected::default() });
    let reports = &[Numbers { calls: &[("around", 0), ("quick", 100)], panicked: 1, in_flight: 0 }];
    check("panic-inside", Expected { exit: Exit::Code(101), stderr: &PANIC, reports });
}

#[test]
fn a_thread_that_panics_keeps_what_it_has_measured() {
    let reports = &[Numbers { calls: &[("around", 0), ("quick", 100)], panicked: 1, in_flight: 0 }];
    check(
        "panic-in-thread",
        Expected { stderr: &["", "thread '<unnamed>' (", "boom", PANIC[3]], reports, ..Expected::default() },
    );
}

#[test]
fn an_exit_reports_and_keeps_its_code() {
    check("exit", Expected { exit: Exit::Code(7), ..Expected::default() });
}

#[test]
fn an_exit_inside_measured_code_reports_what_has_returned() {
    let reports = &[Numbers { in_flight: 1, ..QUICK_100 }];
    check("exit-inside", Expected { exit: Exit::Code(7), reports, ..Expected::default() });
}

#[test]
fn an_exit_on_another_thread_reports_while_main_is_busy() {
    let reports = &[Numbers { in_flight: 1, ..QUICK_100 }];
    check("exit-elsewhere", Expected { exit: Exit::Code(7), reports, ..Expected::default() });
    check("exit-in-thread-without-calls", Expected { exit: Exit::Code(7), ..Expected::default() });
}

#[test]
fn exits_on_several_threads_give_one_report() {
    check("exit-twice", Expected { exit: Exit::Code(7), ..Expected::default() });
}

#[test]
fn an_exit_reports_though_another_thread_holds_stdout_for_ever() {
    check("exit-while-stdout-is-locked", Expected { exit: Exit::Code(7), ..Expected::default() });
}

#[test]
fn a_timeout_reports_and_ends_the_program_well() {
    let reports = &[Numbers { calls: &[("around", 1), ("quick", 100)], ..QUICK_100 }];
    check("timeout", Expected { reports, ..Expected::default() });
    check(Child::new("wait-with-session").set("HOTPATH_SHUTDOWN_MS", "200"), Expected::default());
    // No time at all: how far the program comes is open, but it reports and ends.
    let remains = Child::new("wait-with-session").set("HOTPATH_SHUTDOWN_MS", "0").run();
    assert_eq!((remains.exit, parse(&remains.stdout).len()), (Exit::Code(0), 1));
}

#[test]
fn a_program_that_ends_before_its_timeout_reports_then() {
    check("timeout-too-late", Expected { exit: Exit::Code(7), ..Expected::default() });
    check(Child::new("drop").set("HOTPATH_SHUTDOWN_MS", "3600000"), Expected::default());
    check(Child::new("drop").set("HOTPATH_SHUTDOWN_MS", u64::MAX.to_string()), Expected::default());
}

#[test]
fn the_environments_timeout_goes_before_the_programs() {
    let child = Child::new("timeout-and-wait").set("HOTPATH_SHUTDOWN_MS", "3600000");
    let seven = Expected { exit: Exit::Code(7), stderr: &["ready"], ..Expected::default() };
    check(child.run_at("ready", doze).release_at("ready"), seven);
    check("timeout-and-wait", Expected { stderr: &["ready"], ..Expected::default() });
}

#[test]
fn a_timeout_ends_with_its_session() {
    let child = Child::new("timeout-after-guard").set("HOTPATH_SHUTDOWN_MS", "100");
    let seven = Expected { exit: Exit::Code(7), stderr: &["ready"], ..Expected::default() };
    check(child.run_at("ready", doze).release_at("ready"), seven);
}

/// Longer than the timeouts.
fn doze() {
    thread::sleep(Duration::from_millis(400));
}
