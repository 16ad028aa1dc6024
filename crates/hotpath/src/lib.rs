//! Shows where a Rust program's time goes, and who allocates its memory.
//!
//! Put [`measure`] on functions (or [`measure_all`] on a module), [`main`](macro@main) on `main`, switch on the cargo feature
//! `hotpath`, and run: the report comes when `main` ends, or when the process ends in any other way. With the feature off
//! nothing is left of it.
//!
//! ```
//! #[hotpath::measure]
//! fn load(path: &str) -> String {
//!     path.to_uppercase()
//! }
//!
//! #[hotpath::main]
//! fn main() {
//!     assert_eq!(load("a"), "A");
//!     // The numbers are there while the program runs, too.
//!     if let Some(load) = hotpath::snapshot().function("load") {
//!         assert_eq!(load.calls(), Some(1));
//!     }
//! }
//! ```
//!
//! A session can also be started by hand: [`FunctionsGuardBuilder`]. Where the report goes and what it looks like is
//! said there, in the options of `main`, and before both in environment variables (`HOTPATH_OUTPUT_FORMAT`,
//! `HOTPATH_OUTPUT_PATH`, `HOTPATH_LIMIT` … the README has the table). A program's own [`Reporter`] can take it.
//!
//! A measured call costs the two readings of the clock and little else: about 40 ns in the default mode, about 20 ns with
//! `HOTPATH_CLOCK=fast`. It allocates nothing and memory does not grow with the number of calls.
//!
//! # Memory
//!
//! The cargo feature `hotpath-alloc` adds to the same report what every function and call path allocates and frees, itself and
//! with all that it calls. [`main`](macro@main) then makes a [`CountingAllocator`] the program's global allocator; a program
//! without it says so itself. With `HOTPATH_ALLOC_LIVE=1` the report also has the blocks that are not freed, by who
//! allocated them. [`alloc_scope`] gives a unit test what an expression allocates.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod front;
mod macros;

#[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
mod engine;
#[cfg(not(all(feature = "hotpath", not(feature = "hotpath-off"))))]
#[path = "off.rs"]
mod engine;

#[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
#[path = "front/wrap/mod.rs"]
pub mod wrap;
#[cfg(not(all(feature = "hotpath", not(feature = "hotpath-off"))))]
#[path = "front/wrap_off/mod.rs"]
pub mod wrap;

pub use engine::{AllocCounts, Report, RowView, Section};
pub use front::{
    AllocScope, ChannelsGuard, ChannelsGuardBuilder, CountingAllocator, Format, FunctionsGuard,
    FunctionsGuard as HotpathGuard, FunctionsGuardBuilder, FunctionsGuardBuilder as HotpathGuardBuilder, FuturesGuard,
    FuturesGuardBuilder, MetricType, MetricsProvider, ProfilingMode, Reporter, SectionGuard, SectionGuardBuilder,
    StreamsGuard, StreamsGuardBuilder, alloc_scope, reset, snapshot,
};

/// The documents that a running program answers with over HTTP, as types for those who read them: `serde`, both ways. With
/// profiling off they do not exist, since there is no serde then.
///
/// ```
/// # #[cfg(feature = "hotpath")] {
/// use hotpath::json::{ChannelsJson, FunctionsJson};
///
/// let report = hotpath::snapshot();
/// assert!(FunctionsJson::timing(&report).output.0.is_empty());
/// assert!(ChannelsJson::of(&report).channels.is_empty());
/// # }
/// ```
#[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
pub mod json {
    pub use crate::engine::live::{
        ChannelEntry, ChannelLogs, ChannelsJson, EndedEntry, FunctionLog, FunctionLogsJson, FunctionsJson, FutureCall,
        FutureCalls, FutureEntry, FuturesJson, Map, MessageLog, StreamEntry, StreamLogs, StreamsJson, ThreadEntry,
        ThreadsJson,
    };
}

/// The guard of the section of channels, by the path that it has in hotpath 0.9.
pub mod channels {
    pub use crate::front::{ChannelsGuard, ChannelsGuardBuilder};
}

/// The guard of the section of streams, by the path that it has in hotpath 0.9; with profiling on its `json` document, too.
pub mod streams {
    #[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
    pub use crate::engine::live::StreamsJson;
    pub use crate::front::{StreamsGuard, StreamsGuardBuilder};
}

/// The guard of the section of futures, by the path that it has in hotpath 0.9; with profiling on its `json` document, too.
pub mod futures {
    #[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
    pub use crate::engine::live::FuturesJson;
    pub use crate::front::{FuturesGuard, FuturesGuardBuilder};
}

/// The document of the threads, by the path that it has in hotpath 0.9: see [`json`].
#[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
pub mod threads {
    pub use crate::engine::live::ThreadsJson;
}

pub use hotpath_macros::{future_fn, main, measure, measure_all, skip};

/// The recorder's protocols alone, on the model checker's atomics, which the engine's statics cannot be made of: hence
/// with profiling off.
#[cfg(all(test, loom))]
#[path = "engine/record/protocol/mod.rs"]
mod protocol;
