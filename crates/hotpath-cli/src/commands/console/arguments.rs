//! What the command line of `hotpath console` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hotpath_report::Thresholds;

use crate::programs::Server;

/// Where the report comes from, and how it looks.
#[derive(Debug, Args)]
#[command(after_help = "\
Keys: ? has all of them, q quits.

Examples:
  hotpath console
  hotpath console --port 6771
  hotpath console report.json
  hotpath console recording-4711.jsonl")]
pub(crate) struct Arguments {
    /// A report saved as JSON, or a recording; without it, and without host, port and token, programs that run are looked for
    #[arg(conflicts_with_all = ["host", "port", "token"])]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: Server,
    #[command(flatten)]
    pub(crate) look: Look,
}

/// How it looks.
#[derive(Debug, Args)]
pub(crate) struct Look {
    /// Thresholds of the findings, such as blocking-poll=5ms,outlier=off: the rules of docs/findings.md
    #[arg(long, value_parser = Thresholds::parse, value_name = "RULES", default_value = "", hide_default_value = true)]
    pub(crate) findings: Thresholds,
    /// Colours for a dark or a light terminal, or none; none as well without colours (--color, NO_COLOR) if this is not given
    #[arg(long, value_enum)]
    pub(crate) theme: Option<ThemeName>,
}

/// The themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ThemeName {
    /// Bright on dark; the default
    Dark,
    /// Dark on bright
    Light,
    /// Weights only
    None,
}
