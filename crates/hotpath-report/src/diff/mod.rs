//! Two reports side by side: which rows are the same, what changed in them, and what of it breaks a gate.

mod change;
mod comparison;
mod gate;
mod hold;
mod interval;
mod json;
mod kind;
mod matching;

pub use change::{Change, Status, Verdict};
pub use comparison::{ComparedColumn, Comparison, RowComparison, SectionComparison};
pub use gate::Gate;
pub use hold::{Basis, Broken};
pub use interval::Interval;
pub use json::ComparisonDocument;
pub use kind::Kind;

pub(crate) use kind::{Spread, is_by_thread};
