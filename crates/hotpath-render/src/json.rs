//! A report as JSON, compact or indented, and JSON that is safe to show.

use hotpath_report::{Document, Report, Thresholds, findings};

use crate::sentence;
use crate::text::is_unsafe;

/// The report as one line of JSON. Its form is that of [`Report`]: the keys of hotpath 0.9 first, then everything. The last key is
/// `findings`: what is found in it with the default thresholds, with its sentence as `text`.
#[must_use]
pub fn json(report: &Report) -> String {
    json_with(report, &Thresholds::default())
}

/// The same with one value per line, indented by two blanks.
#[must_use]
pub fn json_pretty(report: &Report) -> String {
    json_pretty_with(report, &Thresholds::default())
}

/// What [`json`] makes, with the findings of these thresholds.
#[must_use]
pub fn json_with(report: &Report, thresholds: &Thresholds) -> String {
    safe_json(serde_json::to_string(&document(report, thresholds)).expect(ALWAYS_WRITTEN) + "\n")
}

/// What [`json_pretty`] makes, with the findings of these thresholds.
#[must_use]
pub fn json_pretty_with(report: &Report, thresholds: &Thresholds) -> String {
    safe_json(serde_json::to_string_pretty(&document(report, thresholds)).expect(ALWAYS_WRITTEN) + "\n")
}

fn document<'a>(report: &'a Report, thresholds: &Thresholds) -> Document<'a> {
    let found = findings(report, thresholds).list.into_iter();
    let findings = found.map(|finding| (finding.clone(), sentence(&finding, report))).collect();
    Document { report, findings }
}

/// The same JSON with escapes in place of what would do something to a terminal: of the control characters those that JSON allows
/// as they are, and the marks that reorder or separate lines.
///
/// They can be in strings only, so that this is right for any text in JSON, also an indented one.
///
/// ```
/// let json = String::from("[\n  \"a\u{9b}31m\u{202e}\u{e4}\"\n]");
/// assert_eq!(hotpath_render::safe_json(json), "[\n  \"a\\u009b31m\\u202e\u{e4}\"\n]");
/// ```
#[must_use]
pub fn safe_json(json: String) -> String {
    // Those below are escaped already, or stand between the values.
    let is_escaped = |character: char| character >= '\u{7f}' && is_unsafe(character);
    if !json.contains(is_escaped) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 64);
    let mut shown = 0;
    for (index, unsafe_one) in json.match_indices(is_escaped) {
        safe += &json[shown..index];
        for unit in unsafe_one.encode_utf16() {
            safe += &format!("\\u{unit:04x}");
        }
        shown = index + unsafe_one.len();
    }
    safe + &json[shown..]
}

const ALWAYS_WRITTEN: &str = "a report has texts for keys and nothing in it fails to serialize";
