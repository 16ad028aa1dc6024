//! `hotpath diff`: two reports compared, and its exit codes.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use hotpath_report::{Cell, Report};

const SAVED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
const OLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/hotpath-0.9.json");

fn diff(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hotpath")).arg("diff").args(arguments).output().expect("the command runs")
}

#[track_caller]
fn check(arguments: &[&str], code: i32, expected: &str) -> String {
    let output = diff(arguments);
    let text = String::from_utf8(if code == 2 { output.stderr } else { output.stdout }).expect("text");
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert!(text.contains(expected), "{arguments:?}: no `{expected}` in {text}");
    text
}

/// The saved report with one more call of a function, in a file that ends with the test.
struct Changed(PathBuf);

impl Changed {
    fn new(name: &str) -> Self {
        let mut report: Report = serde_json::from_slice(&fs::read(SAVED).expect("it is there")).expect("a report");
        let functions = &mut report.sections[0];
        let calls = functions.column("calls").expect("there is such a column");
        let row = functions.rows.iter_mut().find(|row| row.name == "indexer::walk::walk").expect("there is such a row");
        row.cells[calls] = Cell::Number(98);
        let path = env::temp_dir().join(format!("hp-diff-{name}-{}.json", std::process::id()));
        fs::write(&path, serde_json::to_vec(&report).expect("JSON")).expect("it is written");
        Changed(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path of text")
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_same_report_breaks_nothing() {
    check(&[SAVED, SAVED, "--fail-on", "calls>0%", "--fail-on", "avg>0%"], 0, "");
    check(&[OLD, OLD, "--fail-on", "calls>0%"], 0, "");
}

#[test]
fn one_call_more_breaks_an_exact_gate() {
    let changed = Changed::new("gate");
    check(&[SAVED, changed.path()], 0, "walk");
    check(&[SAVED, changed.path(), "--fail-on", "calls>0%"], 1, "walk");
    check(&[SAVED, changed.path(), "--fail-on", "calls>2%"], 0, "walk");
    check(&[changed.path(), SAVED, "--fail-on", "calls>0%"], 0, "walk");
    let json = check(&[SAVED, changed.path(), "--fail-on", "calls>0%", "--format", "json"], 1, "walk");
    serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    check(&[SAVED, changed.path(), "--format", "markdown"], 0, "walk");
}

#[test]
fn what_cannot_be_compared_is_told() {
    check(&[SAVED, "no-such-file.json"], 2, "no-such-file.json: ");
    check(&[SAVED, SAVED, "--fail-on", "nothing>5%"], 2, "nothing");
    check(
        &[SAVED, SAVED, "--fail-on", "walkk:calls>0%"],
        2,
        "gate `walkk:calls>0%`: neither report has `calls` of a row",
    );
    check(&[SAVED, SAVED, "--fail-on", "calls>NaN%"], 2, "calls>NaN%");
    check(&[SAVED, SAVED, "--fail-on", ""], 2, "");
    check(&[SAVED], 2, "Usage");
    check(&["-", "-"], 2, "which can be read once");
}
