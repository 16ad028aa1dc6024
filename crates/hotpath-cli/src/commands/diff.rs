//! `hotpath diff`: two saved reports compared, and gates that break where it got worse.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

use clap::{Args, ValueEnum};
use hotpath_render::Options;
use hotpath_report::{Comparison, Gate, Report};

use crate::{
    color::Color,
    messages::Messages,
    output::{self, Stream},
    profile::part,
    reports,
};

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
    /// What may not get worse: a column, > or <, and by how much, such as calls>0%, avg>5% or self_bytes>10KB; with the name of a row
    /// and : in front for that row only
    #[arg(long, value_name = "GATE", value_parser = Gate::parse)]
    fail_on: Vec<Gate>,
    /// What to make of them
    #[arg(long, short, value_enum, default_value_t)]
    format: Format,
    /// The file to write to, which is whole or not there; without it the standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The forms of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Aligned columns, for people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// For a comment on a pull request
    Markdown,
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
    let gates = &arguments.fail_on;
    let broken = part!("gates", comparison.broken(gates))?;
    let is_for_people = arguments.output.is_none();
    let options = Options {
        width: is_for_people.then(|| Stream::Out.width()).flatten(),
        color: is_for_people && color.is_on(Stream::Out),
        ..Options::default()
    };
    let text = part!(
        "render",
        match arguments.format {
            Format::Table => hotpath_render::diff_table(&comparison, gates, &broken, &options),
            Format::Json => hotpath_render::diff_json(&comparison, gates, &broken),
            Format::Markdown => hotpath_render::diff_markdown(&comparison, gates, &broken),
        }
    );
    output::write(arguments.output.as_deref(), text.as_bytes())?;
    let code = if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
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
