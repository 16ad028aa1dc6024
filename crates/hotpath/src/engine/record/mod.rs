//! The recorder: a thread's own record of its calls, written without lock, allocation or event when warm.

mod beside;
mod block;
mod by_name;
mod call;
mod calls;
mod channel;
mod counts;
mod ended;
mod future;
mod histogram;
mod listed;
mod lock;
#[cfg(feature = "hotpath-alloc")]
mod memory;
#[cfg(not(feature = "hotpath-alloc"))]
#[path = "memory_off.rs"]
mod memory;
mod node;
mod polls;
mod protocol;
mod recorder;
mod runtime;
mod slot;
mod stream;
#[cfg(test)]
mod tests;
mod text;
mod thread;
mod threads;
mod timer;
mod trace;
mod usage;

pub(crate) use beside::Noted;
pub use block::{Await, Awaited, Block, Within, awaited, block, finish_awaited, finish_block};
pub(crate) use by_name::ByName;
pub use call::{Guard, call, call_logged, finish, guard};
pub(crate) use calls::{MAX_RECENT, RecentCall, SLOW, SlowCall, recent_shown, show_recent};
pub use channel::{
    ChannelKind, ChannelOptions, ChannelSite, Look, Outgoing, Passage, ReceiveEnd, SendEnd, Show, Wait, WeakEnd, ends,
    waited, waited_for, waited_then,
};
pub(crate) use channel::{ChannelReading, ChannelsReading, read_channels, start_channels};
pub(crate) use ended::EndedThreads;
pub use future::{Measured, future, future_logged};
pub(crate) use histogram::BucketCounts;
pub use listed::StreamList;
pub(crate) use listed::{ListedStream, listed_streams, start_lists};
pub use lock::{Access, Guards, GuardsMut, LockGuard, LockWait, Locked, Owned, Ready};
pub(crate) use memory::{
    Before, COUNTS, Event, Held, count, count_by, direct, held, is_counted, is_sampling, late, live_blocks,
    may_be_tracked, most_unpublished, sampled, scope, settle, start as start_memory, stop as stop_memory, tracking,
};
pub(crate) use node::Node;
pub(crate) use protocol::PAIR_BITS;
pub(crate) use recorder::{Recorder, Tenure};
pub(crate) use runtime::{FollowedReading, RuntimesReading, read_runtimes, start_runtimes};
pub use runtime::{RuntimeExtra, RuntimeReading, WorkerExtra, WorkerReading, follow_runtime};
pub(crate) use slot::{ItemType, SlotReading};
pub use stream::{Streamed, listed, stream, stream_logged};
pub(crate) use text::set_text_limits;
pub use thread::unmeasured;
pub(crate) use thread::{each_recorder, joined, look_at_owners, place, recorders, run_own_thread, set_session};
pub(crate) use threads::{
    KnownThread, ThreadGroup, ThreadsLook, ThreadsReading, begin_threads, living_threads, note_threads, read_threads,
};
pub use timer::{Timer, timer};
pub(crate) use trace::{TraceEvent, TraceKind, TraceReading, set_trace_size};
pub use usage::AllocCounts;
pub(crate) use usage::{CallsUsage, LiveBlocks, NodeUsage, Peak, PerCall, Spread, ThreadReading, ThreadUsage, Usage};
