//! The clock: ticks, modes, and what a tick is worth.

mod counter;
#[cfg(test)]
pub(crate) mod fake;
mod scale;
mod system;
mod ticks;

pub(crate) use scale::{Anchor, Scale, resolution_ticks};
pub(crate) use ticks::{Mode, between, choose, cost, end, inner_cost, name, now, set_cost, since, start};
