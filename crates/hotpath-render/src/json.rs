//! A report as JSON, compact or indented.

use hotpath_report::Report;

/// The report as one line of JSON. Its form is that of [`Report`]: the keys of hotpath 0.9 first, then everything.
#[must_use]
pub fn json(report: &Report) -> String {
    serde_json::to_string(report).expect(ALWAYS_WRITTEN) + "\n"
}

/// The report as JSON with one value per line, indented by two blanks.
#[must_use]
pub fn json_pretty(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect(ALWAYS_WRITTEN) + "\n"
}

const ALWAYS_WRITTEN: &str = "a report has texts for keys and nothing in it fails to serialize";
