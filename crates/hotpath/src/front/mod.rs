//! The public interface: builders, guards, reporters. The same with profiling on and off.

mod builder;
mod expansion;
mod live;
mod reporter;

pub use builder::{FunctionsGuard, FunctionsGuardBuilder, start};
pub use expansion::{FunctionOutput, boxed, invoke, labelled, never};
pub use live::{reset, snapshot};
pub use reporter::{Format, MetricType, MetricsProvider, ProfilingMode, Reporter};
