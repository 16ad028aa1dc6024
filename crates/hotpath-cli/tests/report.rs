//! `hotpath report`: saved reports in any form.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use hotpath_report::Report;

const SAVED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
const OLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/hotpath-0.9.json");

fn report(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
    command.arg("report").args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    // One that has already failed does not read it.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    child.wait_with_output().expect("it ends")
}

#[track_caller]
fn text(arguments: &[&str]) -> String {
    let output = report(arguments, b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
    String::from_utf8(output.stdout).expect("text")
}

#[track_caller]
fn check_refused(arguments: &[&str], input: &[u8], expected: &str) {
    let output = report(arguments, input);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), message.trim_end().lines().count()), (Some(2), 1), "{arguments:?}: {message}");
    assert!(message.starts_with("hotpath: ") && message.contains(expected), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty());
}

/// A folder that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("hp-report-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path of text").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_report_becomes_what_is_asked_for() {
    assert!(text(&[SAVED]).starts_with("\nhotpath timing · indexer::main · 1.52 s\n\nFunctions "));
    assert!(text(&[SAVED, "--format", "tree"]).contains("├─ walk::walk"));
    assert!(text(&[SAVED, "--format", "html"]).starts_with("<!doctype html>"));
    assert!(text(&[SAVED, "--format", "folded"]).contains("indexer::main;indexer::walk::walk "));
    assert!(text(&[SAVED, "--format", "openmetrics"]).ends_with("# EOF\n"));
    assert!(text(&[SAVED, "--format", "markdown"]).contains("| `indexer::main` |"));
    assert!(text(&[SAVED, "--format", "csv"]).starts_with("name,file,line,calls,avg_ns,"));
    assert!(text(&[SAVED, "--format", "csv", "--section", "tree"]).starts_with("name,"));
    assert!(text(&[SAVED, "--format", "flamegraph"]).starts_with("<svg "));
    assert!(text(&[SAVED, "--format", "speedscope"]).contains("https://www.speedscope.app/file-format-schema.json"));
    assert!(text(&[SAVED, "--format", "chrome"]).contains("\"traceEvents\""));
    assert!(text(&[SAVED, "--format", "firefox"]).contains("\"preprocessedProfileVersion\""));
    let pprof = report(&[SAVED, "--format", "pprof"], b"");
    assert!(pprof.status.success() && pprof.stdout.len() > 100);
    check_refused(
        &[SAVED, "--format", "flamegraph", "--weight", "bytes"],
        b"",
        "the call tree has no figures of `bytes`",
    );
    check_refused(&[SAVED, "--format", "csv", "--section", "locks"], b"", "there is no section `locks`");
    check_refused(&[SAVED, "--section", "lox"], b"", "`lox`");
    let saved: Report = serde_json::from_slice(&fs::read(SAVED).expect("it is there")).expect("a report");
    for format in ["json", "json-pretty"] {
        let read: Report = serde_json::from_str(&text(&[SAVED, "--format", format])).expect("a report");
        assert_eq!(read, saved, "{format}");
    }
}

#[test]
fn an_older_report_is_read_and_several_come_one_after_the_other() {
    let both = text(&[SAVED, OLD]);
    let names: Vec<&str> = both.lines().filter(|line| line.starts_with("== ")).collect();
    assert_eq!(names, [format!("== {SAVED}"), format!("== {OLD}")]);
    assert!(both.contains("app::main"));
    assert_eq!(text(&[SAVED, OLD, "--format", "json"]).lines().count(), 2);
    check_refused(&[SAVED, OLD, "--format", "html"], b"", "this format holds one report");
}

