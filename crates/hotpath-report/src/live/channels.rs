//! The channels, and the latest messages of one.

use serde::{Deserialize, Serialize};

use super::messages::{MessageLog, numbered};
use super::place::{Place, find, text, unsigned};
use crate::{CHANNELS, CallState, Mark, Report, RowView, Section};

/// The channels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelsJson {
    /// Wall time since the start of the session, in nanoseconds.
    pub current_elapsed_ns: u64,
    /// One entry per place that makes channels; where they are listed one by one, theirs, too.
    pub channels: Vec<ChannelEntry>,
}

/// The channels of one place, or one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelEntry {
    /// The number by which its [`ChannelLogs`] are asked for.
    pub id: u64,
    /// Where it is made: `file:line`.
    pub source: Option<String>,
    /// The label it was given, or else the last two parts of the path and the line: `examples/worker.rs:34`. Of channels that are
    /// listed one by one, the second one's ends with `-2`, that of all together with ` (all)`.
    pub label: String,
    /// Whether the program gave the label.
    pub has_custom_label: bool,
    /// Kind and capacity: `bounded[10]`, `unbounded`, `oneshot`. It is `bounded` for std's `sync_channel`, which does not tell its
    /// capacity, unless `channel!` is told `capacity = 10`.
    pub channel_type: Option<String>,
    /// `active`, `full`, `closed`, or `notified`: a oneshot channel whose value was sent.
    pub state: Option<String>,
    /// Messages sent.
    pub sent_count: u64,
    /// Messages received.
    pub received_count: u64,
    /// Messages in the channel now; `None` where that is not known.
    pub queued: Option<u64>,
    /// Type of the messages.
    pub type_name: Option<String>,
    /// Size of a message, in bytes; `None` where channels of several types are together.
    pub type_size: Option<u64>,
    /// Size of the messages in the channel now, in bytes.
    pub queued_bytes: Option<u64>,
    /// Which one it is, from 0, of the channels that are made there and listed one by one; else 0.
    pub iter: u64,
    /// The most messages that were in the channel at once.
    pub max_queued: Option<u64>,
    /// Messages that were never received, because the channel ended.
    pub abandoned: Option<u64>,
    /// Channels that there are now.
    pub alive: Option<u64>,
    /// Channels that ended.
    pub ended: Option<u64>,
    /// How long senders waited for room, all together, in nanoseconds.
    pub blocked_ns: Option<u64>,
    /// How long receivers waited for messages, all together, in nanoseconds.
    pub waited_ns: Option<u64>,
    /// Mean time of a message in the channel, in nanoseconds, of those that were watched.
    pub queue_avg_ns: Option<u64>,
    /// Whether counts may be off: what raw endpoints did was noticed in part.
    pub is_rough: bool,
}

impl ChannelsJson {
    /// The channels of a report, in its order; none when it has no section [`CHANNELS`].
    #[must_use]
    pub fn of(report: &Report) -> Self {
        ChannelsJson {
            current_elapsed_ns: report.elapsed_ns,
            channels: report.section(CHANNELS).into_iter().flat_map(Section::iter).map(entry).collect(),
        }
    }
}

fn entry(row: RowView<'_>) -> ChannelEntry {
    let Place { id, source, label, has_custom_label, iter } = Place::of(row);
    ChannelEntry {
        id,
        source,
        label,
        has_custom_label,
        channel_type: text(row, "type"),
        state: text(row, "state"),
        sent_count: unsigned(row, "sent").unwrap_or(0),
        received_count: unsigned(row, "received").unwrap_or(0),
        queued: unsigned(row, "queued"),
        type_name: text(row, "message_type"),
        type_size: unsigned(row, "message_bytes"),
        queued_bytes: unsigned(row, "queued_bytes"),
        iter,
        max_queued: unsigned(row, "max_queued"),
        abandoned: unsigned(row, "abandoned"),
        alive: unsigned(row, "alive"),
        ended: unsigned(row, "ended"),
        blocked_ns: unsigned(row, "blocked"),
        waited_ns: unsigned(row, "waited"),
        queue_avg_ns: unsigned(row, "queue_avg"),
        is_rough: row.row.has(Mark::Rough),
    }
}

/// The latest messages of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelLogs {
    /// Id of the channel, in decimal.
    pub id: String,
    /// Messages sent, newest first; those of channels made with `log = true`.
    pub sent_logs: Vec<MessageLog>,
    /// Messages received, newest first. The one of index 3 here is the third that was received, which is the third that was sent
    /// where a channel has one receiver.
    pub received_logs: Vec<MessageLog>,
}

impl ChannelLogs {
    /// The latest messages of the channel with this id; `None` when there is no such channel.
    ///
    /// The newest message has the number of all messages as its index. That holds as far as all of them were logged: where a
    /// place makes channels with and without `log = true`, it is a number in the right order and nothing more.
    #[must_use]
    pub fn of(report: &Report, id: u64) -> Option<Self> {
        let row = find(report.section(CHANNELS)?, id)?;
        let side = |state, count| {
            let messages = row.row.recent.iter().filter(|message| message.state == Some(state));
            numbered(messages, unsigned(row, count).unwrap_or(0))
        };
        Some(ChannelLogs {
            id: id.to_string(),
            sent_logs: side(CallState::Sent, "sent"),
            received_logs: side(CallState::Received, "received"),
        })
    }
}
