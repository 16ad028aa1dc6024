//! What the command line of `hotpath console` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum, value_parser};
use hotpath_report::Thresholds;

/// Where the report comes from, and how it looks.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A report saved as JSON; without it, and without host, port and token, programs that run are looked for
    #[arg(conflicts_with_all = ["host", "port", "token"])]
    pub(crate) report: Option<PathBuf>,
    /// The machine that the program runs on [default: 127.0.0.1]
    #[arg(long)]
    pub(crate) host: Option<String>,
    /// The port of the program's server [default: 6770]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// The token of the program's server (HOTPATH_METRICS_AUTH_TOKEN of the program)
    #[arg(long)]
    pub(crate) token: Option<String>,
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
