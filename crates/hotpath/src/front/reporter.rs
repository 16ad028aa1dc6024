//! Reporters: where a session's numbers can go, and how they look to a program that takes them itself.

use std::{collections::HashMap, error::Error, fmt};

use crate::engine::{self, Report};

/// The built-in forms of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A table for people, as wide as the terminal.
    #[default]
    Table,
    /// One JSON document on one line.
    Json,
    /// The same, indented.
    JsonPretty,
    /// The call tree as folded stacks, `a;b;c` and nanoseconds of own time: what flame graph tools read.
    Folded,
    /// The same with the bytes that the path itself allocated instead of its time. Empty without the cargo feature
    /// `hotpath-alloc`.
    FoldedBytes,
    /// A page for a browser with everything in one file: tables, the flame graph, details of each function. It needs no network.
    Html,
    /// Nothing. [`snapshot`](crate::snapshot) still works while the session runs.
    None,
}

/// Takes the report of a session instead of the built-in forms.
///
/// ```
/// use hotpath::{FunctionsGuardBuilder, MetricsProvider, Reporter};
///
/// struct Csv;
///
/// impl Reporter for Csv {
///     fn report(&self, metrics: &dyn MetricsProvider<'_>) -> Result<(), Box<dyn std::error::Error>> {
///         assert_eq!(metrics.headers()[0], "Function");
///         for (function, values) in metrics.metric_data() {
///             let values: Vec<String> = values.iter().map(ToString::to_string).collect();
///             println!("{function},{}", values.join(","));
///         }
///         Ok(())
///     }
/// }
///
/// let _guard = FunctionsGuardBuilder::new("example").reporter(Box::new(Csv)).build();
/// ```
pub trait Reporter: Send + Sync {
    /// Called once, when the session ends, on the thread that ends it. That may be while the process exits: thread-locals
    /// may be gone, and another `std::process::exit` would abort. After SIGINT or SIGTERM it has 2 s. A panic is caught.
    ///
    /// # Errors
    ///
    /// An error is printed on stderr and changes nothing else.
    fn report(&self, metrics: &dyn MetricsProvider<'_>) -> Result<(), Box<dyn Error>>;
}

/// The numbers of a finished session.
pub trait MetricsProvider<'a> {
    /// One sentence that says what the numbers are.
    fn description(&self) -> String;

    /// Whether the numbers are of time or of memory.
    fn profiling_mode(&self) -> ProfilingMode;

    /// The percentiles (0 to 100) that the session reports, ascending.
    fn percentiles(&self) -> Vec<f64>;

    /// The names of the columns: `Function, Calls, Avg, P<p>…, Total, % Total`.
    fn headers(&self) -> Vec<String>;

    /// The values of each function by its full name, in the order of the headers, without the name. Functions of one
    /// full name are one entry. As many functions as the session's limit shows, the wrapper included.
    fn metric_data(&self) -> HashMap<String, Vec<MetricType>>;

    /// A function's total, to sort by, descending.
    fn sort_key(&self, metrics: &[MetricType]) -> f64;

    /// How many functions [`metric_data`](Self::metric_data) has, and how many were measured.
    fn entry_counts(&self) -> (usize, usize);

    /// Wall time of the session in nanoseconds.
    fn total_elapsed(&self) -> u64;

    /// The name the session was started with.
    fn caller_name(&self) -> &str;

    /// Everything, as numbers.
    fn report(&self) -> &'a Report;
}

/// What a session's leading numbers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProfilingMode {
    /// Time.
    #[default]
    Timing,
    /// Memory.
    Alloc,
}

impl fmt::Display for ProfilingMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Timing => "timing",
            Self::Alloc => "alloc",
        })
    }
}

/// One value of a function.
///
/// ```
/// use hotpath::MetricType;
///
/// # #[cfg(feature = "hotpath")] {
/// assert_eq!(MetricType::DurationNs(1_500_000).to_string(), "1.50 ms");
/// assert_eq!(MetricType::Percentage(1234).to_string(), "12.34%");
/// # }
/// assert_eq!(MetricType::Unsupported.to_string(), "N/A");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricType {
    /// A number of calls.
    CallsCount(u64),
    /// A duration in nanoseconds.
    DurationNs(u64),
    /// Bytes, and the number of allocations.
    Alloc(u64, u64),
    /// Hundredths of a percent.
    Percentage(u64),
    /// Not known.
    Unsupported,
}

impl fmt::Display for MetricType {
    /// As in tables.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::CallsCount(calls) => calls.fmt(f),
            Self::DurationNs(ns) => f.pad(&engine::format::duration(ns)),
            Self::Alloc(bytes, count) => f.pad(&format!("{} ({count})", engine::format::bytes(bytes))),
            Self::Percentage(basis_points) => f.pad(&engine::format::percent(basis_points)),
            Self::Unsupported => f.pad("N/A"),
        }
    }
}
