//! What the heads are compared with: a file, a folder of reports, or a branch that holds nothing else.

mod branch;
mod place;

pub(super) use branch::Branch;
pub(super) use place::Baseline;
