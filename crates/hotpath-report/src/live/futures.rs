//! The futures, and the latest calls of one.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::messages::ended_ns;
use super::place::{Place, find, unsigned};
use crate::json::known_state;
use crate::{Call, CallState, FUTURES, Report, RowView, Section};

/// The futures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FuturesJson {
    /// Wall time since the start of the session, in nanoseconds.
    pub current_elapsed_ns: u64,
    /// One entry per place that makes futures.
    pub futures: Vec<FutureEntry>,
}

/// The futures of one place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FutureEntry {
    /// The number by which its [`FutureCalls`] are asked for.
    pub id: u64,
    /// Where it is made: `file:line`.
    pub source: Option<String>,
    /// The label it was given; or else the full name of the function, or the last two parts of the path and the line:
    /// `examples/worker.rs:34`.
    pub label: String,
    /// Whether it has another label than its place.
    pub has_custom_label: bool,
    /// Futures that were polled.
    pub call_count: u64,
    /// Polls of all of them.
    pub total_polls: u64,
    /// Futures that were ready.
    pub ready: Option<u64>,
    /// Futures that are neither ready nor dropped.
    pub pending: Option<u64>,
    /// Futures that were dropped before they were ready.
    pub cancelled: Option<u64>,
    /// Futures of which a poll panicked.
    pub panicked: Option<u64>,
    /// Mean time from the first poll until a future was ready, in nanoseconds.
    pub avg_ns: Option<u64>,
    /// Time in polls, in nanoseconds.
    pub busy_ns: Option<u64>,
}

impl FuturesJson {
    /// The futures of a report, in its order; none when it has no section [`FUTURES`].
    #[must_use]
    pub fn of(report: &Report) -> Self {
        FuturesJson {
            current_elapsed_ns: report.elapsed_ns,
            futures: report.section(FUTURES).into_iter().flat_map(Section::iter).map(entry).collect(),
        }
    }
}

fn entry(row: RowView<'_>) -> FutureEntry {
    let Place { id, source, label, has_custom_label, iter: _ } = Place::of(row);
    FutureEntry {
        id,
        source,
        label,
        has_custom_label,
        call_count: unsigned(row, "calls").unwrap_or(0),
        total_polls: unsigned(row, "polls").unwrap_or(0),
        ready: unsigned(row, "ready"),
        pending: unsigned(row, "pending"),
        cancelled: unsigned(row, "cancelled"),
        panicked: unsigned(row, "panicked"),
        avg_ns: unsigned(row, "avg"),
        busy_ns: unsigned(row, "busy"),
    }
}

/// The latest futures of one place that ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FutureCalls {
    /// Id of the place, in decimal.
    pub id: String,
    /// The futures, newest first.
    pub calls: Vec<FutureCall>,
}

/// One future that ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FutureCall {
    /// Which one it is of all that ended there, from 0.
    pub id: u64,
    /// Id of the place.
    pub future_id: u64,
    /// How it ended: `ready`, `cancelled` or `panicked`.
    #[serde(deserialize_with = "known_state")]
    pub state: Option<CallState>,
    /// How often it was polled; `None` in reports of older versions.
    pub poll_count: Option<u64>,
    /// The `Debug` text of its output, where it was asked for.
    pub result: Option<String>,
    /// Time from its first poll until it ended, in nanoseconds.
    pub duration_ns: u64,
    /// When it ended, in nanoseconds since the start of the session.
    pub elapsed_nanos: u64,
    /// Id of the thread on which it ended, as the operating system counts them.
    pub tid: Option<u64>,
}

impl FutureCalls {
    /// The latest futures of the place with this id; `None` when there is no such place.
    #[must_use]
    pub fn of(report: &Report, id: u64) -> Option<Self> {
        let row = find(report.section(FUTURES)?, id)?;
        let mut calls: Vec<&Call> = row.row.recent.iter().collect();
        calls.sort_by_key(|call| Reverse(ended_ns(call)));
        let ended = ["ready", "cancelled", "panicked"].into_iter().filter_map(|column| unsigned(row, column));
        // Calls may end between the reading of their number and that of themselves.
        let ended = ended.fold(0, u64::saturating_add).max(calls.len() as u64);
        let call = |(age, call): (u64, &Call)| FutureCall {
            id: ended - 1 - age,
            future_id: id,
            state: call.state,
            poll_count: call.polls,
            result: call.result.clone(),
            duration_ns: call.duration_ns,
            elapsed_nanos: ended_ns(call),
            tid: call.thread,
        };
        Some(FutureCalls { id: id.to_string(), calls: (0..).zip(calls).map(call).collect() })
    }
}
