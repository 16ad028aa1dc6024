//! Single calls of all threads: the latest and the slowest, as many as one thread may remember.

use std::{cmp::Reverse, collections::HashMap};

use hotpath_report::CallState;

use crate::engine::record::{Node, Noted, PAIR_BITS, RecentCall, SLOW, SlowCall, Tenure, recent_shown};

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
    /// Of what is polled.
    pub(crate) polls: Option<u64>,
    /// Which one of those that are listed it is of.
    pub(crate) instance: Option<u64>,
    pub(crate) node: Option<&'static Node>,
}

/// A thread's latest calls of a site.
pub(super) struct Recent {
    /// Those that came to their end.
    pub(super) ended: Ended,
    /// Futures or streams that were dropped, and that panicked.
    pub(super) early: [Ended; 2],
    /// The texts of calls by the tick at which they ended.
    pub(super) texts: Vec<(u64, String)>,
    /// What those allocated that came to their end; `None` where allocations are not counted.
    pub(super) allocated: Option<Vec<Noted>>,
    /// Do notes of those that came to their end say how often they were polled, as those of the others do? Else they say which one of those
    /// that are listed they are of.
    pub(super) is_polled: bool,
}

/// Those that ended alike.
pub(super) struct Ended {
    pub(super) state: Option<CallState>,
    pub(super) calls: Vec<RecentCall>,
    pub(super) notes: Vec<Noted>,
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
        let Recent { ended, early, texts, allocated, is_polled } = calls;
        let mut texts: HashMap<u64, String> = texts.into_iter().collect();
        // Of the others nobody knows.
        let mut allocated = allocated.map(by_index);
        let all = [(ended, is_polled)].into_iter().chain(early.map(|early| (early, true)));
        for (Ended { state, calls, notes }, is_polled) in all {
            let (allocated, notes) = (allocated.take(), by_index(notes));
            to.extend(calls.into_iter().map(|call| {
                let note = notes.get(&call.index).map(|(amount, _)| *amount);
                SingleCall {
                    state,
                    text: texts.remove(&call.end),
                    allocated: allocated.as_ref().map(|all| all.get(&call.index).copied().unwrap_or_default()),
                    // What was ready at its first poll has no note.
                    polls: is_polled.then(|| note.unwrap_or(1)),
                    instance: note.filter(|_| !is_polled),
                    ..self.call(call.end, call.ticks)
                }
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
        SingleCall {
            ended,
            ticks,
            thread,
            state: None,
            text: None,
            allocated: None,
            polls: None,
            instance: None,
            node: None,
        }
    }
}

fn by_index(notes: Vec<Noted>) -> HashMap<u64, (u64, u64)> {
    notes.into_iter().map(|note| (note.index, (note.amount, note.count))).collect()
}
