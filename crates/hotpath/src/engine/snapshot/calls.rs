//! Single calls of all threads: the latest and the slowest, as many as one thread may remember.

use std::{cmp::Reverse, collections::HashMap};

use hotpath_report::CallState;

use crate::engine::record::{AllocatedByCall, Node, PAIR_BITS, RecentCall, SLOW, SlowCall, Tenure, recent_shown};

/// One call, with its times in ticks.
pub(crate) struct SingleCall {
    /// When it ended, since the session's start.
    pub(crate) ended: u64,
    pub(crate) ticks: u64,
    pub(crate) thread: Option<u64>,
    pub(crate) state: Option<CallState>,
    pub(crate) text: Option<String>,
    /// Bytes and blocks; `None` where they are not known.
    pub(crate) allocated: Option<(u64, u64)>,
    pub(crate) node: Option<&'static Node>,
}

/// A thread's latest calls of a site.
pub(super) struct Recent {
    /// How they ended, and those that ended so.
    pub(super) by_state: [(Option<CallState>, Vec<RecentCall>); 3],
    /// The texts of calls by the tick at which they ended.
    pub(super) texts: Vec<(u64, String)>,
    /// What those allocated that came to their end; `None` where allocations are not counted.
    pub(super) allocated: Option<Vec<AllocatedByCall>>,
}

/// One recorder's moments, as the session counts them and with the thread that owned the recorder then.
pub(super) struct Times {
    started_at: u64,
    /// Since the session's start, oldest first.
    tenures: Vec<Tenure>,
}

impl Times {
    pub(super) fn new(started_at: u64, mut tenures: Vec<Tenure>) -> Self {
        // A tenure that began before the session holds from its start.
        tenures.iter_mut().for_each(|tenure| tenure.since = tenure.since.saturating_sub(started_at));
        Self { started_at, tenures }
    }

    /// Adds a thread's latest calls to those of the threads before it.
    pub(super) fn add_recent(&self, to: &mut Vec<SingleCall>, calls: Recent) {
        let mut texts: HashMap<u64, String> = calls.texts.into_iter().collect();
        let by_index = |calls: Vec<AllocatedByCall>| -> HashMap<u64, (u64, u64)> {
            calls.into_iter().map(|call| (call.index, (call.bytes, call.allocations))).collect()
        };
        // The first are those that came to their end; of the others nobody knows.
        let mut allocated = calls.allocated.map(by_index);
        for (state, calls) in calls.by_state {
            let allocated = allocated.take();
            to.extend(calls.into_iter().map(|call| SingleCall {
                state,
                text: texts.remove(&call.end),
                allocated: allocated.as_ref().map(|by_index| by_index.get(&call.index).copied().unwrap_or_default()),
                ..self.call(call.end, call.ticks)
            }));
        }
        to.sort_by_key(|call| Reverse(call.ended));
        to.truncate(recent_shown());
    }

    /// Adds a thread's slowest calls to those of the threads before it.
    pub(super) fn add_slowest(&self, to: &mut Vec<SingleCall>, calls: Vec<SlowCall>) {
        to.extend(calls.into_iter().map(|call| SingleCall { node: call.node, ..self.call(call.end, call.ticks) }));
        to.sort_by_key(|call| Reverse(call.ticks));
        to.truncate(SLOW);
    }

    /// A call that ended at `end`, a moment of the clock of which the low [`PAIR_BITS`] bits are given.
    fn call(&self, end: u64, ticks: u64) -> SingleCall {
        let ended = end.wrapping_sub(self.started_at) & ((1 << PAIR_BITS) - 1);
        let thread = self.tenures.iter().rev().find(|tenure| tenure.since <= ended).map(|tenure| tenure.thread);
        SingleCall { ended, ticks, thread, state: None, text: None, allocated: None, node: None }
    }
}
