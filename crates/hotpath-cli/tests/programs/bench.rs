//! `hotpath bench`: programs that take turns, and what becomes of those that fail. They are scripts that leave reports whose times are made up, so
//! that every test ends the same on any machine.

use std::{fs, process::Command};

use rustix::process::Signal;

use crate::hotpath::{Folder, Running, output};

/// A script that says what a run took: `load` so many nanoseconds and a little more, which is another little in each run.
fn script(ns: u32, more: &str) -> String {
    format!(
        r#"#!/bin/sh
name=$(basename "$0"); echo "$name" >> order
run=$(grep -c "^$name\$" order)
{more}
avg=$(({ns} + run * 37 % 11))
cat > "$(dirname "$HOTPATH_OUTPUT_PATH")/$$.json" <<end
{{"hotpath_profiling_mode": "timing", "total_elapsed": 1000000, "caller_name": "app::main", "output":
{{"app::load": {{"calls": 400, "avg": $avg, "total": 4000000}}, "app::$other": {{"calls": ${{calls:-7}}, "avg": 50000, "total": 350000}}}}}}
end
"#
    )
}

fn write(folder: &Folder, name: &str, ns: u32, more: &str) {
    let path = folder.path(name);
    fs::write(&path, script(ns, &format!("other=store; {more}"))).expect("it is written");
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
}

/// Runs it in a folder with these two scripts; the exit code and what is said.
#[track_caller]
fn bench(options: &[&str], before: (u32, &str), after: (u32, &str)) -> (Option<i32>, String, String) {
    let folder = Folder::new();
    write(&folder, "old", before.0, before.1);
    write(&folder, "new", after.0, after.1);
    let found = run(&folder, &[options, &["--against", "./old", "--", "./new"]].concat());
    folder.check_nothing_left();
    found
}

fn run(folder: &Folder, options: &[&str]) -> (Option<i32>, String, String) {
    let mut command = folder.command(&["bench"]);
    command.args(options);
    let (status, stdout, stderr) = output(command);
    (status.code(), stdout, stderr)
}

