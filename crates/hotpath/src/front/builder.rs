//! The session builder and the guard that ends the session.

use std::{path::PathBuf, time::Duration};

use super::{Format, Reporter};
use crate::engine::{self, Options, Session};

/// Starts a profiling session: [`build`](Self::build) gives the guard that ends it.
///
/// `#[hotpath::main]` does the same around a function. Environment variables go before what is said here.
///
/// ```
/// use hotpath::{Format, FunctionsGuardBuilder};
///
/// #[hotpath::measure]
/// fn load() {}
///
/// let guard = FunctionsGuardBuilder::new("example")
///     .percentiles(&[50.0, 95.0, 99.9])
///     .limit(20)
///     .format(Format::Json)
///     .build();
/// load();
/// drop(guard); // Prints the report.
/// ```
#[must_use = "a session starts with `build`"]
#[derive(Debug)]
pub struct FunctionsGuardBuilder(Options);

impl FunctionsGuardBuilder {
    /// A session named after the function or phase it covers; the name of the first row of the report.
    pub fn new(caller_name: &'static str) -> Self {
        Self(Options::new(caller_name))
    }

    /// The percentiles to report, 0 to 100, integers or floats; default 95. The report has at most 10, sorted; what
    /// cannot be reported is left out, with a line on stderr.
    pub fn percentiles<P: Copy + Into<f64>>(mut self, percentiles: &[P]) -> Self {
        self.0.set_percentiles(percentiles.iter().map(|percentile| (*percentile).into()));
        self
    }

    /// How many functions the report shows; default 15, 0 for all.
    pub fn limit(mut self, limit: usize) -> Self {
        self.0.set_limit(limit);
        self
    }

    /// A built-in form of the report; default [`Format::Table`]. Replaces a [`reporter`](Self::reporter).
    pub fn format(mut self, format: Format) -> Self {
        self.0.set_format(format);
        self
    }

    /// The program's own reporter instead of a built-in form. Replaces a [`format`](Self::format).
    #[inline]
    pub fn reporter(mut self, reporter: Box<dyn Reporter>) -> Self {
        self.0.set_reporter(reporter);
        self
    }

    /// A file for the report instead of stdout. It is replaced as a whole.
    pub fn output_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.set_output_path(path);
        self
    }

    /// The sections of the report: `auto` (default), `all`, a list such as `functions,tree`, or `auto,-tree`.
    pub fn report(mut self, sections: &str) -> Self {
        self.0.set_sections(sections);
        self
    }

    /// Starts the session. It ends when the guard is dropped, or when the process ends by return from `main`, by
    /// `std::process::exit`, SIGINT or SIGTERM. The first session of a process takes about 3 ms to calibrate the clock.
    ///
    /// # Panics
    ///
    /// When a session is already running. One after the other is fine; each starts from zero. The session of a
    /// [`SectionGuard`](crate::SectionGuard) makes room: it becomes this one, with its numbers so far.
    #[expect(clippy::panic, reason = "two sessions at once is a mistake in the program's text, found at its first run")]
    pub fn build(self) -> FunctionsGuard {
        match Session::start(self.0) {
            Some(session) => FunctionsGuard(session),
            None => panic!("{}", engine::ALREADY_RUNNING),
        }
    }

    /// Starts a session that no guard ends: after `duration` the report is written and the process exits with 0. If the
    /// program ends before that, the report is written then.
    ///
    /// # Panics
    ///
    /// As [`build`](Self::build).
    #[inline]
    pub fn build_with_timeout(mut self, duration: Duration) {
        self.0.set_timeout(duration);
        self.build().0.leave_running();
    }

    /// The newer name of [`build_with_timeout`](Self::build_with_timeout).
    ///
    /// # Panics
    ///
    /// As [`build`](Self::build).
    #[inline]
    pub fn build_with_shutdown(self, duration: Duration) {
        self.build_with_timeout(duration);
    }
}

/// A running session. Dropping it writes the report.
#[must_use = "the session ends when the guard is dropped"]
#[derive(Debug)]
pub struct FunctionsGuard(Session);

/// What `#[hotpath::main]` calls: a session with a guard and perhaps a timeout.
#[doc(hidden)]
pub fn start(mut builder: FunctionsGuardBuilder, timeout_ms: Option<u64>) -> FunctionsGuard {
    if let Some(timeout_ms) = timeout_ms {
        builder.0.set_timeout(Duration::from_millis(timeout_ms));
    }
    builder.build()
}
