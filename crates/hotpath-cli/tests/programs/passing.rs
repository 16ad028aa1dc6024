//! What passes through `hotpath run` as it is.

use std::{ffi::OsStr, io::Write, os::unix::ffi::OsStrExt, process::Stdio};

use crate::{
    hotpath::{Folder, calls, output, read, texts},
    program,
};

#[test]
fn all_that_is_read_and_written_is_the_program_s() {
    let folder = Folder::new();
    let mut command = folder.run_shell(&[], "cat; head -c 1000000 /dev/zero >&2; exit 3");
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the command runs");
    let input: Vec<u8> = (0..1_000_000u32).map(|number| (number % 251) as u8).collect();
    let mut stdin = child.stdin.take().expect("it is piped");
    let written = input.clone();
    let writing = std::thread::spawn(move || stdin.write_all(&written).expect("it is read"));
    let output = child.wait_with_output().expect("it ends");
    writing.join().expect("it is written");
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout == input);
    let (zeros, rest) = output.stderr.split_at(1_000_000);
    assert!(zeros.iter().all(|byte| *byte == 0) && rest.starts_with(b"hotpath: no report: "));
    folder.check_nothing_left();
}

#[test]
fn the_report_is_beside_the_program_s_output() {
    let folder = Folder::new();
    let (status, stdout, stderr) = output(folder.run(&[], "ends"));
    assert!(status.success() && stdout.contains("running 1 test") && !stdout.contains("Functions"), "{stdout}");
    assert!(stderr.starts_with("\nhotpath timing · program::main · ") && stderr.contains("program::load"), "{stderr}");
    let (_, _, folded) = output(folder.run(&["--format", "folded", "--filter", "load"], "ends"));
    assert!(folded.lines().any(|line| line.contains(";programs::program::load ")), "{folded}");
    folder.check_nothing_left();
}

#[test]
fn options_after_the_program_are_its_own() {
    let folder = Folder::new();
    let (status, stdout, _) = output(folder.command(&["run", "-q", "echo", "--json", "-q", "--", "--help"]));
    assert!(status.success() && stdout == "--json -q -- --help\n", "{stdout}");
    folder.check_nothing_left();
}

#[test]
fn whatever_the_program_asks_for_there_is_a_report() {
    let folder = Folder::new();
    for does in ["none", "reporter", "path"] {
        let mut command = folder.run(&["--json", "report.json"], does);
        command.env("HP_TEST_PATH", folder.path("own.json")).env("HOTPATH_OUTPUT_FORMAT", "table");
        let (status, stdout, stderr) = output(command);
        assert!(status.success() && !stdout.contains("this is the reporter"), "{stdout}{stderr}");
        assert_eq!(calls(&folder.report("report.json")), Some(3), "{does}");
        assert!(!folder.path("own.json").exists());
    }
    folder.check_nothing_left();
}

#[test]
fn arguments_and_paths_may_be_any_bytes() {
    let odd = OsStr::from_bytes(b"a\xff\x1b b");
    let folder = Folder::named(odd);
    let mut command = folder.command(&["run", "--json"]);
    command.arg(folder.0.join(odd)).args(["--", "sh", "-c"]);
    command.arg(format!("printf %s \"$1\"; {}", program::in_shell())).arg("sh").arg(odd).env(program::DO, "ends");
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{:?}", texts(&output));
    assert!(output.stdout.starts_with(odd.as_bytes()));
    assert_eq!(calls(&read(&folder.0.join(odd))), Some(3));
    folder.check_nothing_left();
}

#[test]
fn a_program_may_have_none_of_its_descriptors() {
    let folder = Folder::new();
    let line = format!("exec {} <&- >&- 2>&-", program::in_shell());
    let (status, _, stderr) = output(folder.run_shell(&["--json", "report.json"], &line));
    assert!(status.success(), "{stderr}");
    assert_eq!(calls(&folder.report("report.json")), Some(3));
}

#[test]
fn every_process_has_a_report_of_its_own() {
    let folder = Folder::new();
    let line = format!("{program} & {program}; wait", program = program::in_shell());
    let (status, _, stderr) = output(folder.run_shell(&[], &line));
    assert!(status.success() && stderr.matches("hotpath timing · ").count() == 1, "{stderr}");
    assert!(stderr.contains("with --each there are also:"), "{stderr}");
    let (_, _, stderr) = output(folder.run_shell(&["--each"], &line));
    assert_eq!((stderr.matches("hotpath timing · ").count(), stderr.matches("== ").count()), (2, 2), "{stderr}");
    let (_, _, stderr) = output(folder.run(&["--each"], "twice"));
    assert_eq!(stderr.matches("hotpath timing · ").count(), 2, "{stderr}");
    folder.check_nothing_left();
}

#[test]
fn the_guard_of_a_section_has_a_report_too() {
    let folder = Folder::new();
    let (status, stdout, stderr) = output(folder.run(&["--json", "report.json"], "section"));
    assert!(status.success() && !stdout.contains('{'), "{stdout}{stderr}");
    assert!(folder.report("report.json").section("channels").is_some());
}
