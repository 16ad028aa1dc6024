//! The streams, and the latest items of one.

use serde::{Deserialize, Serialize};

use super::messages::{MessageLog, numbered};
use super::place::{Place, find, text, unsigned};
use crate::{CallState, Report, RowView, STREAMS, Section};

/// The streams.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StreamsJson {
    /// Wall time since the start of the session, in nanoseconds.
    pub current_elapsed_ns: u64,
    /// One entry per place that makes streams; where they are listed one by one, theirs, too.
    pub streams: Vec<StreamEntry>,
}

/// The streams of one place, or one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StreamEntry {
    /// The number by which its [`StreamLogs`] are asked for.
    pub id: u64,
    /// Where it is made: `file:line`.
    pub source: Option<String>,
    /// The label it was given, or else the last two parts of the path and the line: `examples/worker.rs:34`. Of streams that are
    /// listed one by one, the second one's ends with `-2`, that of all together with ` (all)`.
    pub label: String,
    /// Whether the program gave the label.
    pub has_custom_label: bool,
    /// `active` or `closed`.
    pub state: Option<String>,
    /// Items yielded.
    pub items_yielded: u64,
    /// Type of the items; `None` where it is not known.
    pub type_name: Option<String>,
    /// Size of an item, in bytes; `None` where it is not known.
    pub type_size: Option<u64>,
    /// Which one it is, from 0, of the streams that are made there and listed one by one; else 0.
    pub iter: u64,
    /// Streams that were polled.
    pub streams: Option<u64>,
    /// Streams that came to their end.
    pub completed: Option<u64>,
    /// Streams that were dropped before their end.
    pub dropped: Option<u64>,
    /// Streams of which a poll panicked.
    pub panicked: Option<u64>,
    /// Streams that there are now.
    pub alive: Option<u64>,
    /// Polls.
    pub polls: Option<u64>,
    /// Time in polls, in nanoseconds.
    pub busy_ns: Option<u64>,
    /// Mean time between two items, in nanoseconds.
    pub gap_avg_ns: Option<u64>,
}

impl StreamsJson {
    /// The streams of a report, in its order; none when it has no section [`STREAMS`].
    #[must_use]
    pub fn of(report: &Report) -> Self {
        StreamsJson {
            current_elapsed_ns: report.elapsed_ns,
            streams: report.section(STREAMS).into_iter().flat_map(Section::iter).map(entry).collect(),
        }
    }
}

fn entry(row: RowView<'_>) -> StreamEntry {
    let Place { id, source, label, has_custom_label, iter } = Place::of(row);
    StreamEntry {
        id,
        source,
        label,
        has_custom_label,
        state: text(row, "state"),
        items_yielded: unsigned(row, "yielded").unwrap_or(0),
        type_name: text(row, "item_type"),
        type_size: unsigned(row, "item_bytes"),
        iter,
        streams: unsigned(row, "streams"),
        completed: unsigned(row, "completed"),
        dropped: unsigned(row, "dropped"),
        panicked: unsigned(row, "panicked"),
        alive: unsigned(row, "alive"),
        polls: unsigned(row, "polls"),
        busy_ns: unsigned(row, "busy"),
        gap_avg_ns: unsigned(row, "avg"),
    }
}

/// The latest items of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StreamLogs {
    /// Id of the stream, in decimal.
    pub id: String,
    /// Items, newest first; their texts where the stream was made with `log = true`.
    pub logs: Vec<MessageLog>,
}

impl StreamLogs {
    /// The latest items of the stream with this id; `None` when there is no such stream. The newest item has the number of all
    /// items as its index.
    #[must_use]
    pub fn of(report: &Report, id: u64) -> Option<Self> {
        let row = find(report.section(STREAMS)?, id)?;
        // Other states are those of streams that ended.
        let items = row.row.recent.iter().filter(|item| matches!(item.state, None | Some(CallState::Ready)));
        Some(StreamLogs { id: id.to_string(), logs: numbered(items, unsigned(row, "yielded").unwrap_or(0)) })
    }
}
