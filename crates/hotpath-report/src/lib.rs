//! The report of the hotpath profiler: plain data with units, and its versioned JSON form.
//!
//! A [`Report`] is what every consumer sees: the terminal, a file, a test that asserts on numbers, another program
//! that reads the JSON. It holds [`Section`]s, a section holds [`Column`]s declared once and [`Row`]s with one
//! [`Cell`] per column, and a cell is a number in the unit of its column, a text, or [`Cell::Absent`] where nothing
//! is known. No text is formatted here and nothing is read or written: rendering is the job of `hotpath-render`.
//!
//! ```
//! use hotpath_report::Report;
//!
//! let saved = r#"{
//!     "hotpath_profiling_mode": "timing", "total_elapsed": 2000, "description": "", "caller_name": "app::main",
//!     "output": { "app::load": { "calls": 2, "avg": 500, "p95": 600, "total": 1000, "percent_total": 5000 } }
//! }"#;
//! let report: Report = serde_json::from_str(saved).unwrap();
//! let load = report.function("load").unwrap();
//! assert_eq!(load.calls(), Some(2));
//! assert_eq!(load.total_ns(), Some(1000));
//! assert_eq!(load.self_ns(), None);
//! ```

mod delta;
mod diff;
mod findings;
mod heaviest;
mod histogram;
mod json;
pub mod live;
mod memory;
mod merge;
mod name;
#[cfg(test)]
mod near;
mod percentiles;
mod report;
mod section;
mod select;
mod trials;
mod view;

pub use delta::Delta;
pub use diff::{
    Basis, Broken, Change, ComparedColumn, Comparison, ComparisonDocument, Gate, Interval, Kind, RowComparison,
    SectionComparison, Status, Verdict,
};
pub use findings::{Figure, Finding, Findings, RULES, Rule, Severity, Subject, Thresholds, findings};
pub use histogram::{Histogram, percentile_id, percentile_title};
pub use json::{Changes, Document, InWords};
pub use memory::{Memory, Tracking};
pub use merge::shown_functions;
pub use name::{segments, type_and_trait};
pub use percentiles::{MAX_PERCENTILES, parse_percentiles, sort_percentiles};
pub use report::{Clock, Coverage, CpuProfile, Mode, Process, Report, SCHEMA};
pub use section::{
    ALLOC, ALLOC_THREADS, Better, CHANNELS, Call, CallState, Cell, Column, FINDINGS, FUNCTIONS, FUTURES, IN_FLIGHT,
    LOCKS, Mark, OUTSIDE, OWN_THREADS, RUNTIMES, Row, STREAMS, Section, Show, Source, THREADS, TREE, Unit,
};
pub use select::Selection;
pub use trials::{FunctionTrials, Series, Settings, TimeTrials, Trials, Varying};
pub use view::RowView;
