//! `hotpath-ci profile-pr`, by the options of the published crate's command.

use std::process::Command;

use crate::{
    folder::{Folder, check},
    github::{GitHub, TOKEN},
};

fn profile_pr(folder: &Folder, github: &GitHub, words: &[&str]) -> Command {
    let mut command = folder.command(env!("CARGO_BIN_EXE_hotpath-ci"));
    github.job(&mut command).env_remove("GITHUB_TOKEN").env_remove("GITHUB_REF");
    command.arg("profile-pr").args(words);
    command
}

#[test]
fn it_comments_as_hotpath_ci_does() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let (head, base) = (folder.read("head.json"), folder.read("base.json"));
    let files = ["--head-metrics", "head.json", "--base-metrics", "base.json", "--pr-number", "5"];
    let json = ["--head-metrics", &head, "--base-metrics", &base, "--pr-number", "5"];
    let token = ["--github-token", TOKEN];
    let said = check(&mut profile_pr(&folder, &github, &[&files[..], &token].concat()), 0, "http://h/#1001");
    assert_eq!(github.bodies(), [format!("<!-- hotpath-ci: default -->\n{}", said.out)]);
    let more = ["--benchmark-id", "decode", "--emoji-threshold", "1"];
    let mut command = profile_pr(&folder, &github, &[&json[..], &more].concat());
    check(command.env("GITHUB_TOKEN", TOKEN), 0, "🔴 <code>walk::walk</code> | Calls | 97 → 98 |");
    assert!(github.bodies()[1].starts_with("<!-- hotpath-ci: decode -->\n### hotpath · decode\n"));
    folder.write("hotpath.toml", "[gates]\nfail_on = ['calls>0%']\n");
    check(&mut profile_pr(&folder, &github, &[&files[..], &token].concat()), 1, "The gate broke");
}

#[test]
fn help_says_what_there_is() {
    let folder = Folder::new();
    let mut command = folder.command(env!("CARGO_BIN_EXE_hotpath-ci"));
    insta::assert_snapshot!(check(command.args(["profile-pr", "--help"]), 0, "").out);
}

#[test]
fn what_is_wrong_is_said() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let run = |head: &str, number: &str, token: &str| {
        let words =
            ["--head-metrics", head, "--base-metrics", "base.json", "--pr-number", number, "--github-token", token];
        profile_pr(&folder, &github, &words)
    };
    check(&mut run("none.json", "5", TOKEN), 2, "none.json: ");
    check(&mut run("{\"output\": 1", "5", TOKEN), 2, "--head-metrics is no report: ");
    check(&mut run("head.json", "0", TOKEN), 2, "--pr-number");
    check(&mut run("head.json", "", TOKEN), 2, "--pr-number");
    let said = check(&mut run("head.json", "5", ""), 0, "there is no token");
    assert!(said.out.starts_with("### hotpath\n"));
    check(&mut run("head.json", "5", TOKEN), 0, "http://h/#");
}
