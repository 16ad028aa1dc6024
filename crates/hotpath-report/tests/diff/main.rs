//! Two reports side by side: which rows are the same, what is said of their changes, which gates break.

mod build;
mod gates;
mod matching;
mod properties;
#[path = "../support/reports.rs"]
mod reports;
mod scale;
mod verdicts;
