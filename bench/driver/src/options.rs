//! The command line.

use crate::{row::Row, rows::ROWS};

/// What to run.
pub struct Options {
    pub rows: Vec<&'static Row>,
    /// Repetitions of every row instead of its own number.
    pub repetitions: Option<u64>,
    /// Calls of every row instead of its own number.
    pub calls: Option<u64>,
    pub wants_help: bool,
}

impl Options {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { rows: Vec::new(), repetitions: None, calls: None, wants_help: false };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().and_then(|value| value.replace('_', "").parse().ok());
                value.filter(|value| *value > 0).map(Some).ok_or(format!("`{argument}` takes a number above 0"))
            };
            match argument.as_str() {
                "--reps" => options.repetitions = number()?,
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
}

fn find(name: &str) -> Result<&'static Row, String> {
    ROWS.iter().find(|row| row.name == name).ok_or_else(|| format!("no row `{name}`"))
}

pub fn usage() -> String {
    let mut text = String::from("usage: cargo xtask bench [--reps N] [--calls N] [ROW…]\n\nrows, all by default:\n");
    for row in ROWS {
        text += &format!("  {:<16} {}\n", row.name, row.about);
    }
    text
}
