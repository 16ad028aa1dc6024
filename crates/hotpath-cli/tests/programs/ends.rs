//! How programs end, and what is said of those that leave no report.

use std::os::unix::process::ExitStatusExt;

use crate::hotpath::{Folder, output};

/// Runs it; the exit code, and what is said.
#[track_caller]
fn check(command: std::process::Command, code: i32, expected: &str) {
    let (status, _, stderr) = output(command);
    assert_eq!((status.code(), status.signal()), (Some(code), None), "{stderr}");
    assert!(stderr.contains(expected), "{stderr}");
}

#[test]
fn the_exit_code_is_the_program_s() {
    let folder = Folder::new();
    check(folder.run(&[], "exits"), 7, "program::load");
    check(folder.run_shell(&[], "exit 0"), 0, "no report");
    check(folder.run_shell(&[], "exit 255"), 255, "no report");
    check(folder.run(&[], "aborts"), 128 + 6, "was ended by SIGABRT before it could write one");
    check(folder.run(&[], "kills itself"), 128 + 9, "was ended by SIGKILL before it could write one");
    folder.check_nothing_left();
}

#[test]
fn a_program_that_does_not_start_has_the_exit_code_that_shells_give_it() {
    let folder = Folder::new();
    check(folder.command(&["run", "no-such-program"]), 127, "hotpath: no-such-program: No such file");
    check(folder.command(&["run", "--", "./no-such-program"]), 127, "hotpath: ./no-such-program: No such file");
    std::fs::write(folder.path("text"), "text").expect("it is written");
    check(folder.command(&["run", "./text"]), 126, "hotpath: ./text: Permission denied");
    check(folder.command(&["run", "."]), 126, "hotpath: .: Permission denied");
    check(folder.command(&["run", "--", ""]), 2, "hotpath: no program is named");
    folder.check_nothing_left();
}

#[test]
fn a_missing_report_is_explained() {
    let folder = Folder::new();
    check(folder.run(&[], "without session"), 0, "is built with profiling, but ended without a session");
    check(folder.run_shell(&[], "true"), 0, "there is no trace of hotpath in sh");
    check(folder.command(&["run", "--", env!("CARGO_BIN_EXE_hotpath"), "list"]), 0, "the feature `hotpath` is off");
    check(folder.command(&["run", "--", env!("CARGO_BIN_EXE_hotpath"), "run", "true"]), 0, "has those of what it runs");
    std::fs::write(folder.path("script"), "#!/bin/sh\n").expect("it is written");
    std::fs::set_permissions(folder.path("script"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    check(folder.command(&["run", "./script"]), 0, "./script is a script");
    folder.check_nothing_left();
}

#[test]
fn who_counts_on_a_file_is_told_by_the_exit_code() {
    let folder = Folder::new();
    check(folder.run_shell(&["--json", "report.json"], "true"), 2, "no report");
    check(folder.run_shell(&["--json", "report.json"], "exit 4"), 4, "no report");
    check(folder.run(&["--sort", "nothing"], "ends"), 2, "no section has a column `nothing`");
    check(folder.run(&["--sort", "nothing"], "exits"), 7, "no section has a column `nothing`");
    assert!(!folder.path("report.json").exists());
    folder.check_nothing_left();
}
