//! What the two commands of this package do.

use std::process::ExitCode;

use clap::Parser;

use crate::{
    command_line::{Command, CommandLine},
    commands::{bench, ci, completions, console, diff, doctor, init, list, man, mcp, record, replay, report, run},
    messages::Messages,
    profile,
};

/// The exit code of what could not be done, which is that of a wrong command line, too; 1 is for gates that break.
pub(crate) const FAILED: u8 = 2;

/// The command `hotpath`: reads the command line, and runs the subcommand that it names.
pub fn hotpath() -> ExitCode {
    let CommandLine { command, color, quiet } = CommandLine::parse();
    let messages = Messages::new(quiet);
    let _profile = profile::start();
    let done = match command {
        Command::Bench(arguments) => bench::run(&arguments, color, messages),
        Command::Ci(arguments) => ci::run(&arguments, messages),
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
    ended(done, messages)
}

/// The command `hotpath-ci`, which is `hotpath ci` by the options of the published crate's.
pub fn hotpath_ci() -> ExitCode {
    let messages = Messages::new(false);
    let ci::CiCommandLine { command } = ci::CiCommandLine::parse();
    ended(ci::profile_pr(command, messages), messages)
}

fn ended(done: Result<ExitCode, String>, messages: Messages) -> ExitCode {
    match done {
        Ok(code) => code,
        Err(message) => {
            messages.error(&message);
            ExitCode::from(FAILED)
        }
    }
}
