//! Saved reports.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use hotpath_report::Report;

/// Reads the report in the file at `path`; `-` is the standard input.
///
/// # Errors
///
/// When there is no such file, or no report in it. The message is one line and names the file.
pub(crate) fn open(path: &Path) -> Result<Report, String> {
    let (name, text) = if path == Path::new("-") {
        let mut text = Vec::new();
        ("the standard input".to_owned(), io::stdin().lock().read_to_end(&mut text).map(|_| text))
    } else {
        (path.display().to_string(), fs::read(path))
    };
    let text = text.map_err(|error| format!("{name}: {error}"))?;
    if text.trim_ascii().is_empty() {
        return Err(format!("{name} is empty: a program writes its report when it ends"));
    }
    serde_json::from_slice(&text).map_err(|error| format!("{name} is no report: {error}"))
}
