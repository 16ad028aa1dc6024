//! Sections: columns declared once, and rows with one cell per column.

use serde::{Deserialize, Serialize};

use crate::Histogram;

/// Id of the section of functions.
pub const FUNCTIONS: &str = "functions";
/// Id of the section of call paths.
pub const TREE: &str = "tree";
/// Id of the section of what functions allocate.
pub const ALLOC: &str = "alloc";
/// Id of the section of what threads allocate.
pub const ALLOC_THREADS: &str = "alloc_threads";
/// Id of the section of channels.
pub const CHANNELS: &str = "channels";
/// Id of the section of streams.
pub const STREAMS: &str = "streams";
/// Id of the section of futures.
pub const FUTURES: &str = "futures";
/// Id of the section of locks.
pub const LOCKS: &str = "locks";
/// Id of the section of the program's threads.
pub const THREADS: &str = "threads";
/// Id of the section of hotpath's own threads.
pub const OWN_THREADS: &str = "own_threads";
/// Id of the section of async runtimes.
pub const RUNTIMES: &str = "runtimes";
/// Id of the section of calls that have not returned: one row per thread, with the calls that run on it below it.
pub const IN_FLIGHT: &str = "in_flight";
/// The word for what was found in a report, which is no section of it: its key in JSON and its word in the `report` option.
pub const FINDINGS: &str = "findings";
/// Name of the row in the section [`ALLOC`] that is no function: what was allocated while none was running.
pub const OUTSIDE: &str = "(outside measured functions)";

/// One kind of thing measured: functions, call paths, channels.
///
/// A section whose rows have parents is a tree, with its rows in pre-order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Stable name of the section, unique within a report: its key in JSON and its word in the `report` option.
    pub id: String,
    /// Heading for people.
    pub title: String,
    /// What is known about each row.
    pub columns: Vec<Column>,
    /// All rows, in the order in which they are shown; a limit is applied by whoever shows them.
    pub rows: Vec<Row>,
}

/// What one figure of each row means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Stable name of the column, unique within its section: its key in JSON.
    pub id: String,
    /// Heading for people.
    #[serde(default)]
    pub title: String,
    /// Unit of the numbers in this column.
    pub unit: Unit,
    /// Which way is better, for comparisons.
    #[serde(default)]
    pub better: Better,
    /// Where the column is shown.
    #[serde(default)]
    pub show: Show,
    /// Id of the column of the same section whose number stands beside this one's in text, in parentheses:
    /// `1.5 KB (3)`. That column itself has [`Show::Detail`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<String>,
    /// Whether the numbers only grow while a session runs, such as calls and the time of all of them; the others go up
    /// and down or are derived, such as a queue's length and an average.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_counter: bool,
}

impl Column {
    /// A column from its parts, with none beside it, of numbers that are no counters.
    pub fn new(id: impl Into<String>, title: impl Into<String>, unit: Unit, better: Better, show: Show) -> Self {
        Column { id: id.into(), title: title.into(), unit, better, show, beside: None, is_counter: false }
    }

    /// The column of the percentile `p` (0 to 100): lower is better, always shown.
    ///
    /// ```
    /// use hotpath_report::{Column, Unit};
    ///
    /// let column = Column::percentile(99.9, Unit::Nanoseconds);
    /// assert_eq!((column.id.as_str(), column.title.as_str()), ("p99.9", "P99.9"));
    /// ```
    pub fn percentile(p: f64, unit: Unit) -> Self {
        Column::new(crate::percentile_id(p), crate::percentile_title(p), unit, Better::Lower, Show::Always)
    }

    /// This column with the number of the column `id` beside its own.
    ///
    /// ```
    /// use hotpath_report::{Column, Unit};
    ///
    /// let column = Column::percentile(95.0, Unit::Bytes).beside("p95_count");
    /// assert_eq!(column.beside.as_deref(), Some("p95_count"));
    /// ```
    #[must_use]
    pub fn beside(self, id: impl Into<String>) -> Self {
        Column { beside: Some(id.into()), ..self }
    }

    /// This column, of numbers that only grow while a session runs.
    ///
    /// ```
    /// use hotpath_report::{Better, Column, Show, Unit};
    ///
    /// assert!(Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter().is_counter);
    /// ```
    #[must_use]
    pub fn counter(self) -> Self {
        Column { is_counter: true, ..self }
    }
}

