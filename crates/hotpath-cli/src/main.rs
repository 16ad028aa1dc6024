//! The command `hotpath`: reads the command line, and runs the subcommand that it names.

mod commands;
mod programs;
mod reports;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::console;

/// Looks at programs that are measured by hotpath.
#[derive(Debug, Parser)]
#[command(name = "hotpath", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Shows a program while it runs, or a saved report, in the terminal
    Console(console::Arguments),
}

fn main() -> ExitCode {
    let CommandLine { command } = CommandLine::parse();
    let done = match command {
        Command::Console(arguments) => console::run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("hotpath: {message}");
            ExitCode::FAILURE
        }
    }
}
