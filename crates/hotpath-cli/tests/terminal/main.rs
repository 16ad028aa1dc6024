//! A program that really runs: the list has it, and the console shows it in a real terminal, tmux's.
#![cfg(unix)]

mod program;
mod record;
mod tmux;

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use program::Program;
use tmux::Tmux;

#[test]
fn a_program_is_found_shown_and_its_end_told() {
    let mut program = Program::start();
    let Some(terminal) = terminal(&program) else { return };
    terminal.type_line(&format!("{} console", env!("CARGO_BIN_EXE_hotpath")));
    // Found by its run file, with its tabs.
    for part in ["app::main", "live", " Functions ", " Call tree ", " Flame graph ", "work::often", "q quit"] {
        terminal.wait_for(part);
    }
    assert!(terminal.has_colours());
    terminal.press(&["Right", "Right"]);
    terminal.wait_for("Calls ▼");
    terminal.press(&["?"]);
    terminal.wait_for("In a table");
    terminal.press(&["Escape"]);
    terminal.wait_for("work::often");
    // What happens now is seen.
    program.tell("1234567");
    terminal.wait_for("1,234,5");
    for size in [(120, 40), (20, 5), (100, 30)] {
        terminal.resize(size);
        terminal.wait_for("work::seldom");
    }
    terminal.wait_for("q quit");
    program.end();
    terminal.wait_for("ENDED");
    terminal.wait_for("these are its last figures");
    terminal.wait_for("work::often");
    check_given_back(&terminal, &["q"]);
}

#[test]
fn the_terminal_is_given_back_on_control_c() {
    let program = Program::start();
    let Some(terminal) = terminal(&program) else { return };
    let report = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
    terminal.type_line(&format!("NO_COLOR=1 {} console {report}", env!("CARGO_BIN_EXE_hotpath")));
    terminal.wait_for("saved report");
    assert!(!terminal.has_colours());
    check_given_back(&terminal, &["/", "q", "C-c"]);
}

#[test]
fn the_terminal_is_given_back_on_signals() {
    let program = Program::start();
    let Some(terminal) = terminal(&program) else { return };
    let pid = program.folder().join("pid");
    for (signal, status) in [("TERM", 143), ("HUP", 129)] {
        let console = format!("echo $$ > {}; exec {} console", pid.display(), env!("CARGO_BIN_EXE_hotpath"));
        terminal.type_line(&format!("sh -c '{console}'; echo status-$?"));
        terminal.wait_for(" Functions ");
        assert_eq!(terminal.flags(), "1 1");
        self::signal(signal, &pid);
        terminal.wait_for(&format!("status-{status}"));
        assert_eq!(terminal.flags(), "0 0");
    }
}

#[test]
fn the_console_stops_and_goes_on() {
    let program = Program::start();
    let Some(terminal) = terminal(&program) else { return };
    let pid = program.folder().join("pid");
    let report = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
    let console = format!("echo $$ > {}; exec {} console {report}", pid.display(), env!("CARGO_BIN_EXE_hotpath"));
    terminal.type_line(&format!("sh -c '{console}'"));
    terminal.wait_for("saved report");
    for round in 0..2 {
        if round == 0 {
            terminal.press(&["/", "x", "C-z"]);
        } else {
            signal("TSTP", &pid);
        }
        terminal.wait_for_flags("0 0");
        // What is typed is seen, and its lines end where they should: the terminal is not raw.
        terminal.type_line(&format!("echo shell-$((20 + {round}))-has-it"));
        terminal.wait_for(&format!("\nshell-{}-has-it\n", 20 + round));
        // A size that the console has not been told.
        terminal.resize((100 + 10 * round, 30));
        terminal.type_line("fg");
        terminal.wait_for_flags("1 1");
        terminal.wait_for("saved report");
        terminal.wait_for("/x");
    }
    check_given_back(&terminal, &["C-c"]);
}

#[test]
fn the_programs_are_found_from_a_saved_report() {
    let program = Program::start();
    let Some(terminal) = terminal(&program) else { return };
    let report = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
    terminal.type_line(&format!("{} console {report}", env!("CARGO_BIN_EXE_hotpath")));
    terminal.wait_for("saved report");
    terminal.press(&["o"]);
    terminal.wait_for("app::main");
    terminal.press(&["Enter"]);
    terminal.wait_for("work::often");
    terminal.wait_for(" live");
    check_given_back(&terminal, &["q"]);
}

#[test]
fn an_address_without_a_program_is_named() {
    let program = Program::start();
    let Some(terminal) = terminal(&program) else { return };
    terminal.type_line(&format!("{} console --port 1", env!("CARGO_BIN_EXE_hotpath")));
    terminal.wait_for("Waiting for 127.0.0.1:1");
    terminal.wait_for("No program answers at 127.0.0.1:1. It is asked again every second.");
    terminal.press(&["o"]);
    terminal.wait_for("app::main");
    check_given_back(&terminal, &["q"]);
}

#[test]
fn a_program_is_listed_while_it_runs() {
    let mut program = Program::start();
    let list = |program: &Program| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
        command.args(["list", "--json"]).env("XDG_RUNTIME_DIR", program.folder()).env("TMPDIR", program.folder());
        let output = command.output().expect("the command runs");
        assert!(output.status.success() && output.stderr.is_empty());
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    let begin = Instant::now();
    let listed = loop {
        let listed = list(&program);
        if listed != serde_json::json!([]) {
            break listed;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "the program is not listed");
    };
    assert_eq!((&listed[0]["pid"], &listed[0]["caller_name"]), (&program.pid().into(), &"app::main".into()));
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    program.end();
    let after = Command::new(env!("CARGO_BIN_EXE_hotpath"))
        .arg("list")
        .env("XDG_RUNTIME_DIR", program.folder())
        .env("TMPDIR", program.folder())
        .output()
        .expect("it runs");
    assert!(after.status.success() && after.stdout.is_empty());
    assert!(String::from_utf8_lossy(&after.stderr).starts_with("No measured program runs."));
}

/// Sends a signal to the process whose number is in a file.
fn signal(name: &str, pid: &Path) {
    let number = fs::read_to_string(pid).expect("the shell has written it");
    let kill = Command::new("kill").args(["-s", name, number.trim()]).status().expect("there is `kill`");
    assert!(kill.success());
}

/// A terminal for the program's folder, or `None`, and why, where there is no tmux.
fn terminal(program: &Program) -> Option<Tmux> {
    let installed = tmux::install().inspect_err(|reason| eprintln!("skipped: {reason}"));
    installed.ok().map(|()| Tmux::start(program.folder(), (80, 24)))
}

/// These keys end the console, and the shell has the terminal as it was.
#[track_caller]
fn check_given_back(terminal: &Tmux, keys: &[&str]) {
    assert_eq!(terminal.flags(), "1 1");
    terminal.press(keys);
    terminal.wait_for_flags("0 0");
    // Not what is typed, but what comes of it.
    terminal.type_line("echo given-$((20 + 3))-back");
    terminal.wait_for("given-23-back");
}
