//! From a hotpath report to text: pure functions of a [`Report`](hotpath_report::Report), one file per form.
//!
//! [`table()`] is for people, with the call tree ([`tree()`]) in it; [`json()`] and [`json_pretty()`] are for
//! programs; [`markdown()`] is for issues and pull requests and [`csv()`] for spreadsheets; [`html()`] and [`page()`]
//! are for browsers; [`prometheus()`], [`openmetrics()`] and [`prometheus_protobuf()`] are for Prometheus. The call tree goes to
//! flame graphs as [`folded()`] and [`flamegraph()`], and to viewers as [`speedscope()`], [`pprof()`], [`chrome()`] and
//! [`firefox()`]; [`timeline()`] is what happened when, which no report knows; [`diff_table()`], [`diff_json()`] and [`diff_markdown()`] show two reports
//! side by side. None of them knows what is measured: they walk the sections and columns of the report, so that a
//! new kind of section shows up everywhere by itself. All text ends with a newline and has the control characters of
//! names escaped, so that it is safe to print on a terminal.
//!
//! ```
//! use hotpath_report::Report;
//! use hotpath_render::{Options, json, table};
//!
//! let report = Report { caller_name: "app::main".into(), elapsed_ns: 1_500_000, ..Report::default() };
//! let text = table(&report, &Options { width: Some(80), ..Options::default() });
//! assert!(text.starts_with("\nhotpath timing · app::main · 1.50 ms\n"));
//! assert!(text.contains("Nothing was measured"));
//! assert_eq!(serde_json::from_str::<Report>(&json(&report)).unwrap(), report);
//! ```

mod chrome;
mod csv;
mod diff;
mod findings;
mod firefox;
mod flamegraph;
mod folded;
mod footer;
pub mod format;
mod grid;
mod json;
mod markdown;
mod names;
mod options;
mod page;
mod pprof;
mod prometheus;
mod speedscope;
mod stacks;
mod table;
mod text;
mod texts;
mod timeline;
mod tree;
mod weight;
mod wire;
mod written;

pub use chrome::chrome;
pub use csv::csv;
pub use diff::{CiPage, diff_json, diff_markdown, diff_table};
pub use findings::{sentence, sentences};
pub use firefox::firefox;
pub use flamegraph::flamegraph;
pub use folded::{folded, folded_bytes, folded_weight};
pub use json::{JsonStream, json, json_pretty, json_pretty_with, json_with, safe_json};
pub use markdown::markdown;
pub use names::short_names;
pub use options::{Options, Sections};
pub use page::{html, html_with, page, page_policy};
pub use pprof::pprof;
pub use prometheus::{
    MetricsForm, OPENMETRICS_TYPE, PROTOBUF_TYPE, TEXT_TYPE, openmetrics, prometheus, prometheus_protobuf,
};
pub use speedscope::speedscope;
pub use table::table;
pub use text::{clean, markup, wrap};
pub use timeline::{Slice, Timeline, TimelineFunction, Track, timeline};
pub use tree::tree;
pub use weight::Weight;
