//! The examples of `contrib/`: their commands run as a CI runs them.
#![cfg(unix)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    folder::{Folder, check, said},
    github::GitHub,
};

fn contrib(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contrib").join(name)
}

/// The lines of the block below the first line that begins so, at or after `from`.
fn block(text: &str, from: &str, begins: &str) -> String {
    let from = text.find(from).expect("it is there");
    let at = from + text[from..].find(begins).expect("it is there");
    let mut lines = text[at..].lines().skip(1).peekable();
    let indent = lines.peek().map_or(0, |line| line.len() - line.trim_start().len());
    let is_in = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() >= indent;
    lines.take_while(is_in).map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n").collect()
}

/// A repository with two commits, in which `report.json` is what the program would report. Returns the first commit.
fn repository(folder: &Folder) -> String {
    folder.git("init -q -b main");
    fs::copy(folder.path().join("base.json"), folder.path().join("report.json")).unwrap();
    folder.git("add report.json");
    folder.git("commit -q -m first");
    let base = folder.git("rev-parse HEAD").trim().to_owned();
    fs::copy(folder.path().join("head.json"), folder.path().join("report.json")).unwrap();
    folder.git("commit -q -a -m second");
    base
}

/// With the command that is tested in front of the others.
fn shell(folder: &Folder, script: &str) -> Command {
    let mut command = folder.command("bash");
    let own = Path::new(env!("CARGO_BIN_EXE_hotpath")).parent().unwrap().to_owned();
    let path = env::join_paths([own].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap()))).unwrap();
    command.args(["-e", "-o", "pipefail", "-c", script]).env("PATH", path);
    command
}

#[test]
fn the_action_measures_both_and_compares() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let base = repository(&folder);
    let action = fs::read_to_string(contrib("github/action.yml")).unwrap();
    let temporary = folder.path().join("runner");
    let step = |name: &str| {
        let mut command = shell(&folder, &block(&action, &format!("- name: {name}"), "run: |"));
        command.env("RUNNER_TEMP", &temporary);
        command
    };
    check(step("Install hotpath").env("VERSION", ""), 0, "");
    let measure = |program: &str| {
        let mut command = shell(&folder, &format!("bash '{}'", contrib("github/measure.sh").display()));
        command.env("RUNNER_TEMP", &temporary).env("BASE", &base).env("COMMAND", program);
        command
    };
    check(&mut measure("true"), 2, "the command wrote no report of the base");
    assert_ne!(said(&mut measure("false")).code, 0);
    check(&mut measure("cp report.json \"$HOTPATH_OUTPUT_PATH\""), 0, "");
    assert_eq!(folder.git("worktree list").lines().count(), 1);
    let mut command = step("Compare");
    github.job(&mut command).env("ID", "decode").env("ARGUMENTS", "--fail-on 'calls>0%'");
    check(&mut command, 1, "### hotpath · decode\n\n❌ **The gate broke**");
    assert_eq!(github.bodies().len(), 1);
    let mut command = step("Compare");
    // As in a pull request from a fork.
    github.job(&mut command).env("ID", "decode").env("ARGUMENTS", "").env("GITHUB_TOKEN", "");
    check(&mut command, 0, "no comment: there is no token");
}

#[test]
fn the_base_is_what_the_head_was_merged_into() {
    let folder = Folder::new();
    let old = repository(&folder);
    folder.git("checkout -q -b change");
    folder.git("commit -q --allow-empty -m third");
    folder.git("checkout -q main");
    folder.git("commit -q --allow-empty -m meanwhile");
    folder.git("merge -q --no-ff -m parent change");
    // As a checkout of one commit is.
    folder.git("clone -q --depth 1 --no-local . one");
    let measure = |event: &str, base: &str, event_base: &str| {
        let mut command = shell(&folder, &format!("bash '{}'", contrib("github/measure.sh").display()));
        command.env("RUNNER_TEMP", folder.path().join("runner")).current_dir(folder.path().join("one"));
        command.env("GITHUB_EVENT_NAME", event).env("BASE", base).env("EVENT_BASE", event_base);
        command.env("COMMAND", "cp report.json \"$HOTPATH_OUTPUT_PATH\"");
        command
    };
    let base = || folder.read("runner/hotpath/base.json");
    check(&mut measure("pull_request", "", &old), 0, "");
    assert!(base() == folder.read("head.json"));
    for (event, base_commit, event_base) in [("pull_request", &*old, "x"), ("merge_group", "", &*old)] {
        check(&mut measure(event, base_commit, event_base), 0, "");
        assert!(base() == folder.read("base.json"), "{event}");
    }
    for none in ["", "0000000000000000000000000000000000000000"] {
        check(&mut measure("push", "", none), 2, "the event tells no commit to compare with: set the input base");
    }
}

