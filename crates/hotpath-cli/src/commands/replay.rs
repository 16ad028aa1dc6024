//! `hotpath replay`: a recording in the console, as it went.

use std::path::PathBuf;

use clap::Args;

use super::console::{self, Look, Replay};
use crate::{
    color::Color,
    reports::{self, Saved},
};

/// Which recording, how fast, and how it looks.
#[derive(Debug, Args)]
#[command(after_help = "\
Keys: p plays and pauses, [ and ] go by one report, { and } by 30 seconds, + and - change the speed, l goes to the end, ? has all of them.

Examples:
  hotpath replay recording-4711.jsonl
  hotpath replay recording-4711.jsonl --speed 10")]
pub(crate) struct Arguments {
    /// A recording, as `hotpath record` writes it
    recording: PathBuf,
    /// How many times as fast as it went, from 0.1 to 1000
    #[arg(long, value_name = "TIMES", value_parser = speed, default_value = "1")]
    speed: f64,
    #[command(flatten)]
    look: Look,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| Replay::SPEEDS.contains(speed));
    speed.ok_or_else(|| "the speed is a number from 0.1 to 1000".into())
}

/// Plays the recording until somebody quits.
///
/// # Errors
///
/// When there is no terminal, or no such recording.
pub(crate) fn run(arguments: Arguments, color: Color) -> Result<(), String> {
    let Arguments { recording: path, speed, look } = arguments;
    match reports::read(&path)? {
        Saved::Recording(recording) => console::replay(Replay::from_start(recording, speed), look, color),
        Saved::Report(_) => Err(format!("{} is one report: `hotpath console` shows it", path.display())),
    }
}
