//! Messages of channels and items of streams, numbered.

use serde::{Deserialize, Serialize};

use crate::Call;

/// One message that was sent or received, or one item of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageLog {
    /// Which one it is of all that went this way, from 1.
    pub index: u64,
    /// When it went by, in nanoseconds since the start of the session.
    pub timestamp: u64,
    /// Its `Debug` text, where it was asked for.
    pub message: Option<String>,
    /// Id of the thread, as the operating system counts them.
    pub tid: Option<u64>,
}

/// The latest of `count` messages, newest first.
pub(super) fn numbered<'a>(messages: impl Iterator<Item = &'a Call>, count: u64) -> Vec<MessageLog> {
    let mut messages: Vec<&Call> = messages.collect();
    messages.sort_by_key(|message| std::cmp::Reverse(ended_ns(message)));
    // Messages may go by between the reading of their number and that of themselves.
    let newest = count.max(messages.len() as u64);
    let log = |(age, message): (u64, &Call)| MessageLog {
        index: newest - age,
        timestamp: ended_ns(message),
        message: message.result.clone(),
        tid: message.thread,
    };
    (0..).zip(messages).map(log).collect()
}

/// When a call ended, in nanoseconds since the start of the session.
pub(super) fn ended_ns(call: &Call) -> u64 {
    call.start_ns.saturating_add(call.duration_ns)
}
