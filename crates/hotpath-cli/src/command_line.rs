//! The command line: the subcommands, and the options that all of them take.

use clap::{Parser, Subcommand};

use crate::{
    color::Color,
    commands::{bench, ci, completions, console, diff, doctor, init, list, man, mcp, record, replay, report, run},
    environment,
};

/// The place of what all subcommands take: below their own options.
const LAST: usize = 900;

const EXAMPLES: &str = "\
Examples:
  hotpath init --write
  hotpath run -- cargo run --release --features hotpath
  hotpath run --json before.json -- target/release/app
  hotpath report before.json --format flamegraph > flame.svg
  hotpath diff before.json after.json --fail-on 'calls>0%'
  hotpath console";

/// Looks at programs that are measured by hotpath.
#[derive(Debug, Parser)]
#[command(name = "hotpath", version, after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", environment::help()))]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours
    #[arg(long, global = true, display_order = LAST, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Say nothing on the standard error but errors
    #[arg(long, short, global = true, display_order = LAST)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs two programs in turn many times, and tells which functions are slower
    Bench(bench::Arguments),
    /// Compares a base and a head in CI: Markdown, a comment on the pull request, gates
    Ci(ci::Arguments),
    /// Writes what a shell needs to complete this command's arguments
    Completions(completions::Arguments),
    /// Shows a program while it runs, or a saved report, in the terminal
    Console(console::Arguments),
    /// Compares two saved reports, and fails where it got worse than may be
    Diff(diff::Arguments),
    /// Looks for what keeps a report empty: in a project, a program, a report, and around them
    Doctor(doctor::Arguments),
    /// Adds hotpath to a package's Cargo.toml, and says what to write into its source
    Init(init::Arguments),
    /// Lists the measured programs that run
    List(list::Arguments),
    /// Writes the manual pages of this command
    Man(man::Arguments),
    /// Answers agents: a server of the Model Context Protocol
    Mcp(mcp::Arguments),
    /// Records what a program's reports are over time, to be looked at later
    Record(record::Arguments),
    /// Plays a recording in the terminal, as it went
    Replay(replay::Arguments),
    /// Shows saved reports as tables, trees or pages, or hands them to other tools
    Report(report::Arguments),
    /// Runs a program and shows its report when it has ended
    Run(run::Arguments),
}
