//! The report reaches its place, or says why it cannot, and the program ends as it would have.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{PipeReader, Read},
    os::unix::{ffi::OsStrExt, fs::PermissionsExt},
    thread,
    time::Duration,
};

use crate::{
    child::{Child, Exit, Folder},
    expected::{Expected, ONE_REPORT, QUICK_100, check, check_numbers, parse},
    pipe,
};

const SEVEN: Expected<'_> = Expected { exit: Exit::Code(7), reports: &[], stderr: &[] };

/// The scenario `exit` with its report in a file.
fn exit_with_report_in(path: impl AsRef<OsStr>) -> Child {
    Child::new("exit").set("HOTPATH_OUTPUT_PATH", path)
}

/// Checks the report in a file.
#[track_caller]
fn check_file(path: impl AsRef<std::path::Path>) {
    let text = fs::read_to_string(path).expect("the report is there");
    let [report] = &parse(&text)[..] else { panic!("not one report in {text:?}") };
    check_numbers(report, &QUICK_100);
}

#[test]
fn a_stdout_that_is_read_no_more_is_no_error() {
    for scenario in ["report-when-told", "report-when-told-with-default-sigpipe"] {
        let child = Child::new(scenario).close_stdout_at("ready").release_at("ready");
        check(child, Expected { stderr: &["ready"], ..SEVEN });
    }
}

#[test]
fn a_closed_stdout_is_said_and_changes_nothing() {
    check("stdout-closed", Expected { stderr: &["hotpath: the report cannot be written to stdout: "], ..SEVEN });
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_said_and_changes_nothing() {
    let full = File::options().write(true).open("/dev/full").expect("the device is there");
    let stderr = &["hotpath: the report cannot be written to stdout: No space left on device"];
    check(Child::new("exit").stdout(full), Expected { stderr, ..SEVEN });
}

#[test]
fn a_stdout_that_does_not_block_is_waited_for() {
    let (reader, writer, filled) = pipe::full();
    let reading = read_slowly(reader);
    let child = Child::new("exit").stdout(writer);
    check(child, SEVEN);
    let text = reading.join().expect("what was read is text");
    let [report] = &parse(&text[filled..])[..] else { panic!("not one report in {:?}", &text[filled..]) };
    check_numbers(report, &QUICK_100);
}

/// Reads to the end, after a rest in which the writer finds the pipe full.
fn read_slowly(mut reader: PipeReader) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("text");
        text
    })
}

#[test]
fn a_closed_stderr_is_no_error() {
    check(Child::new("stderr-closed").set("HOTPATH_LIMIT", "many"), Expected { reports: ONE_REPORT, ..SEVEN });
}

#[test]
fn a_path_takes_the_report() {
    let folder = Folder::new();
    check(exit_with_report_in(folder.0.join("report.json")), SEVEN);
    check_file(folder.0.join("report.json"));
    assert_eq!(folder.names(), ["report.json"]);
}

#[test]
fn a_path_need_not_be_unicode() {
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"report-\xff.json");
    check(exit_with_report_in(folder.0.join(name)), SEVEN);
    check_file(folder.0.join(name));
    assert_eq!(folder.names(), [name]);
}

#[test]
fn a_path_is_relative_to_where_the_session_started() {
    let folder = Folder::new();
    let child = Child::new("change-directory").set("HOTPATH_OUTPUT_PATH", "report.json").directory(&folder.0);
    check(child, Expected { reports: &[], ..Expected::default() });
    check_file(folder.0.join("report.json"));
}

#[test]
fn a_path_that_cannot_be_written_is_said_and_changes_nothing() {
    let folder = Folder::new();
    let missing = folder.0.join("missing").join("report.json");
    let said = format!("hotpath: the report cannot be written to {}: No such file or directory", missing.display());
    check(exit_with_report_in(&missing), Expected { stderr: &[&said], ..SEVEN });
    let said = format!("hotpath: the report cannot be written to {}: Is a directory", folder.0.display());
    check(exit_with_report_in(&folder.0), Expected { stderr: &[&said], ..SEVEN });
    assert!(folder.names().is_empty());
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = Folder::new();
    let path = folder.0.join("report.json");
    fs::write(&path, "old").expect("written");
    let mut old = File::open(&path).expect("opened");
    check(exit_with_report_in(&path), SEVEN);
    check_file(&path);
    let mut text = String::new();
    old.read_to_string(&mut text).expect("text");
    assert_eq!(text, "old", "who has the old file open keeps it");
}

#[test]
fn a_reader_never_finds_half_a_report() {
    let folder = Folder::new();
    let path = folder.0.join("report.json");
    let child = Child::new("many-sessions").set("HOTPATH_OUTPUT_PATH", &path);
    let running = thread::spawn(move || child.run());
    let mut found = 0;
    while !running.is_finished() {
        if let Ok(text) = fs::read_to_string(&path) {
            let [report] = &parse(&text)[..] else { panic!("not one report in {text:?}") };
            check_numbers(report, &QUICK_100);
            found += 1;
        }
    }
    let remains = running.join().expect("the child ends");
    assert_eq!((remains.exit, remains.stderr), (Exit::Code(0), Vec::<String>::new()));
    assert!(found > 0);
    assert_eq!(folder.names(), ["report.json"]);
}

#[test]
fn a_link_stays_a_link() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("target")).expect("made");
    fs::write(folder.0.join("target/report.json"), "old").expect("written");
    let link = folder.0.join("report.json");
    std::os::unix::fs::symlink("target/report.json", &link).expect("linked");
    check(exit_with_report_in(&link), SEVEN);
    check_file(&link);
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
}

#[test]
fn a_file_in_a_folder_that_takes_no_new_files_is_written() {
    let folder = Folder::new();
    let path = folder.0.join("report.json");
    fs::write(&path, "old").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).expect("set");
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o555)).expect("set");
    let remains = Child::new("without-privileges").set("HOTPATH_OUTPUT_PATH", &path).run();
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o755)).expect("set");
    assert_eq!((remains.exit, remains.stderr), (Exit::Code(7), Vec::<String>::new()));
    check_file(&path);
}

#[test]
fn a_path_may_be_a_pipe() {
    check(exit_with_report_in("/dev/stdout"), Expected { reports: ONE_REPORT, ..SEVEN });
}

#[test]
fn the_path_of_stdout_keeps_what_the_program_has_printed() {
    let folder = Folder::new();
    let path = folder.0.join("out.txt");
    let stdout = File::create(&path).expect("created");
    check(
        Child::new("print-and-report").set("HOTPATH_OUTPUT_PATH", "/dev/stdout").stdout(stdout),
        Expected { reports: &[], ..Expected::default() },
    );
    let text = fs::read_to_string(&path).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let ["before", report, "after"] = lines[..] else { panic!("{text:?}") };
    check_numbers(&parse(report)[0], &QUICK_100);
}

#[test]
fn the_path_of_stderr_is_stderr() {
    let child = Child::new("exit").set("HOTPATH_OUTPUT_PATH", "/dev/stderr");
    check(child, Expected { stderr: &["{\"hotpath_profiling_mode\":"], ..SEVEN });
}

#[test]
fn the_report_stands_between_what_the_program_prints() {
    let remains = Child::new("print-and-report").run();
    let lines: Vec<&str> = remains.stdout.lines().collect();
    let ["before", report, "after"] = lines[..] else { panic!("{lines:?}") };
    check_numbers(&parse(report)[0], &QUICK_100);
}
