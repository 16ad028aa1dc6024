//! The lines of a recording, both ways.

use hotpath_report::{Delta, Report};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The version of the form that is written, and the newest that is read. It grows when a reader of the version before would
/// misunderstand a recording.
pub(super) const SCHEMA: u32 = 1;

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    /// The schema. It is the first key, by which recordings are told from reports.
    pub(super) hotpath_recording: u32,
    /// When the recording began.
    #[serde(default)]
    pub(super) started_unix_ms: u64,
}

/// All other lines: a report, or what has changed since the line before. One with neither is of a later version, and passed over.
#[derive(Deserialize)]
pub(super) struct Record {
    pub(super) report: Option<Report>,
    pub(super) delta: Option<Delta>,
}

/// A [`Record`] as it is written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    /// When it came, in milliseconds since the recording began.
    pub(super) at_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) report: Option<&'a Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delta: Option<&'a Delta>,
}

/// Whether this is a recording, or the beginning of one, and not a report.
pub(crate) fn is_recording(bytes: &[u8]) -> bool {
    bytes.starts_with(br#"{"hotpath_recording":"#)
}

/// A value in one line, with its end.
pub(super) fn line<T: Serialize>(value: &T) -> Vec<u8> {
    // Reports and changes have only keys of text, and nothing else fails in memory.
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The value in a line.
///
/// # Errors
///
/// What is wrong with it, without a place: that would be one within this line.
pub(super) fn read<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    serde_json::from_slice(line).map_err(|error| {
        let message = error.to_string();
        message.rsplit_once(" at line ").map_or(message.as_str(), |(cause, _)| cause).to_owned()
    })
}
