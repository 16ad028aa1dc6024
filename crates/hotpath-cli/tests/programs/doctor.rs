//! `hotpath doctor`: programs, reports, and what is around them.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt, process::Command};

use hotpath_report::{Memory, Report};

use crate::hotpath::{Folder, output};

/// What is said is the golden, with the exit code.
#[track_caller]
pub(crate) fn check(name: &str, folder: &Folder, command: Command, code: i32) {
    let (status, stdout, stderr) = output(command);
    assert_eq!((status.code(), stderr.as_str()), (Some(code), ""), "{stdout}");
    let shown = stdout.replace(folder.0.to_str().expect("text"), "$DIR").replace(env!("CARGO_PKG_VERSION"), "$VERSION");
    insta::assert_snapshot!(name, shown);
}

#[track_caller]
fn check_report(name: &str, text: &[u8], code: i32) {
    let folder = Folder::new();
    fs::write(folder.path("report.json"), text).expect("it is written");
    check(name, &folder, folder.command(&["doctor", "report.json"]), code);
}

const SAVED: &[u8] = include_bytes!("../../../../tests/compat/schema-1.json");
const OLD: &[u8] = include_bytes!("../../../../tests/compat/hotpath-0.9.json");

#[test]
fn a_report_is_told_what_it_lacks() {
    check_report("report_healthy", SAVED, 0);
    check_report("report_old", OLD, 0);
    check_report("report_empty", b"", 1);
    check_report("report_half", &SAVED[..SAVED.len() / 2], 1);
    let mut report: Report = serde_json::from_slice(SAVED).expect("a report");
    report.sections[0].rows.truncate(1);
    report.memory = Some(Memory::default());
    report.coverage.truncated_calls = 7;
    report.coverage.paused_ns = 2_000_000_000;
    check_report("report_without_calls", &serde_json::to_vec(&report).expect("JSON"), 1);
}

#[test]
fn a_program_is_told_how_it_was_built() {
    let folder = Folder::new();
    let look = |program: &str| folder.command(&["doctor", program]);
    let copied = |from: &std::path::Path, to: &str| {
        std::os::unix::fs::symlink(from, folder.path(to)).expect("it is linked");
    };
    copied(&std::env::current_exe().expect("this test"), "measured");
    copied(env!("CARGO_BIN_EXE_hotpath").as_ref(), "plain");
    fs::write(folder.path("script"), "#!/bin/sh\n").expect("it is written");
    check("program_measured", &folder, look("measured"), 0);
    check("program_plain", &folder, look("plain"), 1);
    check("program_script", &folder, look("script"), 1);
}

#[test]
fn the_environment_is_looked_at() {
    let folder = Folder::new();
    let mut command = folder.command(&["doctor"]);
    command.env("HOTPATH_OUTPUT_FORMAT", "none").env("HOTPATH_FOCUS", "/(/").env("HOTPATH_LIMMIT", "3");
    check("environment", &folder, command, 1);
    let mut json = folder.command(&["doctor", "--json"]);
    let (status, stdout, _) = output({
        json.env("HOTPATH_FOCUS", "/(/");
        json
    });
    let document: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((status.code(), &document["status"]), (Some(1), &"problem".into()));
    assert_eq!(document["checks"][1]["found"], "HOTPATH_FOCUS=/(/ is not usable");
}

#[test]
fn the_port_is_looked_at() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("it has one").port().to_string();
    let look = |port: &str, host: &str| {
        let mut command = folder.command(&["doctor"]);
        command.env("HOTPATH_HTTP_PORT", port).env("HOTPATH_METRICS_HOST", host);
        command
    };
    // Whoever has the port does not answer, or not in HTTP.
    let answering = std::thread::spawn(move || drop(taken.accept()));
    let (status, stdout, _) = output(look(&port, "127.0.0.1"));
    answering.join().expect("it is asked");
    assert_eq!(status.code(), Some(0));
    let expected = format!("warning  port         127.0.0.1:{port} is taken by something else than hotpath\n");
    assert!(stdout.contains(&expected), "{stdout}");
    check("port_free", &folder, look("0", "127.0.0.1"), 0);
    // An address for documentation, which no machine has.
    let (status, stdout, _) = output(look("0", "192.0.2.1"));
    assert_eq!(status.code(), Some(1));
    assert!(stdout.contains("problem  port         192.0.2.1:0: "), "{stdout}");
}

#[test]
fn the_folder_of_run_files_is_looked_at() {
    let folder = Folder::new();
    let look = || folder.command(&["doctor"]);
    fs::create_dir(folder.path("hotpath")).expect("it is made");
    let set = |mode| fs::set_permissions(folder.path("hotpath"), PermissionsExt::from_mode(mode)).expect("set");
    set(0o700);
    check("run_folder_private", &folder, look(), 0);
    set(0o755);
    check("run_folder_open", &folder, look(), 1);
    fs::remove_dir(folder.path("hotpath")).expect("it is there");
    fs::write(folder.path("hotpath"), "").expect("it is written");
    check("run_folder_open", &folder, look(), 1);
}

#[test]
fn what_is_no_file_is_not_opened() {
    let folder = Folder::new();
    let (status, _, stderr) = output(folder.command(&["doctor", "/dev/zero"]));
    assert_eq!((status.code(), stderr.as_str()), (Some(2), "hotpath: /dev/zero is neither a file nor a folder\n"));
}
