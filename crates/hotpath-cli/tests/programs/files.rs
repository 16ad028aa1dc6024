//! Where reports go.

use std::{fs, os::unix::fs::PermissionsExt, process::Command, thread, time::Duration};

use crate::{
    hotpath::{Folder, calls, output},
    program,
};

/// Refused with this message before the program is started.
#[track_caller]
fn check_refused(folder: &Folder, mut command: Command, expected: &str) {
    let output = command.output().expect("it runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), message.trim_end().lines().count()), (Some(2), 1), "{message}");
    assert!(message.starts_with("hotpath: ") && message.contains(expected), "{message}");
    assert!(!folder.path("started").exists());
    folder.check_nothing_left();
}

#[test]
fn what_cannot_be_done_is_said_before_the_program_runs() {
    let folder = Folder::new();
    let run = |options: &[&str]| folder.run_shell(options, "touch started");
    for option in ["--json", "--html", "--output"] {
        check_refused(&folder, run(&[option, "none/report"]), "none/report: No such file");
        check_refused(&folder, run(&[option, "tmp"]), "tmp: ");
    }
    // Nobody, not even root, makes a file there.
    #[cfg(target_os = "linux")]
    check_refused(&folder, run(&["--json", "/proc/report.json"]), "/proc/report.json: ");
    check_refused(&folder, run(&["--section", "lox"]), "`lox`");
    check_refused(&folder, run(&["--each", "--format", "html"]), "this format holds one report");
    let mut nowhere = run(&[]);
    nowhere.env("TMPDIR", folder.path("none"));
    check_refused(&folder, nowhere, "no folder for the report in ");
}

#[test]
fn files_are_written_beside_what_is_shown() {
    let folder = Folder::new();
    let options = ["--json", "report.json", "--html", "report.html", "--output", "tree.txt", "--format", "tree"];
    let (status, _, stderr) = output(folder.run(&options, "ends"));
    assert!(status.success() && !stderr.contains("load"), "{stderr}");
    assert_eq!(calls(&folder.report("report.json")), Some(3));
    let text = |name: &str| fs::read_to_string(folder.path(name)).expect("it is there");
    assert!(text("report.html").starts_with("<!doctype html>") && text("tree.txt").contains("program::load"));
    folder.check_nothing_left();
}

#[test]
fn a_page_is_opened() {
    let folder = Folder::new();
    let opener = folder.path(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
    fs::write(&opener, "#!/bin/sh\nprintf %s \"$1\" > opened.part && mv opened.part opened\n").expect("written");
    fs::set_permissions(&opener, PermissionsExt::from_mode(0o755)).expect("set");
    let path = format!("{}:{}", folder.0.display(), std::env::var("PATH").expect("there is one"));
    let opened = |options: &[&str]| {
        let mut command = folder.run(options, "ends");
        let (status, _, stderr) = output({
            command.env("PATH", &path);
            command
        });
        assert!(status.success() && stderr.contains("hotpath: the page is "), "{stderr}");
        // Nobody has waited for it.
        while !folder.path("opened").exists() {
            thread::sleep(Duration::from_millis(5));
        }
        let opened = fs::read_to_string(folder.path("opened")).expect("it is there");
        fs::remove_file(folder.path("opened")).expect("it is there");
        opened
    };
    assert_eq!(opened(&["--open", "--html", "report.html"]), "report.html");
    folder.check_nothing_left();
    let page = opened(&["--open"]);
    assert!(fs::read_to_string(&page).expect("it stays").starts_with("<!doctype html>"), "{page}");
    assert_eq!(fs::metadata(page).expect("it stays").permissions().mode() & 0o777, 0o644 & !umask());
}

/// What new files do not get.
fn umask() -> u32 {
    let folder = Folder::new();
    fs::write(folder.path("file"), "").expect("it is written");
    0o666 & !fs::metadata(folder.path("file")).expect("it is there").permissions().mode()
}

#[test]
fn a_page_that_nothing_opens_is_named() {
    let folder = Folder::new();
    let mut command = folder.run(&["--open", "--html", "report.html"], "ends");
    let (status, _, stderr) = output({
        command.env("PATH", folder.temporary());
        command
    });
    assert_eq!(status.code(), Some(2));
    assert!(stderr.contains("hotpath: the page is report.html") && stderr.contains("which shows pages: "), "{stderr}");
}

#[test]
fn the_folder_of_reports_is_found_from_every_other() {
    let folder = Folder::new();
    let mut command = folder.run_shell(&["--json", "report.json"], &format!("cd / && {}", program::in_shell()));
    command.env("TMPDIR", "tmp");
    let (status, _, stderr) = output(command);
    assert!(status.success(), "{stderr}");
    assert_eq!(calls(&folder.report("report.json")), Some(3));
    folder.check_nothing_left();
}

#[test]
fn what_a_program_puts_beside_its_report_is_not_waited_for() {
    let folder = Folder::new();
    let line = "cd \"$(dirname \"$HOTPATH_OUTPUT_PATH\")\" && mkfifo 1.json && for n in $(seq 2 30); do echo { > $n.json; done";
    let (status, _, stderr) = output(folder.run_shell(&[], &format!("({line}); {}", program::in_shell())));
    assert!(status.success() && stderr.contains("program::load"), "{stderr}");
    assert!(stderr.contains("cannot be read\n") && stderr.contains("hotpath: and 20 more"), "{stderr}");
    let pipe = "cd \"$(dirname \"$HOTPATH_OUTPUT_PATH\")\" && mkfifo 1.json";
    let (_, _, stderr) = output(folder.run_shell(&[], pipe));
    assert!(stderr.contains("1.json is no file"), "{stderr}");
    folder.check_nothing_left();
}
