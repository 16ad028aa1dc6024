//! What `hotpath ci` takes.

use std::{path::PathBuf, time::Duration};

use clap::{ArgGroup, Args};
use hotpath_report::Gate;

use super::id;
use crate::quantity;

/// Which reports, what may not be, and who is told.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("against").required(true).args(["base", "baseline", "baseline_branch", "runs"]),
    after_help = "\
Gates are those of --fail-on, or else of the nearest hotpath.toml. The comparison is Markdown: on the standard output, in the file GITHUB_STEP_SUMMARY
where that is set, and as one comment for each benchmark on the pull request where a token and the request's number are known.

Exit code: 0 if all gates hold, 1 if one broke, 2 if something cannot be compared. A comment that cannot be written changes it with --require-comment only.

Examples:
  hotpath ci --base base.json --head head.json --fail-on 'calls>0%'
  hotpath ci --baseline reports --head head.json --benchmark-id decode --save
  hotpath ci --baseline-branch hotpath-baseline --head reports-of-head/
  hotpath bench --against origin/main --save runs -- target/release/app && hotpath ci --runs runs --fail-on 'fast>5%'"
)]
pub(crate) struct Arguments {
    /// The report to look at, or a folder with one for each benchmark, ID.json
    #[arg(long, value_name = "PATH", required_unless_present = "runs")]
    pub(super) head: Option<PathBuf>,
    /// The report to compare with, or a folder with one for each benchmark
    #[arg(long, value_name = "PATH")]
    pub(super) base: Option<PathBuf>,
    /// The folder of stored reports to compare with, one for each benchmark, ID.json
    #[arg(long, value_name = "DIR")]
    pub(super) baseline: Option<PathBuf>,
    /// The git branch of stored reports to compare with
    #[arg(long, value_name = "BRANCH")]
    pub(super) baseline_branch: Option<String>,
    /// The remote that the branch is of; default: origin where there is one, else this repository
    #[arg(long, requires = "baseline_branch", value_name = "NAME")]
    pub(super) remote: Option<String>,
    /// The folder of `hotpath bench --save` with the reports of many runs of both, in place of --head
    #[arg(long, conflicts_with_all = ["head", "save"], value_name = "FOLDER")]
    pub(super) runs: Option<PathBuf>,
    /// Takes functions and exact figures for nothing special that are in some runs of a program and not in others, or others there
    #[arg(long, requires = "runs")]
    pub(super) allow_uneven: bool,
    /// Store the head in the baseline, once it is compared
    #[arg(long, conflicts_with = "base")]
    pub(super) save: bool,
    /// The benchmark that a single report is of
    #[arg(long, default_value = id::DEFAULT, value_name = "ID", value_parser = id::parse)]
    pub(super) benchmark_id: String,
    /// A benchmark with a report on one side only is no error
    #[arg(long)]
    pub(super) allow_missing: bool,
    /// What may not get worse, as of `hotpath diff`; in place of the gates of hotpath.toml
    #[arg(long, value_name = "GATE", value_parser = Gate::parse)]
    pub(super) fail_on: Vec<Gate>,
    /// The file with gates; default: the nearest hotpath.toml, from the current directory upwards
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Mark rows whose mean time or exact figure changed by so much or more
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) emoji_threshold: Option<i64>,
    /// The number of the pull request; default: that of the event
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) pr: Option<u64>,
    /// The repository of the pull request; default: GITHUB_REPOSITORY
    #[arg(long, value_name = "OWNER/NAME")]
    pub(super) repository: Option<String>,
    /// The environment variable that holds the token
    #[arg(long, default_value = "GITHUB_TOKEN", value_name = "VARIABLE")]
    pub(super) token_variable: String,
    /// Write no comment
    #[arg(long, conflicts_with = "require_comment")]
    pub(super) no_comment: bool,
    /// Fail with 2 if a comment cannot be written
    #[arg(long)]
    pub(super) require_comment: bool,
    /// How long one request may take
    #[arg(long, default_value = "30s", value_name = "DURATION", value_parser = quantity::duration)]
    pub(super) timeout: Duration,
}

/// Reads a number of percent as hundredths of one.
///
/// # Errors
///
/// When it is none.
#[expect(clippy::cast_possible_truncation, reason = "it is within the bounds")]
pub(super) fn percent(text: &str) -> Result<i64, String> {
    let number = text.trim_end_matches('%').trim().parse::<f64>().ok();
    let number = number.filter(|number| (0.0..=1_000_000.0).contains(number));
    number.map(|number| (number * 100.0).round() as i64).ok_or_else(|| "it is a number of percent, such as 20".into())
}