#[test]
fn rows_are_selected_and_sorted() {
    let names = |arguments: &[&str]| {
        let read: Report =
            serde_json::from_str(&text(&[&[SAVED, "--format", "json"], arguments].concat())).expect("a report");
        let functions = read.section("functions").expect("there are functions");
        functions.iter().map(|row| row.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--sort", "-calls", "--limit", "1"]), ["indexer::index::hash"]);
    assert_eq!(names(&["--filter", "walk"]), ["indexer::walk::walk"]);
    assert!(!text(&[SAVED, "--section", "auto,-tree"]).contains("Call tree"));
    check_refused(&[SAVED, "--filter", "walkk"], b"", "schema-1.json: no row has `walkk` in its name");
    // A part of a report does not say that nothing else was measured.
    assert!(!text(&[SAVED, "--filter", "indexer::main", "--section", "functions"]).contains("To begin"));
    let of_nothing = text(&[SAVED, "--filter", "indexer::main", "--section", "functions,channels"]);
    assert!(of_nothing.contains("No row of the section `channels` has the name"), "{of_nothing}");
    check_refused(&[SAVED, "--sort", "nothing"], b"", "no section has a column `nothing`");
}

#[test]
fn findings_are_looked_for_with_the_thresholds_that_are_given() {
    let saved = br#"{"schema": 1, "elapsed_ns": 1000, "coverage": {"truncated_calls": 5}, "sections": {}}"#;
    let found = |arguments: &[&str]| {
        let output = report(&[&["-", "--format", "json"], arguments].concat(), saved);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).contains("\"rule\":\"tree-truncated\"")
    };
    assert!(found(&[]));
    assert!(found(&["--findings", "tree-truncated=5"]));
    assert!(!found(&["--findings", "tree-truncated=6"]));
    assert!(!found(&["--findings", "tree-truncated=off"]));
    let refused = report(&["-", "--findings", "no-rule=1"], saved);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`no-rule` is no rule of findings"));
}

#[test]
fn percentiles_come_of_the_histograms() {
    let heading = |arguments: &[&str]| {
        let table = text(&[&[SAVED, "--section", "functions"], arguments].concat());
        table.lines().find(|line| line.starts_with("Functions")).expect("a heading").to_owned()
    };
    assert!(heading(&["--percentiles", "99.9,50,0"]).contains(" P0 "));
    let words = heading(&["--percentiles", "99.9,50", "--sort", "p99.9"]);
    let words: Vec<&str> = words.split_whitespace().collect();
    assert_eq!(words[..6], ["Functions", "Calls", "Avg", "P50", "P99.9", "Total"]);
    check_refused(&[SAVED, "--percentiles", "99", "--sort", "p95"], b"", "no section has a column `p95`");
    check_refused(&[OLD, "--percentiles", "50"], b"", "hotpath-0.9.json: the report holds no histograms");
    assert!(text(&[OLD, "--percentiles", "99.9"]).contains("P99.9"));
    for wrong in ["", "NaN", "-1", "100.5", "95,95", "1,2,3,4,5,6,7,8,9,10,11"] {
        check_refused(&[SAVED, "--percentiles", wrong], b"", &format!("--percentiles: `{wrong}` is not 1 to 10"));
    }
}

#[test]
fn the_standard_input_is_a_report() {
    let saved = fs::read(SAVED).expect("it is there");
    let output = report(&["-", "--format", "tree"], &saved);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("walk::walk"));
    check_refused(&["-"], &saved[..saved.len() / 2], "the standard input is no report: `sections`: ");
    check_refused(&["-"], b" \n", "the standard input is empty");
}

#[test]
fn colours_are_for_terminals_or_whoever_wants_them() {
    assert!(!text(&[SAVED]).contains('\u{1b}'));
    assert!(text(&[SAVED, "--color", "always"]).contains('\u{1b}'));
    let is_coloured = |variables: &[(&str, &str)], color: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
        command.args(["report", SAVED, "--color", color]).env_remove("NO_COLOR").envs(variables.iter().copied());
        command.output().expect("the command runs").stdout.contains(&0x1b)
    };
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], "auto") && !is_coloured(&[("CLICOLOR_FORCE", "0")], "auto"));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], "auto"));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1")], "never") && is_coloured(&[("NO_COLOR", "1")], "always"));
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = Folder::new("output");
    let path = folder.path("report.html");
    assert_eq!(text(&[SAVED, "-f", "html", "-o", &path]), "");
    assert!(fs::read_to_string(&path).expect("it is written").ends_with("</script>\n"));
    // A report that cannot be read leaves what was there.
    check_refused(&[&folder.path("none.json"), "-o", &path], b"", "none.json: No such file");
    assert!(fs::read_to_string(&path).expect("it is there").starts_with("<!doctype html>"));
    let nowhere = folder.path("none/report.html");
    check_refused(&[SAVED, "-o", &nowhere], b"", "none/report.html: No such file");
    assert_eq!(fs::read_dir(&folder.0).expect("a folder").count(), 1);
}

