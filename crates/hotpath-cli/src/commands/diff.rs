//! `hotpath diff`: two saved reports compared, and gates that break where it got worse.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

use clap::Args;
use hotpath_report::{Comparison, Report};

use crate::{color::Color, messages::Messages, outcome::Outcome, profile::part, reports};

/// Which reports, and what may not be.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code: 0 if all gates hold, 1 if one broke, 2 if the reports cannot be compared.

Examples:
  hotpath diff before.json after.json
  hotpath diff before.json after.json --fail-on 'calls>0%' --fail-on 'avg>5%'
  hotpath diff before.json after.json --fail-on 'parse::line:p95>1ms' --format markdown >> $GITHUB_STEP_SUMMARY")]
pub(crate) struct Arguments {
    /// The report from before, saved as JSON; of a recording the last one is compared
    before: PathBuf,
    /// The report from after; - is the standard input
    after: PathBuf,
    #[command(flatten)]
    outcome: Outcome,
}

/// Compares the reports, and writes what changed.
///
/// # Errors
///
/// When one cannot be read, they cannot be compared, or a gate is of a column that neither has.
pub(crate) fn run(arguments: &Arguments, color: Color, messages: Messages) -> Result<ExitCode, String> {
    reports::check_once([arguments.before.as_path(), &arguments.after])?;
    let (before, after) = both(&arguments.before, &arguments.after, messages)?;
    let comparison = part!("compare", Comparison::between(&before, &after))?;
    let code = arguments.outcome.write(&comparison, &arguments.outcome.fail_on, color)?;
    // The process is about to end, which gives all memory back at once.
    std::mem::forget(comparison);
    std::mem::forget((before, after));
    Ok(code)
}

/// Reads both reports at once: of large ones that is most of the work. The message is that of the first one that cannot be read.
fn both(before: &Path, after: &Path, messages: Messages) -> Result<(Report, Report), String> {
    thread::scope(|scope| {
        let earlier = thread::Builder::new().spawn_scoped(scope, || reports::open(before, None, messages));
        let later = reports::open(after, None, messages);
        let earlier = match earlier {
            Ok(earlier) => earlier.join().unwrap_or_else(|_| Err(format!("{}: it cannot be read", before.display()))),
            // There are no threads to be had: one after the other, then.
            Err(_) => reports::open(before, None, messages),
        };
        Ok((earlier?, later?))
    })
}
