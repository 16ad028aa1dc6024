//! Channels, streams, futures and locks: what is followed, and the loops, which are the same for every peer.

mod generate;
mod load;
mod loops;
mod table;

pub use load::{Load, Pace};
pub use loops::run_flow;
pub use table::{
    BATCH, CAPACITY, Channel, FILL, Flow, Locks, Loop, Request, Requests, current_thread, ready, step_at_once,
    step_later, two_workers,
};
