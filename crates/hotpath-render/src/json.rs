//! A report as JSON, compact or indented, and JSON that is safe to show.

use hotpath_report::{Changes, Delta, Document, Finding, Report, Thresholds, findings};

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

/// What changed between two reports of a session, as one line of JSON: the form of [`Delta`], and `findings` as [`json`] has them
/// where they changed. `None` where nothing did.
///
/// ```
/// use hotpath_report::{Coverage, Report};
///
/// let old = Report { elapsed_ns: 5, ..Report::default() };
/// assert_eq!(hotpath_render::json_changes(&old, &old), None);
/// let coverage = Coverage { truncated_calls: 5_000, ..Coverage::default() };
/// let changes = hotpath_render::json_changes(&old, &Report { coverage, ..old.clone() }).unwrap();
/// assert!(changes.starts_with(r#"{"since":5,"coverage":"#) && changes.contains(r#""findings":[{"rule":"tree-truncated""#));
/// ```
#[must_use]
pub fn json_changes(old: &Report, new: &Report) -> Option<String> {
    let delta = Delta::between(old, new);
    if delta.is_empty() {
        return None;
    }
    let [before, now] = [old, new].map(|report| in_words(report, &Thresholds::default()));
    let changes = Changes { delta: &delta, findings: Some(now).filter(|now| *now != before) };
    Some(safe_json(serde_json::to_string(&changes).expect(ALWAYS_WRITTEN)))
}

fn document<'a>(report: &'a Report, thresholds: &Thresholds) -> Document<'a> {
    Document { report, findings: in_words(report, thresholds) }
}

fn in_words(report: &Report, thresholds: &Thresholds) -> Vec<(Finding, String)> {
    let found = findings(report, thresholds).list.into_iter();
    found.map(|finding| (finding.clone(), sentence(&finding, report))).collect()
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