#[test]
fn a_slower_function_is_told_and_breaks_its_gate() {
    let slower = |options: &[&str]| bench(options, (10_000, ""), (10_500, ""));
    let (code, stdout, stderr) = slower(&[]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("hotpath bench timing · app::main · 20 runs of each"), "{stdout}");
    assert!(stdout.contains("Functions: 1 slower, 1 the same."), "{stdout}");
    let (code, stdout, _) = slower(&["--fail-on", "avg>4.5%", "--fail-on", "calls>0%", "--format", "json"]);
    assert_eq!(code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((&json["gates"][0]["is_broken"], &json["gates"][1]["is_broken"]), (&true.into(), &false.into()));
    assert_eq!(json["trials"]["runs"], serde_json::json!([20, 20]));
    let load = &json["sections"]["functions"]["rows"][0];
    assert_eq!((load["trial"]["verdict"].as_str(), load["trial"]["avg"]["pairs"].as_u64()), (Some("slower"), Some(20)));
    let (code, stdout, _) = slower(&["--fail-on", "avg>6%", "--format", "markdown"]);
    assert_eq!(code, Some(0));
    assert!(stdout.starts_with("**hotpath**: the gate holds; Functions: 1 slower, 1 the same"), "{stdout}");
    // The change is there, and nobody wants to hear of it.
    let (_, stdout, _) = slower(&["--least-change", "6%"]);
    assert!(stdout.contains("Functions: 2 the same."), "{stdout}");
}

#[test]
fn a_program_is_the_same_as_itself() {
    let folder = Folder::new();
    write(&folder, "app", 10_000, "");
    let (code, stdout, stderr) = run(&folder, &["-n", "8", "--save", "runs", "--fail-on", "avg>0%", "./app"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("8 runs of each") && stdout.contains("Functions: 2 the same."), "{stdout}");
    assert_eq!(fs::read_dir(folder.path("runs")).expect("it is there").count(), 16);
    assert_eq!(folder.report("runs/after-8.json").function("load").and_then(|row| row.calls()), Some(400));
    let (code, _, stderr) = run(&folder, &["-n", "8", "--save", "runs", "./app"]);
    assert!(code == Some(2) && stderr.contains("runs/before-1.json: the folder has runs already"), "{stderr}");
    assert_eq!(fs::read_to_string(folder.path("order")).expect("text").lines().count(), 18);
}

#[test]
fn the_project_says_what_is_not_said() {
    let folder = Folder::new();
    write(&folder, "old", 10_000, "");
    write(&folder, "new", 10_500, "");
    fs::write(folder.path("hotpath.toml"), "[bench]\nruns = 7\nleast_change = 6\nfail_on = ['avg>0%', 'calls>0%']\n")
        .expect("written");
    let programs = ["--against", "./old", "--", "./new"];
    let (code, stdout, stderr) = run(&folder, &programs);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stdout.contains("7 runs of each") && stdout.contains("2 the same") && stdout.contains("all 2 gates hold"),
        "{stdout}"
    );
    let (code, stdout, _) = run(&folder, &[&["-n", "8", "--least-change", "2%"], &programs[..]].concat());
    assert_eq!(code, Some(1), "{stdout}");
    assert!(stdout.contains("8 runs of each") && stdout.contains("1 slower"), "{stdout}");
    fs::write(folder.path("other.toml"), "[bench]\nruns = 0\n").expect("written");
    let (code, _, stderr) = run(&folder, &[&["--config", "other.toml"], &programs[..]].concat());
    assert!(code == Some(2) && stderr.contains("other.toml:2: `runs` is 1 to 1000"), "{stderr}");
}

#[test]
fn they_take_turns_and_warm_up() {
    let folder = Folder::new();
    write(&folder, "old", 10_000, "");
    write(&folder, "new", 10_000, "");
    let (code, ..) = run(&folder, &["-n", "3", "--warmup", "2", "--against", "./old", "--", "./new"]);
    assert_eq!(code, Some(0));
    let order = fs::read_to_string(folder.path("order")).expect("text");
    assert_eq!(order.split_whitespace().collect::<Vec<_>>().join(" "), "old new new old old new new old old new");
}

#[test]
fn a_run_that_fails_ends_it_and_what_was_measured_is_kept() {
    let fails = |more| bench(&["-n", "9"], (10_000, ""), (10_000, more));
    let (code, stdout, stderr) = fails("if [ $run = 4 ]; then echo first; echo boom >&2; exit 3; fi");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("hotpath: run 3 of 9 after (`./new`): it ended with exit code 3\n"), "{stderr}");
    assert!(
        stderr.contains("\nhotpath:   boom\n") && stderr.contains("measured until then, 2 runs before and 2 after"),
        "{stderr}"
    );
    assert!(stdout.contains("2 runs of each"), "{stdout}");
    let (code, _, stderr) = fails("if [ $run = 2 ]; then kill -SEGV $$; fi");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("run 1 of 9 after (`./new`): it was ended by SIGSEGV"), "{stderr}");
    let (code, stdout, stderr) = fails("if [ $run = 1 ]; then exit 0; fi");
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("the warm-up after (`./new`): no report: ./new is a script"), "{stderr}");
    let (code, stdout, stderr) =
        fails("if [ $run = 3 ]; then echo { > \"$(dirname \"$HOTPATH_OUTPUT_PATH\")/$$.json\"; exit 0; fi");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("run 2 of 9 after") && stdout.contains("one run of each"), "{stderr}{stdout}");
}

#[test]
fn a_run_that_takes_too_long_is_ended() {
    let slow = "if [ $run = 3 ]; then exec sleep 600; fi";
    let (code, stdout, stderr) = bench(&["-n", "9", "--timeout", "300ms"], (10_000, ""), (10_000, slow));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("run 2 of 9 after (`./new`): it took longer than 0.3 s and was ended"), "{stderr}");
    assert!(stdout.contains("one run of each"), "{stdout}");
}

