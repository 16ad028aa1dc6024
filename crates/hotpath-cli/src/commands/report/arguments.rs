//! What the command line of `hotpath report` takes.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use hotpath_render::Weight;
use hotpath_report::Thresholds;

use super::format::Format;
use crate::quantity;

/// Which reports, and how they look.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hotpath report report.json
  hotpath report report.json --section functions --sort=-p95 --limit 10
  hotpath report report.json --percentiles 50,99,99.9 --sort p99.9
  hotpath report report.json --format html --output report.html
  hotpath report report.json --format flamegraph --weight bytes > flame.svg
  HOTPATH_OUTPUT_FORMAT=json cargo run --features hotpath | hotpath report - --format tree")]
pub(crate) struct Arguments {
    /// Reports saved as JSON, of this version or of an older one, or recordings, of which the last report is shown; - is the standard
    /// input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) reports: Vec<PathBuf>,
    /// Of a recording the report at this time after its beginning, such as 90s or 1.5m
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) at: Option<Duration>,
    #[command(flatten)]
    pub(crate) look: Look,
}

/// Which rows of a report, in what form, and where to.
#[derive(Debug, Args)]
pub(crate) struct Look {
    /// What to make of them
    #[arg(long, short, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// The file to write to, which is whole or not there
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Sections, separated by commas, as the option `report` takes them: auto, all, functions, -tree …; one for CSV
    #[arg(long, default_value = "auto", value_name = "SECTIONS", allow_hyphen_values = true)]
    pub(crate) section: String,
    /// What stacks and flame graphs are weighted by: time, cpu or bytes; otherwise by all that the report knows, or the first of them
    #[arg(long, value_parser = Weight::parse, value_name = "WEIGHT")]
    pub(crate) weight: Option<Weight>,
    /// The column that rows are sorted by, such as calls, p95 or name; with - in front the other way round
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,
    /// Only rows with this in their full name
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,
    /// So many rows of each section; 0 for all
    #[arg(long, value_name = "ROWS")]
    pub(crate) limit: Option<usize>,
    /// Thresholds of the findings, such as blocking-poll=5ms,outlier=off: the rules of docs/findings.md
    #[arg(long, value_parser = Thresholds::parse, value_name = "RULES", default_value = "", hide_default_value = true)]
    pub(crate) findings: Thresholds,
    /// These percentiles, up to 10 from 0 to 100, such as 50,95,99.9, computed from the report's histograms
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    pub(crate) percentiles: Option<String>,
}
