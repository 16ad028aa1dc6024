//! The public interface: builders, guards, reporters. The same with profiling on and off.

mod alloc;
mod alloc_scope;
mod builder;
mod expansion;
mod live;
mod reporter;
mod section_guard;

pub use alloc::CountingAllocator;
pub use alloc_scope::{AllocScope, alloc_scope};
pub use builder::{FunctionsGuard, FunctionsGuardBuilder, start};
pub use expansion::{FunctionOutput, boxed, evaluated, invoke, labelled, never};
pub use live::{reset, snapshot};
pub use reporter::{Format, MetricType, MetricsProvider, ProfilingMode, Reporter};
pub use section_guard::{
    ChannelsGuard, ChannelsGuardBuilder, FuturesGuard, FuturesGuardBuilder, SectionGuard, SectionGuardBuilder,
    StreamsGuard, StreamsGuardBuilder,
};
