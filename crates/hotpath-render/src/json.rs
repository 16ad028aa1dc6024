//! A report as JSON, compact or indented, and JSON that is safe to show.

use hotpath_report::{Changes, Delta, Document, Findings, InWords, Report, Thresholds, findings};

use crate::sentences;
use crate::text::is_unsafe;

/// The report as one line of JSON. Its form is that of [`Report`]: the keys of hotpath 0.9 first, then everything. The last key is
/// `findings`: what is found in it with the default thresholds, with its sentence as `text`; where there are more, `findings_left_out` says
/// how many.
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

/// The JSON of a report, and then of what changes in it: what a live view is sent.
///
/// ```
/// use hotpath_render::JsonStream;
/// use hotpath_report::{Coverage, Report};
///
/// let old = Report { elapsed_ns: 5, ..Report::default() };
/// let (mut stream, whole) = JsonStream::begin(old.clone());
/// assert_eq!(whole, hotpath_render::json(&old));
/// assert_eq!(stream.change(old.clone()), None);
/// let coverage = Coverage { truncated_calls: 5_000, ..Coverage::default() };
/// let changes = stream.change(Report { coverage, ..old }).unwrap();
/// assert!(changes.starts_with(r#"{"since":5,"coverage":"#) && changes.contains(r#""findings":[{"rule":"tree-truncated""#));
/// ```
#[derive(Debug)]
pub struct JsonStream {
    last: Report,
    /// What was found in it: looked for once, as this is done in the program that is measured.
    findings: InWords,
}

impl JsonStream {
    /// Begins with a report, whose JSON is that of [`json`].
    #[must_use]
    pub fn begin(report: Report) -> (Self, String) {
        let findings = in_words(&report, &Thresholds::default());
        let document = Document { report: &report, findings };
        let text = safe_json(serde_json::to_string(&document).expect(ALWAYS_WRITTEN) + "\n");
        let findings = document.findings;
        (JsonStream { last: report, findings }, text)
    }

    /// What has to change in the report before to make it this one, as one line: the form of [`Delta`], and `findings` as [`json`] has
    /// them where they are others than before. `None` where nothing has changed.
    pub fn change(&mut self, report: Report) -> Option<String> {
        let delta = Delta::between(&self.last, &report);
        if delta.is_empty() {
            return None;
        }
        let findings = in_words(&report, &Thresholds::default());
        let are_others = findings != self.findings;
        let changes = Changes { delta: &delta, findings: are_others.then(|| findings.clone()) };
        let text = safe_json(serde_json::to_string(&changes).expect(ALWAYS_WRITTEN));
        (self.last, self.findings) = (report, findings);
        Some(text)
    }

    /// The latest report.
    #[must_use]
    pub fn last(&self) -> &Report {
        &self.last
    }
}

fn document<'a>(report: &'a Report, thresholds: &Thresholds) -> Document<'a> {
    Document { report, findings: in_words(report, thresholds) }
}

fn in_words(report: &Report, thresholds: &Thresholds) -> InWords {
    let Findings { list, left_out } = findings(report, thresholds);
    let texts = sentences(&list, report);
    InWords { list: list.into_iter().zip(texts).collect(), left_out }
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
