//! The snapshot: all recorders, folded into a report, at any time and without stopping anybody.

mod calls;
mod context;
mod fold;
mod memory;
mod owned;
mod reading;
mod take;
#[cfg(test)]
mod tests;

pub(crate) use calls::SingleCall;
pub(crate) use context::{Context, Leads, Units, number};
pub(crate) use fold::{Folded, Function};
pub(crate) use memory::{Memory, Outside};
pub use owned::Report;
pub(crate) use take::take;
