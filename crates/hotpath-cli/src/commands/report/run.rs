//! Reads, renders, writes.

use std::path::PathBuf;

use super::Arguments;
use crate::{
    color::Color,
    messages::Messages,
    output::{self, Stream},
    reports,
};

/// Writes the reports in the form that is asked for. Nothing is written unless all of them can be read.
///
/// # Errors
///
/// When one cannot be read, has no column to sort by or no histograms for percentiles, or the result cannot be written.
pub(crate) fn run(arguments: &Arguments, color: Color, messages: Messages) -> Result<(), String> {
    let Arguments { reports, at, look } = arguments;
    let renderer = look.renderer(reports.len() > 1, Stream::Out, color)?;
    reports::check_once(reports.iter().map(PathBuf::as_path))?;
    let mut bytes = Vec::new();
    for path in reports {
        let report = reports::open(path, *at, messages)?;
        let rendered = renderer.render(&path.display().to_string(), report)?;
        if bytes.is_empty() {
            // A large one is in memory once.
            bytes = rendered;
        } else {
            bytes.extend_from_slice(&rendered);
        }
    }
    output::write(look.output.as_deref(), &bytes)
}
