//! What all threads allocated.

use std::collections::{BTreeMap, HashMap};

use super::reading::Reading;
use crate::engine::{
    record::{AllocCounts, ByName, LiveBlocks, Node, NodeUsage, ThreadUsage, most_unpublished},
    site::Site,
};

/// The program's memory in a session.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) total: AllocCounts,
    /// Outside of any measured function: on the wrapper's thread, and on others.
    pub(crate) wrapper: Outside,
    pub(crate) elsewhere: Outside,
    /// By the threads' numbers.
    pub(crate) living: BTreeMap<u64, ThreadUsage>,
    pub(crate) ended: ByName<ThreadUsage>,
    pub(crate) peak: Option<PeakReading>,
    /// By how much the peak may be off: what threads may have kept to themselves when it was reached.
    pub(crate) peak_error_bytes: u64,
}

/// What was allocated while no measured function ran.
#[derive(Clone, Copy, Default)]
pub(crate) struct Outside {
    pub(crate) own: NodeUsage,
    pub(crate) live: LiveBlocks,
}

/// The most bytes that were live at once.
#[derive(Clone, Debug)]
pub(crate) struct PeakReading {
    pub(crate) bytes: i64,
    pub(crate) tick: u64,
    /// Of the thread that reached it, innermost last; empty outside of measured functions.
    pub(crate) path: Vec<&'static Site>,
}

impl Memory {
    /// Adds one recorder. `live` has the tracked blocks by node; those of the recorder's nodes are read elsewhere.
    pub(super) fn add(&mut self, reading: &Reading, is_wrapper: bool, live: &HashMap<usize, LiveBlocks>) {
        self.total += reading.memory.total;
        self.living.extend(reading.memory.living);
        self.ended.merge(&reading.memory.ended, |sum, more| *sum += more);
        self.peak_error_bytes += most_unpublished(&reading.memory.total);
        let outside = if is_wrapper { &mut self.wrapper } else { &mut self.elsewhere };
        outside.own.merge(&reading.outside);
        outside.live += live_at(reading.root, live);
        if let Some(peak) = &reading.peak
            && self.peak.as_ref().is_none_or(|known| known.bytes < peak.bytes)
        {
            self.peak = Some(peak.clone());
        }
    }

    /// Adds what ending threads did after they gave their recorders back.
    pub(super) fn add_late(&mut self, late: AllocCounts) {
        self.total += late;
        self.elsewhere.own.usage += late;
    }
}

/// The tracked blocks that were allocated while this node was current.
pub(super) fn live_at(node: *const Node, live: &HashMap<usize, LiveBlocks>) -> LiveBlocks {
    live.get(&node.addr()).copied().unwrap_or_default()
}
