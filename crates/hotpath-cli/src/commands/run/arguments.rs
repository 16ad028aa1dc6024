//! What the command line of `hotpath run` takes.

use std::{ffi::OsString, path::PathBuf};

use clap::Args;

use crate::commands::report::Look;

/// Which program, and what becomes of its report.
#[derive(Debug, Args)]
#[command(after_help = "\
The program has the standard input, output and error for itself. The report is written to the standard error when it has ended, or
to the file that --output names. Whatever the program says of form and place of its report, and its own reporter, are passed over.

Exit code: that of the program, or 128 and the signal that ended it; SIGINT, SIGTERM and SIGHUP end hotpath, too. 127 if the program is
not found, 126 if it cannot be started; 2 if hotpath could not do its part and the program ended with 0.

Examples:
  hotpath run -- target/release/app --port 80
  hotpath run -- cargo run --release --features hotpath
  hotpath run --format tree --filter parse -- app < input.txt > output.txt
  hotpath run --json before.json -- app
  hotpath run --open -- app")]
pub(crate) struct Arguments {
    /// Shows the report as a page in the browser, in the file of --html or in one among the temporary files
    #[arg(long)]
    pub(crate) open: bool,
    /// Writes the report as a page to this file, too
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Saves the report to this file, too, for `hotpath report` and `hotpath diff`
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Shows the reports of all processes that are measured, one after the other, not that of the main one alone
    #[arg(long)]
    pub(crate) each: bool,
    #[command(flatten)]
    pub(crate) look: Look,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}
