//! What the command line of `hotpath record` takes.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::{
    programs::{INTERVAL, Server},
    quantity,
};

/// Which program, where to, and how much.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with Ctrl-C, with the program, or after the time of --for. The file can be read at any moment.

Examples:
  hotpath record
  hotpath record 4711 --output slow.jsonl --for 90s --interval 250ms
  hotpath record shop::main --max-size 500MB
  hotpath replay slow.jsonl
  hotpath report slow.jsonl")]
pub(crate) struct Arguments {
    /// The program: its process number, its name as `hotpath list` shows it, or host:port of its server on this machine; without it the one that runs
    #[arg(conflicts_with_all = ["host", "port"])]
    pub(super) program: Option<String>,
    #[command(flatten)]
    pub(super) server: Server,
    /// The file to write to; - is the standard output [default: recording-PID.jsonl]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Takes the place of a file that is there already
    #[arg(long)]
    pub(super) force: bool,
    /// How long to record, in ms, s, m or h; otherwise until the program ends
    #[arg(long = "for", value_name = "DURATION", value_parser = quantity::duration)]
    pub(super) longest: Option<Duration>,
    /// The time between two reports, from 100ms to 60s
    #[arg(long, value_name = "DURATION", value_parser = interval, default_value = "1s")]
    pub(super) interval: Duration,
    /// How large the file may become, in B, KB, MB or GB: beyond it, the oldest part is left out
    #[arg(long, value_name = "BYTES", value_parser = quantity::bytes, default_value = "64MB")]
    pub(super) max_size: u64,
}

fn interval(text: &str) -> Result<Duration, String> {
    let interval = quantity::duration(text)?;
    let accepted = INTERVAL / 10..=INTERVAL * 60;
    if accepted.contains(&interval) { Ok(interval) } else { Err("a program sends reports every 100ms to 60s".into()) }
}
