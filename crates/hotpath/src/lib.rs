//! hotpath: a profiler for Rust programs.

mod front;
mod macros;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
mod engine;
#[cfg(not(all(feature = "hotpath", not(feature = "hotpath-off"))))]
#[path = "off.rs"]
mod engine;

pub use engine::{Report, RowView, Section};
pub use front::{
    Format, FunctionsGuard, FunctionsGuard as HotpathGuard, FunctionsGuardBuilder,
    FunctionsGuardBuilder as HotpathGuardBuilder, MetricType, MetricsProvider, ProfilingMode, Reporter, reset, snapshot,
};
