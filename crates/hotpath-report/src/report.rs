//! The report as a whole: what was run, how it was measured, and the sections of numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Memory, Section};

/// The version of the report's JSON form that this crate writes, and the newest that it reads.
///
/// It grows when a reader of the version before would misunderstand a document; fields that are only added leave it
/// as it is.
pub const SCHEMA: u32 = 1;

/// Everything that is known about one run of a program, or about the part of it measured so far.
///
/// The JSON form (`serde_json`, both ways) starts with the keys of hotpath 0.9, so that its readers still work, and
/// goes on with everything else; `output` is made from the functions by [`shown_functions`](crate::shown_functions)
/// and not read back.
///
/// # Errors
///
/// Reading fails with a message, and never panics, when the text is not JSON, when it is not a report, when its
/// schema is newer than [`SCHEMA`] (the message names both), or when a value has another type than the one declared.
/// Unknown fields are ignored, missing ones are empty. A document of hotpath 0.9 becomes a report with one section of
/// what it holds: [`FUNCTIONS`](crate::FUNCTIONS) if that is time, [`ALLOC`](crate::ALLOC) if it is memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Version of the form, [`SCHEMA`] for a report made by this crate.
    pub schema: u32,
    /// What the leading figures of the functions are: time, in the section [`FUNCTIONS`](crate::FUNCTIONS), or memory,
    /// in the section [`ALLOC`](crate::ALLOC).
    pub mode: Mode,
    /// Full name of the function or the text that the session was started with: the wrapper.
    pub caller_name: String,
    /// One sentence for people about what the figures are.
    pub description: String,
    /// Wall time from the start of the session to this report, in nanoseconds.
    pub elapsed_ns: u64,
    /// The percentiles (0 to 100) that the sections of functions have columns of, in ascending order.
    pub percentiles: Vec<f64>,
    /// How many rows of the sections of functions are shown where people read them; 0 = all. The sections hold all of
    /// them.
    pub limit: usize,
    /// The process that was measured.
    pub process: Process,
    /// The clock that was used and what it cost.
    pub clock: Clock,
    /// What the figures do not hold.
    pub coverage: Coverage,
    /// The memory of the program as a whole; `None` when allocations were not asked for.
    pub memory: Option<Memory>,
    /// How CPU time was found by call path; `None` when it was not asked for.
    pub cpu: Option<CpuProfile>,
    /// The figures, one section for each kind of thing measured.
    pub sections: Vec<Section>,
}

impl Default for Report {
    /// An empty report of the current [`SCHEMA`].
    fn default() -> Self {
        Report {
            schema: SCHEMA,
            mode: Mode::default(),
            caller_name: String::new(),
            description: String::new(),
            elapsed_ns: 0,
            percentiles: Vec::new(),
            limit: 0,
            process: Process::default(),
            clock: Clock::default(),
            coverage: Coverage::default(),
            memory: None,
            cpu: None,
            sections: Vec::new(),
        }
    }
}

/// What the leading figures of the functions are. Shown as `timing` or `alloc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Time, in nanoseconds.
    #[default]
    Timing,
    /// Memory allocated, in bytes.
    Alloc,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Mode::Timing => "timing",
            Mode::Alloc => "alloc",
        })
    }
}

/// The process that was measured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Process {
    /// Process id; 0 when it is not known.
    pub pid: u32,
    /// Name or path of the program.
    pub program: String,
    /// Start of the session, in milliseconds since 1970-01-01 UTC; 0 when it is not known.
    pub started_unix_ms: u64,
    /// CPU time of all threads since the process began, in nanoseconds; `None` where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_ns: Option<u64>,
    /// Memory of the process that is in RAM (its resident set), in bytes; `None` where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rss_bytes: Option<u64>,
    /// The most that was, in bytes, since the process began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_rss_bytes: Option<u64>,
    /// How often the program's threads are looked at, in milliseconds; `None` when they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads_interval_ms: Option<u64>,
    /// How many threads the process has, hotpath's own included; `None` where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<u64>,
}

/// The clock that durations were read from, and what reading it cost.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Clock {
    /// Source and mode, such as `tsc, precise`; empty when it is not known.
    pub name: String,
    /// The step in which the clock moves, in nanoseconds: a single shorter duration is not known better than this.
    pub resolution_ns: f64,
    /// Calibrated cost of one measured call whose caller does not wait for its result, in nanoseconds.
    pub cost_low_ns: f64,
    /// Calibrated cost of one measured call whose caller waits for its result, in nanoseconds.
    pub cost_high_ns: f64,
    /// Cost of measuring that was taken out of all times together, in nanoseconds.
    pub removed_ns: u64,
}

/// How CPU time was found by call path: a thread of hotpath's looks, about so often, at what each thread runs, and gives
/// the CPU time that the thread has used since to that call path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CpuProfile {
    /// Times at which all threads were looked at.
    pub looks: u64,
    /// Mean time between two looks that was asked for, in nanoseconds; with many threads there are fewer.
    pub interval_ns: u64,
    /// CPU time that was given to call paths, in nanoseconds, that outside of measured functions included.
    pub seen_ns: u64,
    /// That of it that is in no row, in nanoseconds: of other threads than the wrapper's, outside of measured functions.
    pub outside_ns: u64,
    /// CPU time of the same threads that no look has given to a path, in nanoseconds.
    pub unseen_ns: u64,
}

/// What the figures do not hold; all zero in most programs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Coverage {
    /// Calls whose time is in the tree node of their caller, because depth or number of nodes was at its cap.
    pub truncated_calls: u64,
    /// Calls that had not returned when the report was taken; nothing else in the report counts them.
    pub in_flight: u64,
    /// Time in which nothing was recorded because recording was paused, in nanoseconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub paused_ns: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
