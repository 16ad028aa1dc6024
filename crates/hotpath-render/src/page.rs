//! The web page: the live one, and the same one with a report in it.

use hotpath_report::{Report, Thresholds};

use crate::json_with;

/// The live page: all of it is in this text, and it asks its server for `/events` alone.
///
/// It is to be served with the `Content-Security-Policy` of [`page_policy`].
#[must_use]
pub fn page() -> &'static str {
    PAGE
}

/// The `Content-Security-Policy` of the live page: its own script and style run, by their hashes, and nothing else does or is loaded.
///
/// ```
/// assert!(hotpath_render::page_policy().starts_with("default-src 'none'; script-src 'sha256-"));
/// ```
#[must_use]
pub fn page_policy() -> String {
    format!("{}; connect-src 'self'; frame-ancestors 'none'", policy())
}

/// The report as a page: one file that shows all of it in a browser and asks for nothing, also without a network.
///
/// ```
/// use hotpath_report::Report;
///
/// let report = Report { caller_name: "</script>".into(), ..Report::default() };
/// let html = hotpath_render::html(&report);
/// assert!(html.starts_with("<!doctype html>") && html.contains("\"caller_name\":\"\\u003c/script>\""));
/// ```
#[must_use]
pub fn html(report: &Report) -> String {
    html_with(report, &Thresholds::default())
}

/// What [`html`] makes, with the findings of these thresholds.
#[must_use]
pub fn html_with(report: &Report, thresholds: &Thresholds) -> String {
    // In JSON a `<` is in strings only, and without any there is no end of the element.
    let data = json_with(report, thresholds).replace('<', "\\u003c");
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy());
    let data = format!("<script id=\"data\" type=\"application/json\">{data}</script>\n");
    // The policy holds for what comes after it, and the script looks for the data.
    let (body, script) = PAGE.split_at(PAGE.find(SCRIPT_BEGIN).unwrap_or(PAGE.len()));
    let (start, body) = body.split_at(body.find("<meta").unwrap_or(0));
    [start, &policy, body, &data, script].concat()
}

/// What both pages may do.
fn policy() -> String {
    format!(
        "default-src 'none'; script-src 'sha256-{SCRIPT_HASH}'; style-src 'sha256-{STYLE_HASH}'; img-src data:; \
         base-uri 'none'; form-action 'none'"
    )
}

/// SHA-256 of what is in the element `script`, in base64. A test says what it must be.
const SCRIPT_HASH: &str = "pgJsFrWtaIZsc62lRm66HIKTIWCv/kijAORF9mgUOrA=";
/// SHA-256 of what is in the element `style`.
const STYLE_HASH: &str = "aZL7XH0C+ql0+6QwlrEoWKGf1rn02zsrbXJlPh0AYn0=";

/// How the element of the script begins; no other one does.
const SCRIPT_BEGIN: &str = "<script type=\"module\">";

const PAGE: &str = concat!(
    include_str!("../page/head.html"),
    "<style>",
    include_str!("../page/style.css"),
    "</style>\n",
    include_str!("../page/body.html"),
    "<script type=\"module\">",
    include_str!("../page/format.js"),
    include_str!("../page/names.js"),
    include_str!("../page/delta.js"),
    include_str!("../page/dom.js"),
    include_str!("../page/history.js"),
    include_str!("../page/feed.js"),
    include_str!("../page/table.js"),
    include_str!("../page/detail.js"),
    include_str!("../page/flame.js"),
    include_str!("../page/overview.js"),
    include_str!("../page/findings.js"),
    include_str!("../page/app.js"),
    "</script>\n",
);
