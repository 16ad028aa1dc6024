//! What a column's numbers depend on: the program, the clock, or chance.

use serde::{Deserialize, Serialize};

use crate::histogram::percentile_of;
use crate::{ALLOC, ALLOC_THREADS, CHANNELS, Column, IN_FLIGHT, LOCKS, OWN_THREADS, RUNTIMES, THREADS, Unit};

/// What the numbers of a column depend on, and so what a change of them means.
///
/// ```
/// use hotpath_report::{Column, Kind, Unit};
///
/// let column = |id: &str, unit| Column { id: id.into(), ..Column::percentile(95.0, unit) };
/// assert_eq!(Kind::of("functions", &column("calls", Unit::Count)), Kind::Exact);
/// assert_eq!(Kind::of("alloc", &column("total", Unit::Bytes)), Kind::Exact);
/// assert_eq!(Kind::of("functions", &column("avg", Unit::Nanoseconds)), Kind::Timed);
/// assert_eq!(Kind::of("functions", &column("percent_total", Unit::BasisPoints)), Kind::Timed);
/// assert_eq!(Kind::of("channels", &column("max_queued", Unit::Count)), Kind::Incidental);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What the program does: calls, polls, messages, bytes, allocations. Equal on every machine for equal work.
    Exact,
    /// Durations, and shares of them: other in every run.
    Timed,
    /// Numbers that are nobody's doing: how the system scheduled the threads, and what was there when the report was
    /// taken.
    Incidental,
}

impl Kind {
    /// The kind of a column of the section with this id.
    #[must_use]
    pub fn of(section: &str, column: &Column) -> Kind {
        match column.unit {
            Unit::Nanoseconds => Kind::Timed,
            // Shares of bytes are as exact as the bytes.
            Unit::BasisPoints if section != ALLOC => Kind::Timed,
            _ if is_by_thread(section) || INCIDENTAL.contains(&column.id.as_str()) => Kind::Incidental,
            _ => Kind::Exact,
        }
    }
}

/// Whether the column says which thing a row is, or is a text: there is nothing to compare.
pub(super) fn is_identity(column: &Column) -> bool {
    column.unit == Unit::Text || ["instance", "started", "ended", "thread", "tid"].contains(&column.id.as_str())
}

/// Whether the rows of a section are threads: what each of them gets to do is the scheduler's choice.
pub(crate) fn is_by_thread(section: &str) -> bool {
    [THREADS, OWN_THREADS, ALLOC_THREADS, RUNTIMES, IN_FLIGHT].contains(&section)
}

/// What a column says of the distribution that the histograms of its section hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Spread {
    Mean,
    /// The mean of the fast calls, which is told of many runs only.
    Fast,
    Percentile(f64),
}

impl Spread {
    /// `None` for columns that are something else.
    pub(crate) fn of(section: &str, column: &Column) -> Option<Spread> {
        match column.id.strip_prefix(Spread::of_what(section))? {
            "avg" => Some(Spread::Mean),
            "fast" => Some(Spread::Fast),
            id => percentile_of(id).map(Spread::Percentile),
        }
    }

    /// What the ids of such columns begin with.
    pub(crate) fn of_what(section: &str) -> &'static str {
        match section {
            CHANNELS => "queue_",
            LOCKS => "hold_",
            _ => "",
        }
    }
}

/// Counts that depend on who came first, and on when somebody looked.
const INCIDENTAL: [&str; 19] = [
    "abandoned",
    "alive",
    "blocked_now",
    "blocked_sends",
    "contended",
    "cpu_looks",
    "failed",
    "failed_receives",
    "failed_sends",
    "held_now",
    "live",
    "live_blocks",
    "max_queued",
    "pending",
    "queue_samples",
    "queued",
    "queued_bytes",
    "waited_receives",
    "waiting_now",
];
