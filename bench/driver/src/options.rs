//! The command line.

use crate::{row::Row, rows::ROWS};

/// Few enough that a repetition is over before the scheduler steps in, many enough that the first ones do not show.
const CALLS: u64 = 100_000;

/// What to run.
pub struct Options {
    pub rows: Vec<&'static Row>,
    repetitions: Option<u64>,
    /// Calls of one repetition; some rows make a multiple of it.
    pub calls: u64,
    pub wants_help: bool,
}

impl Options {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { rows: Vec::new(), repetitions: None, calls: CALLS, wants_help: false };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().and_then(|value| value.replace('_', "").parse().ok());
                value.filter(|value| *value > 0).ok_or(format!("`{argument}` takes a number above 0"))
            };
            match argument.as_str() {
                "--reps" => options.repetitions = Some(number()?),
                "--calls" => options.calls = number()?,
                "--help" | "-h" => options.wants_help = true,
                name => options.rows.push(find(name)?),
            }
        }
        if options.rows.is_empty() {
            options.rows = ROWS.iter().collect();
        }
        Ok(options)
    }

    /// How often to repeat what a row repeats `usual` times.
    pub fn repetitions(&self, usual: u64) -> u64 {
        self.repetitions.unwrap_or(usual)
    }
}

fn find(name: &str) -> Result<&'static Row, String> {
    ROWS.iter().find(|row| row.name == name).ok_or_else(|| format!("no row `{name}`"))
}

pub fn usage() -> String {
    let mut text = String::from(
        "usage: cargo xtask bench [--reps N] [--calls N] [ROW…]\n\n  --reps N   repetitions of what is repeated\n  \
         --calls N  calls of a repetition, 100 000 by default\n\nrows, all by default:\n",
    );
    for row in ROWS {
        text += &format!("  {:<18} {}\n", row.name, row.about);
    }
    text
}
