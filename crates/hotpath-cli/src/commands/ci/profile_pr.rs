//! The command `hotpath-ci`, by the options of the published crate's.

use std::{path::Path, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};
use hotpath_report::Report;

use super::{
    arguments::percent,
    benchmark::{Benchmark, Missing},
    github::{Comments, variable},
    id,
    job::Job,
};
use crate::{config::Config, messages::Messages, reports};

/// Compares two reports of a program, and comments on the pull request. `hotpath ci` is the same with more to choose.
#[derive(Debug, Parser)]
#[command(name = "hotpath-ci", version)]
pub(crate) struct CiCommandLine {
    #[command(subcommand)]
    pub(crate) command: CiCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CiCommand {
    /// Compares the reports of a pull request's head and base, and comments on it
    ProfilePr(ProfilePr),
}

/// Which reports, and on which pull request of GITHUB_REPOSITORY.
#[derive(Debug, Args)]
#[command(after_help = "\
Gates are those of the nearest hotpath.toml. The repository is GITHUB_REPOSITORY.

Exit code: 0 if all gates hold, 1 if one broke, 2 if the reports cannot be compared.

Examples:
  hotpath-ci profile-pr --head-metrics head.json --base-metrics base.json --github-token \"$TOKEN\" --pr-number 12
  hotpath-ci profile-pr --head-metrics \"$HEAD\" --base-metrics \"$BASE\" --pr-number 12 --benchmark-id decode")]
pub(crate) struct ProfilePr {
    /// The report of the head: a file, or the JSON itself
    #[arg(long, value_name = "FILE|JSON")]
    head_metrics: String,
    /// The report of the base: a file, or the JSON itself
    #[arg(long, value_name = "FILE|JSON")]
    base_metrics: String,
    /// The token that comments; others on the machine can see it here, and not in GITHUB_TOKEN, which is read without it
    #[arg(long, value_name = "TOKEN")]
    github_token: Option<String>,
    /// The number of the pull request
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pr_number: u64,
    /// Mark rows whose mean time or exact figure changed by so much or more
    #[arg(long, default_value = "20", value_name = "PERCENT", value_parser = percent)]
    emoji_threshold: i64,
    /// The benchmark, which has a comment of its own
    #[arg(long, default_value = id::DEFAULT, value_name = "ID", value_parser = id::parse)]
    benchmark_id: String,
}

/// Compares, and comments.
///
/// # Errors
///
/// When hotpath.toml is wrong, or the comparison cannot be written.
pub(crate) fn profile_pr(command: CiCommand, messages: Messages) -> Result<ExitCode, String> {
    let CiCommand::ProfilePr(arguments) = command;
    let config = Config::load(None)?;
    let benchmark = Benchmark {
        base: metrics(&arguments.base_metrics, "--base-metrics", messages).map(|report| Some(report.into())),
        head: metrics(&arguments.head_metrics, "--head-metrics", messages).map(|report| Some(report.into())),
        id: arguments.benchmark_id,
        may_be_uneven: false,
    };
    let token = arguments.github_token.filter(|token| !token.trim().is_empty());
    let comments = Comments {
        token: token.or_else(|| variable("GITHUB_TOKEN")),
        token_name: "GITHUB_TOKEN".into(),
        number: Some(arguments.pr_number),
        repository: None,
        timeout: Duration::from_secs(30),
        is_required: false,
    };
    let job = Job {
        benchmarks: &[benchmark],
        gates: &|id: &str| config.gates(id),
        settings: config.bench.settings(),
        missing: Missing::IsError,
        mark_from: Some(arguments.emoji_threshold),
        comments: Some(comments),
    };
    job.run(messages)
}

fn metrics(text: &str, option: &str, messages: Messages) -> Result<Report, String> {
    if text.trim_start().starts_with('{') {
        return reports::parse(option, text.as_bytes().to_vec()).map(reports::Saved::last);
    }
    reports::open(Path::new(text), None, messages)
}
