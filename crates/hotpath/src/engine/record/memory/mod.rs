//! What measured functions allocate: counted on the thread, into the node of the call that runs.
//!
//! `memory_off.rs` has the same names for builds without the feature `hotpath-alloc`.

mod blocks;
mod call;
mod count;
mod node;
mod sampler;
mod slot;
mod thread;

pub(crate) use super::counts::Before;
pub(crate) use blocks::{Held, held, live_blocks, may_be_tracked, stop, tracking};
pub(crate) use call::{CallMemory, FrameMemory, FutureMemory};
pub(crate) use count::{COUNTS, Event, count, count_by, direct, is_counted, late, scope, set_session, settle, start};
pub(crate) use node::NodeMemory;
pub(crate) use sampler::{is_sampling, sampled};
pub(crate) use slot::SlotMemory;
pub(crate) use thread::{ThreadMemory, most_unpublished};
