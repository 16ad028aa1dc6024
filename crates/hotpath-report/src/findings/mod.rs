//! What to look at in a report: rules that turn its figures into findings.
//!
//! [`findings`] is a pure function of the report and of the thresholds. A rule is one row of a table ([`RULES`]): its id, what it
//! says, its threshold and a function that looks for it. Beside the threshold each has a floor, a least amount of time or calls
//! below which it says nothing, so that small numbers raise no alarm. The words are made by `hotpath-render`.

mod calls;
mod channels;
mod find;
mod finding;
mod locks;
mod look;
mod memory;
mod polls;
mod rules;
mod runtimes;
mod thresholds;
mod whole;

pub use find::{Findings, findings};
pub use finding::{Figure, Finding, Severity, Subject};
pub use rules::{RULES, Rule};
pub use thresholds::Thresholds;
pub(crate) use thresholds::{UNITS, number};