#[test]
fn what_a_run_has_started_is_ended_with_it() {
    let folder = Folder::new();
    write(&folder, "app", 10_000, "if [ $run = 3 ]; then (trap '' TERM; sleep 600) & echo $! > other; wait; fi");
    let (code, _, stderr) = run(&folder, &["--timeout", "500ms", "./app"]);
    assert!(code == Some(2) && stderr.contains("it took longer than 0.5 s and was ended"), "{stderr}");
    let other = fs::read_to_string(folder.path("other")).expect("text");
    let state = || fs::read_to_string(format!("/proc/{}/stat", other.trim())).unwrap_or_default();
    let has_ended = || state().is_empty() || state().contains(") Z ");
    // A signal takes a while.
    let waits = |_: &u32| std::thread::sleep(std::time::Duration::from_millis(10));
    assert!((0..2_000).inspect(waits).any(|_| has_ended()), "{}", state());
    folder.check_nothing_left();
}

#[test]
fn who_asks_twice_does_not_wait_for_a_run_that_does_not_listen() {
    let folder = Folder::new();
    let deaf = "if [ $run = 4 ]; then trap '' INT; echo ready >&2; sleep 600; fi";
    write(&folder, "app", 10_000, deaf);
    let running = Running::start(folder.command(&["bench", "--show-output", "./app"]));
    running.send(Signal::INT);
    std::thread::sleep(std::time::Duration::from_millis(100));
    running.send(Signal::INT);
    let (status, stderr) = running.end();
    assert!(status.code() == Some(2) && stderr.contains("interrupted during run 1 of 20"), "{stderr}");
    folder.check_nothing_left();
}

#[test]
fn who_interrupts_it_sees_what_was_measured() {
    for signal in [Signal::INT, Signal::TERM] {
        let folder = Folder::new();
        write(&folder, "app", 10_000, "if [ $run = 6 ]; then echo ready >&2; exec sleep 600; fi");
        let mut command: Command = folder.command(&["bench", "-n", "9", "--show-output", "--output", "text", "./app"]);
        command.env_remove("RUST_LOG");
        let running = Running::start(command);
        running.send(signal);
        let (status, stderr) = running.end();
        assert_eq!(status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("interrupted during run 2 of 9"), "{stderr}");
        assert!(fs::read_to_string(folder.path("text")).expect("text").contains("one run of each"));
        folder.check_nothing_left();
    }
}

#[test]
fn functions_that_are_not_in_every_run_are_told() {
    let changes = "if [ $run = 3 ]; then other=seldom; fi";
    let (code, stdout, stderr) = bench(&["-n", "7"], (10_000, ""), (10_000, changes));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("app::store is in 6 of 7 runs after only: its set of functions changes"), "{stderr}");
    assert!(stderr.contains("app::seldom is in 1 of 7 runs after only") && stdout.contains("app::load"), "{stderr}");
    let (code, ..) = bench(&["-n", "7", "--allow-uneven"], (10_000, ""), (10_000, changes));
    assert_eq!(code, Some(0));
}

#[test]
fn a_gate_of_a_figure_that_differs_from_run_to_run_is_told() {
    let varies = "calls=$run";
    let gate = |gate: &str, more: &[&str]| {
        let (code, _, stderr) =
            bench(&[&["-n", "7", "--fail-on", gate], more].concat(), (10_000, ""), (10_000, varies));
        (code, stderr)
    };
    let told = "`functions.calls` of app::store differs from run to run of one program";
    let (code, stderr) = gate("calls>0%", &[]);
    assert_eq!((code, stderr), (Some(2), format!("hotpath: gate `calls>0%`: {told}\n")));
    assert_eq!(gate("store:calls>0%", &[]).0, Some(2));
    assert_eq!(gate("load:calls>0%", &[]), (Some(0), String::new()));
    assert_eq!(gate("calls>0%", &["--allow-uneven"]).0, Some(0));
}

