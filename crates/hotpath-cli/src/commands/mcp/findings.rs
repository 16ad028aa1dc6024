//! The tool that says what is worth a look.

use hotpath_report::{Finding, Severity, Thresholds};
use serde_json::{Value, json};

use super::{asked::Asked, source};

/// What the rules find, in words and numbers.
///
/// # Errors
///
/// There is no such report.
pub(super) fn run(asked: &Asked) -> Result<Value, String> {
    let source::Source { report, about } = source::open(asked, &[])?;
    let found = hotpath_report::findings(&report, &Thresholds::default());
    let warnings = found.list.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let summary = match found.list.len() {
        0 => "Nothing was found that needs a look.".to_owned(),
        all => format!("Warnings: {warnings}, notes: {}; the worst first.", all - warnings),
    };
    let one = |(finding, text): (&Finding, String)| {
        let mut form = json!(finding);
        form["text"] = text.into();
        form
    };
    let texts = hotpath_render::sentences(&found.list, &report);
    let findings: Vec<Value> = found.list.iter().zip(texts).map(one).collect();
    Ok(json!({ "summary": summary, "about": about, "findings": findings, "left_out": found.left_out }))
}
