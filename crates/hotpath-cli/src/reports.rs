//! A saved report.

use std::{fs, path::Path};

use hotpath_report::Report;

/// Reads the report in the file at `path`.
///
/// # Errors
///
/// When there is no such file, or no report in it.
pub(crate) fn open(path: &Path) -> Result<Report, String> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{} is no report: {error}", path.display()))
}
