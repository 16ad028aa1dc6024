//! The command line: its help, and what is said of a wrong one.

use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the command runs")
}

fn help(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

#[track_caller]
fn check_refused(arguments: &[&str], expected: &str) {
    let output = run(arguments);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && message.contains(expected), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty());
}

#[test]
fn help_says_what_there_is() {
    insta::assert_snapshot!("help", help(&["--help"]));
    insta::assert_snapshot!("help_console", help(&["console", "--help"]));
    insta::assert_snapshot!("help_diff", help(&["diff", "--help"]));
    insta::assert_snapshot!("help_doctor", help(&["doctor", "--help"]));
    insta::assert_snapshot!("help_list", help(&["list", "--help"]));
    insta::assert_snapshot!("help_report", help(&["report", "--help"]));
    insta::assert_snapshot!("help_run", help(&["run", "--help"]));
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let report = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
    check_refused(&["console", "no-such-file.json"], "hotpath: no-such-file.json: ");
    check_refused(&["console", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "is no report");
    check_refused(&["console", report], "hotpath: the console needs a terminal");
    check_refused(&["console", "--host", "a b"], "hotpath: the host must be a name or an address");
    check_refused(&["console", "--token", "a b"], "hotpath: the token must be");
    check_refused(&["console", report, "--port", "1"], "cannot be used with");
    check_refused(&["run"], "Usage: hotpath run");
    check_refused(&["doctor", "no-such-file"], "hotpath: no-such-file: ");
    check_refused(&["konsole"], "unrecognized subcommand");
}
