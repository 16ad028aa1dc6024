//! The harness that is the same for every peer: what is called, how it is timed, what is printed.
//!
//! A peer says how it measures a function (a macro given to [`workloads!`]), how a session of it runs and what belongs
//! around a batch of calls ([`Peer`]), and hands over to [`run`]. One whose allocator is measured, too, adds the functions
//! of [`allocating!`] and hands over to [`run_allocating`]. One that follows channels, streams, futures and locks says how
//! to [`flow!`] and [`locks!`], and hands over to [`run_flow`].

#[cfg(feature = "counting")]
mod allocations;
#[cfg(not(feature = "counting"))]
#[path = "uncounted.rs"]
mod allocations;

mod allocating;
mod clock;
#[cfg(feature = "flow")]
mod flow;
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
#[cfg(feature = "flow")]
pub use flow::{
    BATCH, CAPACITY, Channel, FILL, Flow, Load, Locks, Loop, Pace, Request, Requests, current_thread, ready, run_flow,
    step_at_once, step_later, two_workers,
};
#[doc(hidden)]
pub use generate_allocating::__block;
pub use peer::{Peer, no_batch, run, run_allocating};
pub use report::{Entry, print_report};
pub use work::{Allocating, AsyncFunction, BlockFunction, Function, Site, Workloads, drive, spin, step, yield_once};

/// The crates that expansions name.
#[cfg(feature = "flow")]
#[doc(hidden)]
pub mod __dependencies {
    pub use {crossbeam_channel, futures_channel, futures_util, tokio};
}
