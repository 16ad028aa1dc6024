//! The harness that is the same for every peer: what is called, how it is timed, what is printed.
//!
//! A peer says how it measures a function (a macro given to [`workloads!`]), how a session of it runs and what belongs
//! around a batch of calls ([`Peer`]), and hands over to [`run`].

mod allocations;
mod clock;
mod generate;
mod peer;
mod process;
mod random;
mod report;
mod samples;
mod scenarios;
mod work;

pub use clock::{fast_ticks, precise_ticks};
pub use peer::{Peer, no_batch, run};
pub use report::{Entry, print_report};
pub use work::{AsyncFunction, Function, Site, Workloads, drive, spin, step, yield_once};
