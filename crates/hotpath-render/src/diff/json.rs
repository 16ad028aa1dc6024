//! The comparison as one document of JSON.

use hotpath_report::{Broken, Comparison, ComparisonDocument, Gate};

use crate::safe_json;

/// The comparison as one line of JSON: `hotpath_diff` is the version of the form, `before` and `after` tell which reports they are,
/// `gates` what was asked for and what broke it, `sections` has all columns with their kind and all rows with all figures.
///
/// ```
/// use hotpath_render::diff_json;
/// use hotpath_report::{Comparison, Report};
///
/// let report = Report::default();
/// let json = diff_json(&Comparison::between(&report, &report).unwrap(), &[], &[]);
/// assert!(json.starts_with(r#"{"hotpath_diff":1,"mode":"timing","is_unchanged":true,"#) && json.ends_with("}\n"));
/// ```
#[must_use]
pub fn diff_json(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken]) -> String {
    let document = ComparisonDocument { comparison, gates, broken };
    safe_json(serde_json::to_string(&document).expect(ALWAYS_WRITTEN) + "\n")
}

const ALWAYS_WRITTEN: &str = "a comparison has texts for keys and nothing in it fails to serialize";