/// The unit of a column's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A number of things.
    #[default]
    Count,
    /// A duration in nanoseconds.
    #[serde(rename = "ns")]
    Nanoseconds,
    /// A size in bytes.
    Bytes,
    /// A share in hundredths of a percent: 10 000 is the whole.
    BasisPoints,
    /// No number: the cells are texts.
    Text,
    /// One that a later version has added: the numbers are shown as they are, without a unit.
    #[serde(other)]
    Unknown,
}

/// Which way a figure gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// A change is neither good nor bad, as far as this version knows.
    #[default]
    #[serde(other)]
    Neither,
}

/// Where a column is shown. JSON has all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// In every view.
    #[default]
    Always,
    /// In every view, but only if some row has a value in it that is neither absent nor zero.
    WhenAny,
    /// In JSON and in views of a single row only.
    #[serde(other)]
    Detail,
}

/// One thing measured: a function, a call path, a channel.
///
/// ```
/// use hotpath_report::{Cell, Row};
///
/// let row = Row { name: "app::load".into(), cells: vec![Cell::Number(3)], ..Row::default() };
/// assert_eq!(row.cell(0), &Cell::Number(3));
/// assert_eq!(row.cell(1), &Cell::Absent);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Full name, such as `app::index::Index<_>::insert`. Not unique: two sites may have one name.
    pub name: String,
    /// Where in the source it is.
    pub source: Option<Source>,
    /// Index of the parent row in the same section; always smaller than the row's own.
    pub parent: Option<usize>,
    /// One cell per column of the section, in their order; missing ones are absent.
    pub cells: Vec<Cell>,
    /// What has to be known to read the figures rightly.
    pub marks: Vec<Mark>,
    /// How the calls are distributed by the section's leading figure: their durations, or the bytes they allocated.
    pub histogram: Option<Histogram>,
    /// The latest calls, newest first.
    pub recent: Vec<Call>,
    /// The slowest calls, slowest first.
    pub slowest: Vec<Call>,
}

impl Row {
    /// The cell of the column at `index`; absent where the row has none.
    #[must_use]
    pub fn cell(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&Cell::Absent)
    }

    /// The number in the column at `index`; `None` where there is none.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<i64> {
        if let Cell::Number(number) = self.cell(index) { Some(*number) } else { None }
    }

    /// Whether the row carries `mark`.
    #[must_use]
    pub fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

/// A place in the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Path of the file as the compiler knows it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// What is known about one row in one column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing is known, which is not zero. `null` in JSON.
    #[default]
    Absent,
    /// A number in the unit of the column.
    Number(i64),
    /// A text.
    Text(String),
}

/// Something that has to be known to read the figures of a row rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The row's durations and its share are wall times of an async function: together they may exceed 100 %.
    Wall,
    /// The own time of a call is below twice the cost of measuring it: the figure is dominated by the correction.
    CostDominated,
    /// Times are those of a sample: of the messages that were watched on their way.
    Sampled,
    /// Counts may be off: what raw endpoints did beside the followed ones was noticed in part.
    Rough,
    /// The row of the whole program.
    Wrapper,
    /// The row of several things that have no row of their own. Which they are changes: what joins them brings what was
    /// counted elsewhere before, and so their figures are no counters.
    Others,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// It came to its end: the future was ready.
    Ready,
    /// The future was dropped before it was ready. It took from its first poll until then.
    Cancelled,
    /// The stream was dropped before its end. It took from the item before, or the first poll, until then.
    Dropped,
    /// A poll panicked.
    Panicked,
    /// No call, but a message that was sent.
    Sent,
    /// No call, but a message that was received.
    Received,
    /// No call, but the time in which a lock was held, by who is on the path.
    Held,
    /// No call, but a wait for a lock, which was held by who is on the path.
    Waited,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// When it began, in nanoseconds since the start of the session.
    pub start_ns: u64,
    /// How long it took, in nanoseconds.
    pub duration_ns: u64,
    /// Id of the thread on which it ended, as the operating system counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<u64>,
    /// How it ended, where it may end in several ways: of futures, async functions and streams. A state that a later version
    /// has added is none to this one.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::json::known_state")]
    pub state: Option<CallState>,
    /// The `Debug` text of the result, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// What it allocated with all that it called, in bytes; `None` where it was not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocated_bytes: Option<u64>,
    /// In how many blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocations: Option<u64>,
    /// How often it was polled; `None` of what is not polled, or where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polls: Option<u64>,
    /// Full names of the callers, outermost first, down to the function itself; empty where it was not kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}
