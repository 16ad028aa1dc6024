//! Exports of reports, read by what viewers read them with: each is a second opinion on bytes that are written by hand.

mod folded;
mod pprof;
#[path = "../../../crates/hotpath-render/tests/exports/samples.rs"]
mod samples;
mod speedscope;
mod svg;

use hotpath_report::Report;

/// The usual report, the odd ones, and one that a program has written.
fn reports() -> Vec<Report> {
    let saved = serde_json::from_str(include_str!("../../compat/schema-1.json")).unwrap();
    vec![saved, samples::shop(), samples::evil(), samples::uneven(), samples::deep(1_000), samples::tree(Vec::new())]
}
