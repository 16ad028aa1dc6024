//! What the command line of `hotpath bench` takes.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use clap::Args;
use hotpath_report::{Gate, Settings};

use crate::{config::Config, outcome::Outcome, quantity};

/// Which programs, how often, and what may not be.
#[derive(Debug, Args)]
#[command(after_help = "\
The program and the one from before take turns, so that what the machine does in the meantime happens to both. Of each function it says
whether it is slower, faster, the same, or that nobody can tell; docs/bench.md says how that is found out, and docs/ci.md how often it is wrong.
Figures that do not depend on the machine, such as calls and bytes, are compared exactly where they are equal in all runs of a program.

Without --against the program is compared with itself: what differs then is the noise of this machine.

The programs have nothing to read, and what they write is not seen. Each run has to end with exit code 0 and to leave a report.

Exit code: 0 if all gates hold, 1 if one broke, 2 if it could not be done: a run failed or somebody interrupted it, and what is shown is
what was measured so far.

Examples:
  hotpath bench -- target/release/app --size 1000
  hotpath bench --against main -- target/release/app
  hotpath bench --against old/app --fail-on 'avg>5%' --fail-on 'calls>0%' -- new/app
  hotpath bench --against HEAD^ --build 'cargo build --release --features hotpath' -n 40 -- target/release/app")]
pub(crate) struct Arguments {
    /// How often each of the two runs: 20 times if nothing else is said; fewer than 7 say nothing of times, and of many functions it takes some more
    #[arg(long, short = 'n', value_name = "RUNS", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    runs: Option<u32>,
    /// The program from before: a revision of git, which is built in a folder of its own, or a command with its arguments
    #[arg(long, value_name = "REV|COMMAND")]
    pub(super) against: Option<String>,
    /// How both versions are built if --against is a revision; without it with cargo, as the path of the program tells
    #[arg(long, value_name = "COMMAND", requires = "against")]
    pub(super) build: Option<String>,
    /// Runs of each that come before and do not count
    #[arg(long, value_name = "RUNS", default_value_t = 1)]
    pub(super) warmup: u32,
    /// How long a run may take; one that takes longer is ended, and nothing more is run
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration, default_value = "10m")]
    pub(super) timeout: Duration,
    /// The least change of a function's time that is worth a word: 2% if nothing else is said
    #[arg(long, value_name = "PERCENT", value_parser = least_change)]
    least_change: Option<f64>,
    /// Of how many comparisons of a program with itself no function at all may be called faster or slower: 99.8% if nothing else is said
    #[arg(long, value_name = "PERCENT", value_parser = confidence)]
    confidence: Option<f64>,
    /// The file with what is not said here; default: the nearest hotpath.toml, from the current directory upwards
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Takes functions for nothing special that are in some runs of a program and not in others, and figures with a gate that differ from run to run
    #[arg(long)]
    pub(super) allow_uneven: bool,
    /// Saves the report of each run in this folder, as before-1.json, after-1.json and so on
    #[arg(long, value_name = "FOLDER")]
    pub(super) save: Option<PathBuf>,
    /// Has the programs' output on the standard error
    #[arg(long)]
    pub(super) show_output: bool,
    #[command(flatten)]
    pub(super) outcome: Outcome,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub(super) command: Vec<OsString>,
}

impl Arguments {
    /// What the file of the project says, and what is said here instead of it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or says what it cannot.
    pub(super) fn wanted(&self) -> Result<Wanted, String> {
        let config = Config::load(self.config.as_deref())?.bench;
        let known = config.settings();
        let settings = Settings {
            confidence: self.confidence.unwrap_or(known.confidence),
            least_change: self.least_change.unwrap_or(known.least_change),
            ..known
        };
        let gates = match &self.outcome.fail_on[..] {
            [] => config.gates(),
            given => given.to_vec(),
        };
        Ok(Wanted { runs: self.runs.or(config.runs).unwrap_or(20), settings, gates })
    }
}

/// How often they run, when a function is said to differ, and what may not be.
pub(super) struct Wanted {
    pub(super) runs: u32,
    pub(super) settings: Settings,
    pub(super) gates: Vec<Gate>,
}

fn least_change(text: &str) -> Result<f64, String> {
    quantity::part(text)
        .filter(|part| *part <= 10.0)
        .ok_or_else(|| "a change is a number up to 1000 with %, such as 2%".into())
}

fn confidence(text: &str) -> Result<f64, String> {
    let part = quantity::part(text).filter(|part| (0.5..1.0).contains(part));
    part.ok_or_else(|| "a confidence is a number from 50 to below 100 with %, such as 99.8%".into())
}
