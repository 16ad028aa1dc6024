//! What has been saved: reports, and recordings of them.

use std::{
    fs::File,
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

/// More is neither a report nor a recording: a device never ends.
pub(crate) const MOST_BYTES: u64 = 512 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// All that can be read, which may be too much.
fn bounded(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("it is larger than {}", hotpath_render::format::bytes(MOST_BYTES))));
    }
    Ok(bytes)
}

/// Reads what is saved at `path`; `-` is the standard input.
///
/// # Errors
///
/// When there is no such file, or neither a report nor a recording in it. The message is one line and names the file.
pub(crate) fn read(path: &Path) -> Result<Saved, String> {
    let name = name(path);
    let bytes = if is_standard_input(path) {
        bounded(io::stdin().lock())
    } else {
        part!("read", File::open(path).and_then(bounded))
    };
    parse(&name, bytes.map_err(|error| format!("{name}: {error}"))?)
}

/// Reads what these bytes hold, which are called `name`.
///
/// # Errors
///
/// When it is neither a report nor a recording.
pub(crate) fn parse(name: &str, mut bytes: Vec<u8>) -> Result<Saved, String> {
    // What PowerShell begins a file with, and some editors do.
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
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

/// # Errors
///
/// When several of the paths are the standard input, which can be read once.
pub(crate) fn check_once<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), String> {
    match paths.into_iter().filter(|path| is_standard_input(path)).count() {
        0 | 1 => Ok(()),
        _ => Err("- is the standard input, which can be read once".into()),
    }
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
