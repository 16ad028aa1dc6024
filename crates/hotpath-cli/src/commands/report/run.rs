//! Reads, renders, writes.

use super::Arguments;
use crate::{
    output::{self, Stream},
    reports,
};

/// Writes the reports in the form that is asked for. Nothing is written unless all of them can be read.
///
/// # Errors
///
/// When one cannot be read, has no column to sort by, or the result cannot be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let Arguments { reports, look } = arguments;
    let renderer = look.renderer(reports.len() > 1, Stream::Out)?;
    let mut bytes = Vec::new();
    for path in reports {
        let report = reports::open(path)?;
        bytes.append(&mut renderer.render(&path.display().to_string(), report)?);
    }
    output::write(look.output.as_deref(), &bytes)
}
