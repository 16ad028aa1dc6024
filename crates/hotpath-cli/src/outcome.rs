//! What becomes of a comparison: its form, where it goes, and the gates that it has to pass.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use hotpath_render::Options;
use hotpath_report::{Comparison, Gate};

use crate::{
    color::Color,
    output::{self, Stream},
    profile::part,
};

/// Gates, form and place.
#[derive(Debug, Args)]
pub(crate) struct Outcome {
    /// What may not get worse: a column, > or <, and by how much, such as calls>0%, avg>5% or self_bytes>10KB; with the name of a row
    /// and : in front for that row only
    #[arg(long, value_name = "GATE", value_parser = Gate::parse)]
    pub(crate) fail_on: Vec<Gate>,
    /// What to make of the comparison
    #[arg(long, short, value_enum, default_value_t)]
    format: Format,
    /// The file to write to, which is whole or not there; without it the standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
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

impl Outcome {
    /// Writes what changed, and which of these gates broke, which is a failure.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or a gate is of a column that neither has.
    pub(crate) fn write(&self, comparison: &Comparison<'_>, gates: &[Gate], color: Color) -> Result<ExitCode, String> {
        let broken = part!("gates", comparison.broken(gates))?;
        let is_for_people = self.output.is_none();
        let options = Options {
            width: is_for_people.then(|| Stream::Out.width()).flatten(),
            color: is_for_people && color.is_on(Stream::Out),
            ..Options::default()
        };
        let text = part!(
            "render",
            match self.format {
                Format::Table => hotpath_render::diff_table(comparison, gates, &broken, &options),
                Format::Json => hotpath_render::diff_json(comparison, gates, &broken),
                Format::Markdown => hotpath_render::diff_markdown(comparison, gates, &broken),
            }
        );
        output::write(self.output.as_deref(), text.as_bytes())?;
        Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