#[test]
fn what_cannot_be_is_said_at_once() {
    let wrong = |options: &[&str], expected: &str| {
        let folder = Folder::new();
        write(&folder, "app", 10_000, "");
        let (code, _, stderr) = run(&folder, options);
        assert!(code == Some(2) && stderr.contains(expected), "{options:?}: {stderr}");
        assert_eq!(stderr.matches(expected).count(), 1, "{options:?}: {stderr}");
        let runs = fs::read_to_string(folder.path("order")).unwrap_or_default().lines().count();
        assert!(runs <= 4, "{options:?}: {runs} runs");
    };
    wrong(&["--fail-on", "nothing>0%", "./app"], "neither report has a column `nothing`");
    // Never told, and told once.
    wrong(
        &["-n", "6", "--fail-on", "avg>5%", "./app"],
        "hotpath: gate `avg>5%`: 6 runs of each are too few to tell of so many functions, it takes -n 7\n",
    );
    wrong(
        &["--against", "no-such-thing", "./app"],
        "`no-such-thing` is no program, and no revision of git here (git rev-parse: fatal: ",
    );
    wrong(&["--against", "", "./app"], "the command is empty");
    wrong(&["--against", "./app 'x", "./app"], "a quote is not closed");
    wrong(&["--against", "main", "--build", "true", "./app"], "`main` is no revision of git here");
    wrong(&["--output", "no/such/folder", "./app"], "no/such/folder");
    wrong(&["-n", "0", "./app"], "invalid value '0'");
    wrong(&["--confidence", "100%", "./app"], "a confidence is a number from 50");
    wrong(&["--least-change", "-1%", "./app"], "a change is a number");
    wrong(&[], "required");
}

#[test]
fn a_revision_is_checked_out_built_and_gone() {
    let folder = Folder::new();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).current_dir(&folder.0);
        let (status, stdout, stderr) = output(command);
        assert!(status.success(), "{stderr}");
        stdout
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    fs::create_dir(folder.path("target")).expect("a folder");
    fs::write(
        folder.path("build.sh"),
        "cp app.sh \"${CARGO_TARGET_DIR:-target}/app\"; chmod +x \"${CARGO_TARGET_DIR:-target}/app\"",
    )
    .expect("written");
    write(&folder, "app.sh", 10_000, "");
    git(&["add", "app.sh", "build.sh"]);
    git(&["commit", "--quiet", "-m", "one"]);
    write(&folder, "app.sh", 11_000, "");
    let build = "sh -c 'mkdir -p \"${CARGO_TARGET_DIR:-target}\"; . ./build.sh'";
    let (code, stdout, stderr) = run(&folder, &["--against", "main", "--build", build, "--", "target/app"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("building what is before: sh -c") && stdout.contains("1 slower"), "{stderr}{stdout}");
    assert_eq!(git(&["worktree", "list"]).lines().count(), 1);
    folder.check_nothing_left();
    // From the folder of a member, as it is named from there.
    fs::create_dir_all(folder.path("sub")).expect("a folder");
    fs::write(folder.path("sub/file"), "").expect("written");
    let in_sub = |folder: &Folder| {
        let mut command = folder.command(&["bench", "-n", "1", "--against", "main"]);
        command.args(["--build", "sh -c 'cd ..; . ./build.sh'", "--", "../target/app"]);
        command.current_dir(folder.path("sub"));
        let (status, stdout, stderr) = output(command);
        (status.code(), stdout, stderr)
    };
    let (code, _, stderr) = in_sub(&folder);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("main has no folder `sub/`"), "{stderr}");
    git(&["add", "sub"]);
    git(&["commit", "--quiet", "-m", "two"]);
    let (code, stdout, stderr) = in_sub(&folder);
    assert!(code == Some(0) && stdout.contains("one run of each"), "{stderr}");
    let (code, _, stderr) = run(&folder, &["--against", "main", "--build", "false", "--", "target/app"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("what is before was not built: `false` failed"), "{stderr}");
    let (code, _, stderr) = run(&folder, &["--against", "main", "--build", "true", "--", "/bin/true"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("/bin/true is outside of the repository"), "{stderr}");
    fs::write(folder.path("main"), "").expect("written");
    let (_, _, stderr) = run(&folder, &["--against", "main", "--build", "true", "--", "target/app"]);
    assert!(stderr.contains("`main` is a revision of git and a file: name the file as `./main`"), "{stderr}");
    assert_eq!(git(&["worktree", "list"]).lines().count(), 1);
    folder.check_nothing_left();
}
