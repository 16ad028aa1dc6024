//! The engine: what records, folds and states. The public interface in front of it uses the short list below, which
//! `off.rs` has too.

mod clock;
mod config;
mod forward;
mod mark;
mod output;
mod probe;
mod record;
mod sampler;
#[cfg(feature = "server")]
mod serve;
#[cfg(not(feature = "server"))]
#[path = "serve_off.rs"]
mod serve;
mod session;
mod site;
mod snapshot;
mod sys;

pub use hotpath_render::format;
pub use hotpath_report::{RowView, Section, live};
pub use record::AllocCounts;
pub use snapshot::Report;

/// What expansions name.
pub mod expansion {
    pub use core::any::type_name_of_val;

    pub use super::{
        record::{
            Await, Awaited, Block, ChannelOptions, ChannelSite, Guard, Measured, StreamList, Streamed, Timer, Within,
            awaited, block, call, call_logged, finish, finish_awaited, finish_block, future, future as tracked_future,
            future_logged, future_logged as tracked_future_logged, guard, listed, stream, stream_logged, timer,
        },
        site::{Site, SiteKind},
    };
}

/// What the wrappers of channels, locks and runtimes name. Behind the hidden door, too, since a build has only some of them.
pub mod flow {
    pub use super::forward::{next_unless, on_shared_thread, on_thread};
    pub use super::output::complain;
    pub use super::record::{
        Access, ChannelKind, ChannelSite, Guards, GuardsMut, LockGuard, LockWait, Locked, Look, Outgoing, Owned,
        Passage, Ready, ReceiveEnd, RuntimeExtra, RuntimeReading, SendEnd, Show, Wait, WeakEnd, WorkerExtra,
        WorkerReading, ends, follow_runtime, unmeasured, waited, waited_for, waited_then,
    };
}

/// What the counting allocator names.
pub(crate) mod memory {
    pub(crate) use super::record::{
        Before, COUNTS, Event, Held, count, count_by, direct, held, is_sampling, may_be_tracked, sampled, scope, settle,
    };
}

pub(crate) use session::{ALREADY_RUNNING, Options, Session, Watch, reset, snapshot};
