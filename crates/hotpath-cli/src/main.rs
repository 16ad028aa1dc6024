//! The command `hotpath`: reads the command line, and runs the subcommand that it names.

mod cargo;
mod child;
mod color;
mod command_line;
mod commands;
mod environment;
mod messages;
mod outcome;
mod output;
mod profile;
mod programs;
mod quantity;
mod recording;
mod relatives;
mod reports;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    command_line::{Command, CommandLine},
    commands::{bench, completions, console, diff, doctor, init, list, man, mcp, record, replay, report, run},
    messages::Messages,
};

/// The exit code of what could not be done, which is that of a wrong command line, too; 1 is for gates that break.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let CommandLine { command, color, quiet } = CommandLine::parse();
    let messages = Messages::new(quiet);
    let _profile = profile::start();
    let done = match command {
        Command::Bench(arguments) => bench::run(&arguments, color, messages),
        Command::Completions(arguments) => completions::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Console(arguments) => console::run(arguments, color).map(|()| ExitCode::SUCCESS),
        Command::Diff(arguments) => diff::run(&arguments, color, messages),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Init(arguments) => init::run(&arguments, messages).map(|()| ExitCode::SUCCESS),
        Command::List(arguments) => list::run(&arguments, messages).map(|()| ExitCode::SUCCESS),
        Command::Man(arguments) => man::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Mcp(mcp::Arguments {}) => mcp::run(messages).map(|()| ExitCode::SUCCESS),
        Command::Record(arguments) => record::run(&arguments, messages).map(|()| ExitCode::SUCCESS),
        Command::Replay(arguments) => replay::run(arguments, color).map(|()| ExitCode::SUCCESS),
        Command::Report(arguments) => report::run(&arguments, color, messages).map(|()| ExitCode::SUCCESS),
        Command::Run(arguments) => run::run(&arguments, color, messages),
    };
    match done {
        Ok(code) => code,
        Err(message) => {
            messages.error(&message);
            ExitCode::from(FAILED)
        }
    }
}
