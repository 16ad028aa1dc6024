//! What has been saved: reports, and recordings of them.

use std::{
    fs,
    io::{self, Read},
    path::Path,
    time::Duration,
};

use hotpath_report::Report;

use crate::{
    messages::Messages,
    profile::part,
    recording::{Recording, is_recording},
};

/// What a file holds: its content says which, and not its name.
#[derive(Debug)]
pub(crate) enum Saved {
    Report(Box<Report>),
    Recording(Recording),
}

impl Saved {
    /// The report; of a recording the last one.
    pub(crate) fn last(self) -> Report {
        match self {
            Saved::Report(report) => *report,
            Saved::Recording(mut recording) => recording.last(),
        }
    }
}

/// Reads what is saved at `path`; `-` is the standard input.
///
/// # Errors
///
/// When there is no such file, or neither a report nor a recording in it. The message is one line and names the file.
pub(crate) fn read(path: &Path) -> Result<Saved, String> {
    let name = name(path);
    let bytes = if is_standard_input(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        part!("read", fs::read(path))
    };
    let bytes = bytes.map_err(|error| format!("{name}: {error}"))?;
    if bytes.trim_ascii().is_empty() {
        return Err(format!("{name} is empty: a program writes its report when it ends"));
    }
    if is_recording(&bytes) {
        return Recording::read(bytes).map(Saved::Recording).map_err(|error| format!("{name}: {error}"));
    }
    let report =
        part!("parse", serde_json::from_slice(&bytes)).map_err(|error| format!("{name} is no report: {error}"))?;
    Ok(Saved::Report(report))
}

/// Reads the report that is saved at `path`. Of a recording it is the one that was the latest at this time after its beginning; without a
/// time, the last one. Where a recording ends within a line, a message on the standard error says so.
///
/// # Errors
///
/// As of [`read`], and when there is a time, but no recording.
pub(crate) fn open(path: &Path, at: Option<Duration>, messages: Messages) -> Result<Report, String> {
    match (read(path)?, at) {
        (Saved::Report(report), None) => Ok(*report),
        (Saved::Report(_), Some(_)) => Err(format!("{} is one report: only a recording has several times", name(path))),
        (Saved::Recording(mut recording), at) => {
            let report = match at {
                Some(at) => recording.report(recording.index_at(at), None),
                None => recording.last(),
            };
            if let Some(problem) = recording.problem() {
                messages.error(&format!("{}: {problem}", name(path)));
            }
            Ok(report)
        }
    }
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

fn name(path: &Path) -> String {
    if is_standard_input(path) { "the standard input".into() } else { path.display().to_string() }
}
