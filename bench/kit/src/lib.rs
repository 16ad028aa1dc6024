//! The harness that is the same for every peer: what is called, how it is timed, what is printed.
//!
//! A peer says how it measures a function (a macro given to [`workloads!`]), how a session of it runs and what belongs
//! around a batch of calls ([`Peer`]), and hands over to [`run`]. One whose allocator is measured, too, adds the functions
//! of [`allocating!`] and hands over to [`run_allocating`].

#[cfg(feature = "counting")]
mod allocations;
#[cfg(not(feature = "counting"))]
#[path = "uncounted.rs"]
mod allocations;

mod allocating;
mod clock;
mod generate;
mod generate_allocating;
mod peer;
mod process;
mod random;
mod report;
mod samples;
mod scenarios;
mod session;
mod work;

pub use clock::{fast_ticks, precise_ticks};
#[doc(hidden)]
pub use generate_allocating::__block;
pub use peer::{Peer, no_batch, run, run_allocating};
pub use report::{Entry, print_report};
pub use work::{Allocating, AsyncFunction, BlockFunction, Function, Site, Workloads, drive, spin, step, yield_once};
