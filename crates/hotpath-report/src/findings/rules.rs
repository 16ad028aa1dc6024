//! The table of rules, in the order in which they are told.

use super::finding::Severity::{self, Note, Warning};
use super::look::{Found, Look, MILLISECOND, SECOND};
use super::{calls, channels, locks, memory, polls, runtimes, whole};
use crate::Unit::{self, BasisPoints, Bytes, Count, Nanoseconds};

/// Something to look for in a report.
#[derive(Debug)]
pub struct Rule {
    /// Its name, such as `blocking-poll`.
    pub id: &'static str,
    /// When it speaks, in a few words; the threshold is what is named first.
    pub says: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// The unit of its threshold.
    pub unit: Unit,
    /// Its threshold unless another one is set.
    pub default: i64,
    /// Rules that say it better, where they speak about the same thing.
    pub(super) unless: &'static [&'static str],
    pub(super) find: fn(&Look<'_>) -> Vec<Found>,
}

/// All rules. Those of one severity are told in this order.
pub static RULES: [Rule; 20] = [
    Rule {
        id: "blocking-poll",
        says: "the longest poll of an async function, a future or a stream",
        severity: Warning,
        unit: Nanoseconds,
        default: 10 * MILLISECOND,
        unless: &[],
        find: polls::blocking_poll,
    },
    Rule {
        id: "panicked-calls",
        says: "calls, futures or streams that panicked",
        severity: Warning,
        unit: Count,
        default: 1,
        unless: &[],
        find: polls::panicked_calls,
    },
    Rule {
        id: "stuck-call",
        says: "how long a call that has not returned runs, and it is ten times as long as any that has",
        severity: Warning,
        unit: Nanoseconds,
        default: 5 * SECOND,
        unless: &[],
        find: calls::stuck_call,
    },
    Rule {
        id: "lock-held-long",
        says: "the longest hold of a lock for which others waited 1 % of the run",
        severity: Warning,
        unit: Nanoseconds,
        default: MILLISECOND,
        unless: &[],
        find: locks::held_long,
    },
    Rule {
        id: "lock-contended",
        says: "the part of the acquisitions of a lock that had to wait, with 1 % of the run spent waiting",
        severity: Warning,
        unit: BasisPoints,
        default: 2_000,
        unless: &["lock-held-long"],
        find: locks::contended,
    },
    Rule {
        id: "channel-grows",
        says: "the most messages that waited at once in a channel without a bound, and they are 10 % of all",
        severity: Warning,
        unit: Count,
        default: 1_000,
        unless: &[],
        find: channels::grows,
    },
    Rule {
        id: "runtime-saturated",
        says: "how busy the workers of a runtime are while as many tasks as workers wait for one",
        severity: Warning,
        unit: BasisPoints,
        default: 9_000,
        unless: &[],
        find: runtimes::saturated,
    },
    Rule {
        id: "hotpath-overhead",
        says: "the part of the time that measuring took",
        severity: Warning,
        unit: BasisPoints,
        default: 2_000,
        unless: &[],
        find: whole::hotpath_overhead,
    },
    Rule {
        id: "main-idle",
        says: "the part of the run in which the main thread waited, and no other thread was busy instead",
        severity: Note,
        unit: BasisPoints,
        default: 9_000,
        unless: &[],
        find: whole::main_idle,
    },
    Rule {
        id: "off-cpu",
        says: "the part of a function's time on threads in which it was on no core, and it is 10 % of the run",
        severity: Note,
        unit: BasisPoints,
        default: 5_000,
        unless: &[],
        find: calls::off_cpu,
    },
    Rule {
        id: "outlier",
        says: "how many times the median the longest call of a function took, of 10 ms or more",
        severity: Note,
        unit: Count,
        default: 100,
        unless: &["blocking-poll"],
        find: calls::outlier,
    },
    Rule {
        id: "channel-full",
        says: "the part of the run for which senders waited for room in a channel, all senders together",
        severity: Note,
        unit: BasisPoints,
        default: 1_000,
        unless: &[],
        find: channels::is_full,
    },
    Rule {
        id: "receiver-starves",
        says: "the part of the run for which receivers waited, for every second message of many",
        severity: Note,
        unit: BasisPoints,
        default: 8_000,
        unless: &["channel-full"],
        find: channels::receiver_starves,
    },
    Rule {
        id: "unfinished-futures",
        says: "futures that are neither ready nor dropped, and they are 10 % of all",
        severity: Note,
        unit: Count,
        default: 1,
        unless: &[],
        find: polls::unfinished_futures,
    },
    Rule {
        id: "cancelled-futures",
        says: "the part of the futures that were dropped before they were ready",
        severity: Note,
        unit: BasisPoints,
        default: 1_000,
        unless: &[],
        find: polls::cancelled_futures,
    },
    Rule {
        id: "runtime-imbalance",
        says: "how busy one worker of a runtime is while the others are busy for less than 20 %",
        severity: Note,
        unit: BasisPoints,
        default: 8_000,
        unless: &[],
        find: runtimes::imbalance,
    },
    Rule {
        id: "allocation-storm",
        says: "blocks that a function itself allocates per second of the run",
        severity: Note,
        unit: Count,
        default: 1_000_000,
        unless: &[],
        find: memory::allocation_storm,
    },
    Rule {
        id: "leak-suspect",
        says: "bytes in 1 000 blocks or more that a function allocated and nobody has freed, half of its bytes",
        severity: Note,
        unit: Bytes,
        default: 16 << 20,
        unless: &[],
        find: memory::leak_suspect,
    },
    Rule {
        id: "own-cost",
        says: "the part of the run that measuring a function took whose own time is below twice that cost",
        severity: Note,
        unit: BasisPoints,
        default: 500,
        unless: &[],
        find: calls::own_cost,
    },
    Rule {
        id: "tree-truncated",
        says: "calls without a line of their own in the call tree, because it was full",
        severity: Note,
        unit: Count,
        default: 1,
        unless: &[],
        find: whole::tree_truncated,
    },
];
