//! What is done once the reports are read: compare, tell people, and say by the exit code whether the gates hold.

use std::process::ExitCode;

use hotpath_report::{Gate, Settings};

use super::{
    benchmark::{Benchmark, Missing, Outcome},
    github::{self, Comments, variable},
    summary,
};
use crate::{FAILED, messages::Messages, output};

/// Bytes of a page on the standard output and in a comment.
const LONGEST_PAGE: usize = 60_000;

/// What is asked for.
pub(super) struct Job<'a> {
    pub(super) benchmarks: &'a [Benchmark],
    pub(super) gates: &'a dyn Fn(&str) -> Vec<Gate>,
    /// When a function is said to differ by many runs.
    pub(super) settings: Settings,
    pub(super) missing: Missing,
    /// From which change on rows are marked, in hundredths of a percent.
    pub(super) mark_from: Option<i64>,
    /// `None` where none are wanted.
    pub(super) comments: Option<Comments>,
}

impl Job<'_> {
    /// Does it. The comparison is on the standard output before anything else is tried with it.
    ///
    /// # Errors
    ///
    /// When the comparison cannot be written, or a comment that must be cannot.
    pub(super) fn run(self, messages: Messages) -> Result<ExitCode, String> {
        let benchmarks = self.benchmarks.iter();
        let outcomes: Vec<Outcome<'_>> = benchmarks
            .map(|benchmark| benchmark.compare((self.gates)(&benchmark.id), &self.settings, self.missing))
            .collect();
        let pages: Vec<String> = outcomes.iter().map(|outcome| outcome.page(self.mark_from, LONGEST_PAGE)).collect();
        output::write(None, pages.join("\n").as_bytes())?;
        if let Some(path) = variable("GITHUB_STEP_SUMMARY") {
            let page = |index: usize, most: usize| outcomes[index].page(self.mark_from, most);
            // It is a copy of what is on the standard output.
            summary::append(path.as_ref(), outcomes.len(), page).unwrap_or_else(|error| messages.error(&error));
        }
        outcomes.iter().filter_map(Outcome::error).for_each(|error| messages.error(&error));
        let code = match &outcomes {
            outcomes if outcomes.iter().any(Outcome::has_broken_gate) => ExitCode::FAILURE,
            outcomes if outcomes.iter().any(|outcome| outcome.error().is_some()) => ExitCode::from(FAILED),
            _ => ExitCode::SUCCESS,
        };
        if let Some(comments) = self.comments {
            let pages: Vec<(&str, &str)> =
                outcomes.iter().map(|outcome| outcome.id).zip(pages.iter().map(String::as_str)).collect();
            github::tell(&comments, &pages, messages)?;
        }
        Ok(code)
    }
}
