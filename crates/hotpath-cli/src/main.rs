//! The command `hotpath`: reads the command line, and runs the subcommand that it names.

mod color;
mod commands;
mod output;
mod programs;
mod reports;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{console, diff, doctor, list, report, run};

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
    /// Compares two saved reports, and fails where it got worse than may be
    Diff(diff::Arguments),
    /// Looks for what keeps a report empty: in a project, a program, a report, and around them
    Doctor(doctor::Arguments),
    /// Lists the measured programs that run
    List(list::Arguments),
    /// Shows saved reports as tables, trees or pages, or hands them to other tools
    Report(report::Arguments),
    /// Runs a program and shows its report when it has ended
    Run(run::Arguments),
}

/// The exit code of what could not be done, which is that of a wrong command line, too; 1 is for gates that break.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let CommandLine { command } = CommandLine::parse();
    let done = match command {
        Command::Console(arguments) => console::run(arguments).map(|()| ExitCode::SUCCESS),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::List(arguments) => list::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Report(arguments) => report::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Run(arguments) => run::run(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(message) => {
            output::say(&message);
            ExitCode::from(FAILED)
        }
    }
}