/// What writes its `report.json`, once it is built.
const PROGRAM: &str = r#"fn main() {
    std::fs::write(std::env::var("HOTPATH_OUTPUT_PATH").unwrap(), include_str!("../report.json")).unwrap();
}"#;

/// The repository, with a program that cargo builds. Returns the first commit, and a folder to build in.
fn program(folder: &Folder) -> String {
    folder.write("Cargo.toml", "[package]\nname = 'p'\nversion = '0.0.0'\nedition = '2024'\n[workspace]\n");
    folder.write("src/main.rs", PROGRAM);
    folder.write(".gitignore", "/target\n");
    folder.git("init -q -b main");
    folder.git("add Cargo.toml src .gitignore");
    repository(folder)
}

#[test]
fn the_head_is_what_is_built_of_the_head() {
    let folder = Folder::new();
    let base = program(&folder);
    let run = |mut command: Command, program_name: &str| {
        command.env("BASE", &base).env("RUNNER_TEMP", folder.path().join("runner temp")).env(program_name, "cargo run");
        command.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base).env("CI_PROJECT_DIR", folder.path());
        command.env_remove("CARGO_TARGET_DIR").env("CARGO_NET_OFFLINE", "true");
        command
    };
    let measure = format!("bash '{}'", contrib("github/measure.sh").display());
    check(&mut run(shell(&folder, &measure), "COMMAND"), 0, "");
    let reports = ["base", "head"].map(|name| folder.read(&format!("runner temp/hotpath/{name}.json")));
    assert!(reports == [folder.read("base.json"), folder.read("head.json")]);
    let heads = folder.read("head.json");
    // All as new as it was, but for what was built.
    fs::remove_dir_all(folder.path().join("target")).unwrap();
    let mut command = run(shell(&folder, &gitlab()), "MEASURED");
    check(command.env("CARGO_TARGET_DIR", folder.path().join("target")), 0, "1 row with other exact figures");
    assert_eq!(folder.read("head.json"), heads);
}

/// The script of the example for GitLab.
fn gitlab() -> String {
    let example = fs::read_to_string(contrib("gitlab/.gitlab-ci.yml")).unwrap();
    let script = block(&example, "hotpath:", "  script:").replace("\n- ", "\n");
    script.strip_prefix("- ").unwrap().to_owned()
}

#[test]
fn the_example_for_gitlab_keeps_the_exit_code() {
    let folder = Folder::new();
    let base = repository(&folder);
    folder.write("hotpath.toml", "[gates]\nfail_on = ['calls>0%']\n");
    let mut command = shell(&folder, &gitlab());
    command.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base).env("CI_PROJECT_DIR", folder.path());
    command.env("MEASURED", "cp report.json \"$HOTPATH_OUTPUT_PATH\"");
    check(&mut command, 1, "❌ **The gate broke**");
    assert!(folder.read("hotpath.md").starts_with("### hotpath\n"));
}

#[test]
fn the_workflows_name_options_that_there_are() {
    let folder = Folder::new();
    let help = said(&mut folder.ci("--help")).out;
    for name in ["github/action.yml", "github/workflow.yml", "github/baseline.yml", "gitlab/.gitlab-ci.yml"] {
        let text = fs::read_to_string(contrib(name)).unwrap();
        let lines = text.lines().filter(|line| line.contains("hotpath ci ") || line.contains("arguments: --"));
        let words = lines.flat_map(|line| line.split_whitespace()).filter(|word| word.starts_with("--"));
        assert!(words.clone().count() > 0, "{name}");
        words.for_each(|word| {
            assert!(help.contains(&format!("{word} ")) || help.contains(&format!("{word}\n")), "{word}")
        });
    }
}