#[test]
fn what_is_no_report_is_told_with_its_name() {
    let folder = Folder::new("bad");
    let write = |name: &str, text: &[u8]| {
        fs::write(folder.0.join(name), text).expect("it is written");
        folder.path(name)
    };
    let newer = write("newer.json", br#"{"schema": 99, "sections": 7}"#);
    check_refused(&[&newer], b"", "this report has schema 99, and this version of hotpath reads schema 1 to 1");
    check_refused(&[&write("foreign.json", br#"{"a": 1}"#)], b"", "foreign.json is no report: it has neither `schema`");
    check_refused(&[&write("binary", &[0xff, 0, 7])], b"", "binary is no report");
    check_refused(
        &[&write("latin.json", b"{\"schema\": 1, \"caller_name\": \"caf\xe9\"}")],
        b"",
        "latin.json is no report",
    );
    check_refused(&[&write("empty", b"")], b"", "empty is empty");
    check_refused(&[folder.0.to_str().expect("text")], b"", ": Is a directory");
    check_refused(&[OLD, "--format", "folded"], b"", "has no call tree");
}

#[cfg(unix)]
#[test]
fn a_path_may_be_any_bytes() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = Folder::new("bytes");
    let path = folder.0.join(OsStr::from_bytes(b"r\xff\x1b[31m.json"));
    let run =
        |path: &Path| Command::new(env!("CARGO_BIN_EXE_hotpath")).arg("report").arg(path).output().expect("it runs");
    let missing = run(&path);
    assert_eq!(missing.status.code(), Some(2));
    assert!(!missing.stderr.contains(&0x1b), "{}", String::from_utf8_lossy(&missing.stderr));
    fs::copy(SAVED, &path).expect("it is copied");
    assert!(run(&path).status.success());
}

#[test]
fn a_report_that_was_cut_is_no_report_wherever_it_was() {
    let folder = Folder::new("cut");
    let path = folder.path("cut.json");
    let saved = fs::read(SAVED).expect("it is there");
    let saved = saved.trim_ascii_end();
    for part in 1..12 {
        fs::write(&path, &saved[..saved.len() * part / 12]).expect("it is written");
        check_refused(&[&path], b"", "cut.json is no report: ");
    }
    fs::write(&path, &saved[..saved.len() - 1]).expect("it is written");
    check_refused(&[&path], b"", "cut.json is no report: ");
}

#[test]
fn a_report_that_is_being_replaced_is_the_old_or_the_new_one() {
    let folder = Folder::new("replaced");
    let path = folder.path("report.json");
    let write = || assert_eq!(text(&[SAVED, "-f", "json", "-o", &path]), "");
    write();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..20).for_each(|_| write()));
        while !writer.is_finished() {
            assert!(text(&[&path, "-f", "tree"]).contains("walk::walk"));
        }
    });
}

#[test]
fn what_was_never_called_and_what_is_missing_is_shown() {
    let folder = Folder::new("nothing");
    let write = |name: &str, text: &str| {
        fs::write(folder.0.join(name), text).expect("it is written");
        folder.path(name)
    };
    let columns = r#"[{"id": "calls", "unit": "count"}, {"id": "avg", "unit": "ns"}]"#;
    let row = r#"{"name": "app::never", "values": {"calls": 0}, "histogram": []}"#;
    let none = format!(r#"{{"schema": 1, "sections": {{"functions": {{"columns": {columns}, "rows": [{row}]}}}}}}"#);
    let (uncalled, empty) = (write("uncalled.json", &none), write("empty.json", r#"{"schema": 1}"#));
    for format in ["table", "json", "json-pretty", "markdown", "html", "openmetrics"] {
        text(&[&uncalled, "--format", format]);
        text(&[&empty, "--format", format]);
    }
    assert!(text(&[&uncalled]).contains("app::never"));
    check_refused(&[&empty, "--format", "csv"], b"", "there is no section `functions`");
    check_refused(&[&empty, "--format", "tree"], b"", "has no call tree");
}

/// 100 MB of a report, in an address space of less than ten times that: what is unreasonable is an error and no wait.
#[cfg(target_os = "linux")]
#[test]
fn a_report_of_a_hundred_megabytes_is_read_in_bounded_memory() {
    let folder = Folder::new("large");
    let path = folder.path("large.json");
    let mut saved: Report = serde_json::from_slice(&fs::read(SAVED).expect("it is there")).expect("a report");
    let functions = &mut saved.sections[0];
    let pattern = functions.rows[1].clone();
    let length = serde_json::to_string(&saved).expect("JSON").len() / 4;
    let functions = &mut saved.sections[0];
    functions.rows = (0..100_000_000 / length).map(|_| pattern.clone()).collect();
    let mut json = serde_json::to_vec(&saved).expect("JSON");
    json.resize(json.len().max(100_000_000), b' ');
    fs::write(&path, json).expect("it is written");
    let script = "ulimit -v 1000000; exec \"$0\" report \"$1\" --limit 5";
    let output =
        Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_hotpath"), &path]).output().expect("sh runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Functions "));
}

#[cfg(unix)]
#[test]
fn what_never_ends_is_not_read_to_the_end() {
    check_refused(&["/dev/zero"], b"", "/dev/zero: it is larger than 512");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let mut saved = b"\xef\xbb\xbf".to_vec();
    saved.extend_from_slice(&fs::read(SAVED).expect("a report"));
    let output = report(&["-"], &saved);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check_refused(&["-"], b"\xef\xbb\xbf", "the standard input is empty");
    check_refused(&["-", "-"], &saved, "which can be read once");
}

#[cfg(unix)]
#[test]
fn the_standard_output_by_a_name_is_written_where_it_stands() {
    let folder = Folder::new("standing");
    for name in ["/dev/stdout", "-"] {
        let path = folder.path("all");
        fs::write(&path, "before\n").expect("a file");
        let file = fs::OpenOptions::new().append(true).open(&path).expect("it is there");
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
        assert!(command.args(["report", SAVED, "--output", name]).stdout(file).status().expect("it runs").success());
        let all = fs::read_to_string(&path).expect("text");
        assert!(all.starts_with("before\n\nhotpath ") && all.len() > 500, "{name}: {all}");
    }
}
