//! A program that runs is recorded, and the recording looked at.

use std::{
    fs,
    io::Read,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use hotpath_report::Report;

use super::{program::Program, terminal};

fn hotpath(program: &Program, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
    command.args(arguments).current_dir(program.folder());
    command.env("XDG_RUNTIME_DIR", program.folder()).env("TMPDIR", program.folder());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Records the program, from when on it answers.
fn record(program: &Program, arguments: &[&str]) -> Child {
    wait_for("the program", || {
        hotpath(program, &["list"]).output().expect("the command runs").stdout.starts_with(b"PID").then_some(())
    });
    hotpath(program, &[&["record"], arguments].concat()).spawn().expect("the command runs")
}

fn wait_for<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "waited for {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The latest report of the recording, and how often it has `work::often` called.
fn calls(program: &Program, arguments: &[&str]) -> Option<i64> {
    let output = hotpath(program, &[&["report", "--format", "json"], arguments].concat()).output().expect("it runs");
    let report: Report = serde_json::from_slice(&output.stdout).ok()?;
    let functions = report.section("functions")?;
    functions.iter().find(|row| row.name().ends_with("work::often"))?.number("calls")
}

#[track_caller]
fn check_said(output: &Output, code: i32, parts: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(output.stdout.is_empty() && parts.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn a_program_is_recorded_to_its_end_and_played() {
    let mut program = Program::start();
    let recorder = record(&program, &["--output", "run.jsonl", "--interval", "100ms"]);
    // It can be read while it is written.
    wait_for("the first report", || calls(&program, &["run.jsonl"]).filter(|calls| *calls == 1));
    for calls_now in 2..5 {
        program.tell("7");
        wait_for("a call", || calls(&program, &["run.jsonl"]).filter(|calls| *calls == calls_now));
    }
    program.end();
    let ended = recorder.wait_with_output().expect("it ends");
    check_said(&ended, 0, &["Recording app::main (process ", "to run.jsonl", "Recorded ", " in run.jsonl.\n", "ended"]);
    assert_eq!(calls(&program, &["run.jsonl"]), Some(4));
    // The first report may be from before the first call.
    assert!(calls(&program, &["run.jsonl", "--at", "0s"]) <= Some(1));
    let diff =
        hotpath(&program, &["diff", "run.jsonl", "run.jsonl", "--fail-on", "calls>0%"]).output().expect("it runs");
    assert!(diff.status.success());
    // What is there already stays.
    let before = fs::read(program.folder().join("run.jsonl")).expect("it is there");
    assert!(before.starts_with(b"{\"hotpath_recording\":1,"));
    let Some(terminal) = terminal(&program) else { return };
    let path = program.folder().join("run.jsonl");
    terminal.type_line(&format!("{} replay --speed 100 {}", env!("CARGO_BIN_EXE_hotpath"), path.display()));
    terminal.wait_for("END ×100, ");
    terminal.wait_for("work::often");
    terminal.press(&["{"]);
    terminal.wait_for("PAUSED ×100, 0 ns of");
    super::check_given_back(&terminal, &["q"]);
    terminal.type_line(&format!("{} console {}", env!("CARGO_BIN_EXE_hotpath"), path.display()));
    terminal.wait_for("END, ");
    super::check_given_back(&terminal, &["q"]);
}

#[test]
fn a_recording_ends_when_somebody_has_enough() {
    let program = Program::start();
    let file = format!("recording-{}.jsonl", program.pid());
    check_said(&record(&program, &["--for", "300ms"]).wait_with_output().expect("it ends"), 0, &["The time is over."]);
    assert!(hotpath(&program, &["report", &file]).output().expect("it runs").status.success());
    let again = record(&program, &["app"]).wait_with_output().expect("it ends");
    check_said(&again, 2, &[&format!("hotpath: {file} is there already: --force overwrites it")]);
    fs::write(program.folder().join("old"), "something else").expect("it is written");
    let recorder = record(&program, &["--force", "--output", "old", &program.pid().to_string()]);
    wait_for("the first report", || {
        hotpath(&program, &["report", "old"]).output().expect("it runs").status.success().then_some(())
    });
    let kill = Command::new("kill").args(["-s", "INT", &recorder.id().to_string()]).status().expect("there is `kill`");
    assert!(kill.success());
    check_said(&recorder.wait_with_output().expect("it ends"), 0, &["Recorded ", "Ended with Ctrl-C."]);
}

#[test]
fn the_standard_output_takes_a_recording_until_its_reader_has_enough() {
    let program = Program::start();
    let output = record(&program, &["-o", "-", "--for", "300ms"]).wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("The time is over."), "{said}");
    assert!(output.stdout.starts_with(b"{\"hotpath_recording\":1,") && !program.folder().join("-").exists());
    let mut recorder = record(&program, &["-o", "-", "--interval", "100ms"]);
    let mut stdout = recorder.stdout.take().expect("it is piped");
    stdout.read_exact(&mut [0]).expect("it begins");
    drop(stdout);
    let output = recorder.wait_with_output().expect("it ends");
    check_said(&output, 0, &["Nobody reads it any more."]);
}

#[test]
fn what_cannot_be_recorded_is_told() {
    let program = Program::start();
    let check = |arguments: &[&str], expected: &str| {
        let output = record(&program, arguments).wait_with_output().expect("it ends");
        check_said(&output, 2, &[expected]);
        assert!(!program.folder().join(format!("recording-{}.jsonl", program.pid())).exists());
    };
    check(&["nobody"], "no running program is `nobody`; there are: ");
    check(&["127.0.0.1:1"], "nothing is recorded: no program answers at 127.0.0.1:1");
    check(&["-o", "none/run.jsonl"], "none/run.jsonl: No such file or directory");
    check(&["--max-size", "100B"], "--max-size has no room for a report, which takes ");
    if cfg!(target_os = "linux") {
        check(&["-o", "/dev/full"], "/dev/full: No space left on device");
    }
}

#[test]
fn of_two_programs_one_is_to_be_named() {
    let program = Program::start();
    let mut other = Program::start_in(program.folder(), &[]);
    wait_for("both programs", || {
        let list = hotpath(&program, &["list"]).output().expect("the command runs");
        (String::from_utf8_lossy(&list.stdout).lines().count() == 3).then_some(())
    });
    let both = record(&program, &["app::main"]).wait_with_output().expect("it ends");
    check_said(
        &both,
        2,
        &["`app::main` are several programs, so say which: ", &other.pid().to_string(), &program.pid().to_string()],
    );
    let pid = other.pid().to_string();
    let recorder = record(&program, &[&pid, "-o", "other.jsonl"]);
    wait_for("the first report", || calls(&program, &["other.jsonl"]));
    other.end();
    check_said(&recorder.wait_with_output().expect("it ends"), 0, &[&format!("(process {pid})")]);
}
