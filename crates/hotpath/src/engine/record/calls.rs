//! Single calls that stay readable: the latest and the slowest of a site on a thread, and the text of results.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. a non-null chunk pointer comes from a leaked `Box<Chunk>` and is written once;
//! 2. a node's address in `SlowCalls` is 0 or was made from a `*const Node` that points to a node, and nodes are never freed.

use core::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::{collections::VecDeque, ptr, sync::Mutex};

use super::{
    beside::{Beside, Noted},
    node::Node,
    protocol::{AtomicPtr, PAIR_BITS, Pair, Published, SeqLock},
    thread::unmeasured,
};
use crate::engine::sys;

/// How many of the latest calls a ring can hold.
pub(crate) const MAX_RECENT: u64 = (CHUNKS * CHUNK) as u64;
const CHUNKS: usize = 8;
const CHUNK: usize = 8;
type Chunk = [Pair; CHUNK];

/// How many of the latest calls a reader sees: an option, the same for all sites.
static SHOWN: AtomicU64 = AtomicU64::new(50);

/// Sets how many of the latest calls of a site stay readable, at most [`MAX_RECENT`]; 0 for none.
pub(crate) fn show_recent(calls: u64) {
    SHOWN.store(calls.min(MAX_RECENT), Relaxed);
}

/// How many of the latest calls of a site a report shows.
#[expect(clippy::cast_possible_truncation, reason = "at most `MAX_RECENT`")]
pub(crate) fn recent_shown() -> usize {
    SHOWN.load(Relaxed) as usize
}

/// A ring of the latest calls, made in chunks as calls come.
///
/// PERF: the chunk in use comes last, beside the histogram that follows in a slot, so that most calls touch one line for both.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct RecentCalls {
    chunks: [AtomicPtr<Chunk>; CHUNKS],
    /// The chunk of the latest call.
    in_use: AtomicPtr<Chunk>,
}

/// A call as the ring holds it: both in ticks, the low [`PAIR_BITS`] bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecentCall {
    pub(crate) index: u64,
    pub(crate) end: u64,
    pub(crate) ticks: u64,
}

impl RecentCalls {
    /// A ring without memory.
    pub(crate) fn new() -> Self {
        let none = || AtomicPtr::new(ptr::null_mut());
        Self { chunks: std::array::from_fn(|_| none()), in_use: none() }
    }

    /// Owner only: call number `index`, one more than the one before, or 0.
    #[inline(always)]
    pub(crate) fn record(&self, index: u64, end: u64, ticks: u64) {
        let at = place(index);
        if at.is_multiple_of(CHUNK) {
            self.use_chunk(at / CHUNK);
        }
        // SAFETY: by invariant 1.
        if let Some(chunk) = unsafe { self.in_use.load(Relaxed).as_ref() } {
            chunk[at % CHUNK].write(index, end, ticks);
        }
    }

    #[inline(always)]
    fn use_chunk(&self, number: usize) {
        let mut chunk = self.chunks[number].load(Relaxed);
        if chunk.is_null() {
            chunk = self.make_chunk(number);
        }
        self.in_use.store(chunk, Relaxed);
    }

    #[cold]
    #[inline(never)]
    fn make_chunk(&self, number: usize) -> *mut Chunk {
        if sys::is_forked() {
            // As in `place_cold`, for calls that had begun.
            return ptr::null_mut();
        }
        let chunk: &'static Chunk = unmeasured(|| Box::leak(Box::new([const { Pair::new() }; CHUNK])));
        // Release: pairs with the Acquire in `read`.
        self.chunks[number].store(ptr::from_ref(chunk).cast_mut(), Release);
        ptr::from_ref(chunk).cast_mut()
    }

    /// Owner only: forgets all calls and keeps the memory.
    pub(crate) fn wipe(&self) {
        for chunk in &self.chunks {
            // SAFETY: by invariant 1.
            if let Some(chunk) = unsafe { chunk.load(Relaxed).as_ref() } {
                chunk.iter().for_each(Pair::clear);
            }
        }
    }

    /// Any thread: the latest of `calls` calls, newest first; entries being written are left out.
    pub(crate) fn read(&self, calls: u64) -> Vec<RecentCall> {
        let shown = recent_shown() as u64;
        (calls.saturating_sub(shown)..calls)
            .rev()
            .filter_map(|index| {
                let at = place(index);
                // Acquire: pairs with the Release in `make_chunk`.
                let chunk = self.chunks[at / CHUNK].load(Acquire);
                // SAFETY: by invariant 1.
                let (end, ticks) = unsafe { chunk.as_ref() }?[at % CHUNK].read(index)?;
                Some(RecentCall { index, end, ticks })
            })
            .collect()
    }
}

/// The latest calls that did not come to their end, by what became of them.
///
/// PERF: apart from the others, and made at the first of them: what completes does not pass here.
#[derive(Debug)]
pub(crate) struct EndedEarly(Published<EarlyRings>);

#[derive(Debug)]
pub(crate) struct EarlyRings {
    pub(crate) cancelled: EarlyRing,
    pub(crate) panicked: EarlyRing,
}

#[derive(Debug)]
pub(crate) struct EarlyRing {
    calls: RecentCalls,
    polls: Beside,
}

/// The latest of them, newest first, and how often each was polled.
pub(crate) type EndedCalls = (Vec<RecentCall>, Vec<Noted>);

impl EarlyRing {
    fn new() -> Self {
        Self { calls: RecentCalls::new(), polls: Beside::new() }
    }

    /// Owner only: as with [`RecentCalls::record`].
    pub(crate) fn record(&self, index: u64, end: u64, ticks: u64, polls: u32) {
        self.polls.note(index, polls.into(), 0);
        self.calls.record(index, end, ticks);
    }

    fn wipe(&self) {
        self.calls.wipe();
        self.polls.wipe();
    }

    fn read(&self, calls: u64) -> EndedCalls {
        (self.calls.read(calls), self.polls.read(calls))
    }
}

impl EndedEarly {
    /// No call yet.
    pub(crate) fn new() -> Self {
        Self(Published::new())
    }

    /// Owner only: the rings.
    pub(crate) fn rings(&self) -> &'static EarlyRings {
        self.0.get_or_make(|| {
            let rings = || EarlyRings { cancelled: EarlyRing::new(), panicked: EarlyRing::new() };
            unmeasured(|| Box::leak(Box::new(rings())))
        })
    }

    /// Owner only: forgets all calls and keeps the memory.
    pub(crate) fn wipe(&self) {
        if let Some(rings) = self.0.get() {
            rings.cancelled.wipe();
            rings.panicked.wipe();
        }
    }

    /// Any thread: the latest of so many cancelled and of so many panicked calls, each newest first.
    pub(crate) fn read(&self, cancelled: u64, panicked: u64) -> [EndedCalls; 2] {
        self.0
            .get()
            .map_or_else(Default::default, |rings| [rings.cancelled.read(cancelled), rings.panicked.read(panicked)])
    }
}

/// The place of a call in the ring.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "only the low bits choose the place")]
fn place(index: u64) -> usize {
    index as usize % (CHUNKS * CHUNK)
}

/// How many of the slowest calls are kept, of a site on a thread as in a report.
pub(crate) const SLOW: usize = 4;

/// The few slowest calls with their path, slowest first.
#[derive(Debug)]
pub(crate) struct SlowCalls(SeqLock<{ 3 * SLOW }>);

/// One of the slowest calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SlowCall {
    pub(crate) ticks: u64,
    /// The low [`PAIR_BITS`] bits, as in [`RecentCall`].
    pub(crate) end: u64,
    /// Absent for calls that are not in the tree.
    pub(crate) node: Option<&'static Node>,
}

impl SlowCalls {
    /// No call yet.
    pub(crate) fn new() -> Self {
        Self(SeqLock::new())
    }

    /// Owner only: keeps a call that may be among the slowest; returns the duration from which the next one may be.
    #[cold]
    #[inline(never)]
    pub(crate) fn insert(&self, ticks: u64, end: u64, node: *const Node) -> u64 {
        let mut words = self.0.get();
        // An entry with `end` 0 is empty: the counter of a running machine is past that.
        let at = words.chunks_exact(3).position(|entry| entry[1] == 0 || entry[0] < ticks);
        if let Some(at) = at {
            words.copy_within(3 * at..3 * (SLOW - 1), 3 * (at + 1));
            words[3 * at..3 * (at + 1)].copy_from_slice(&[ticks, end | 1, node.expose_provenance() as u64]);
            self.0.set(&words);
        }
        if words[3 * SLOW - 2] == 0 { 0 } else { words[3 * SLOW - 3] }
    }

    /// Owner only: forgets all calls.
    pub(crate) fn wipe(&self) {
        self.0.set(&[0; 3 * SLOW]);
    }

    /// Any thread: the slowest calls, slowest first.
    #[expect(clippy::cast_possible_truncation, reason = "the word was made from an address")]
    pub(crate) fn read(&self) -> Vec<SlowCall> {
        let words = self.0.read().unwrap_or([0; 3 * SLOW]);
        let calls = words.chunks_exact(3).filter(|entry| entry[1] != 0);
        calls
            .map(|entry| SlowCall {
                ticks: entry[0],
                end: entry[1] & ((1 << PAIR_BITS) - 1),
                // SAFETY: by invariant 2.
                node: unsafe { ptr::with_exposed_provenance::<Node>(entry[2] as usize).as_ref() },
            })
            .collect()
    }
}

/// The text of the latest results of a site with `log = true`. The writer never waits: a text that comes while a reader
/// looks is lost, and its call has none.
#[derive(Debug)]
pub(crate) struct Texts(Mutex<VecDeque<(u64, String)>>);

impl Texts {
    /// No text yet.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    /// Owner only: the text of the call that ended at `end`, which names it also across sessions; the oldest of more
    /// than `kept` go.
    pub(crate) fn push(&self, end: u64, text: String, kept: usize) {
        if let Ok(mut texts) = self.0.try_lock() {
            while texts.len() >= kept.max(1) {
                texts.pop_front();
            }
            if kept != 0 {
                texts.push_back((end & ((1 << PAIR_BITS) - 1), text));
            }
        }
    }

    /// Owner only: forgets all texts.
    pub(crate) fn wipe(&self) {
        if let Ok(mut texts) = self.0.try_lock() {
            texts.clear();
        }
    }

    /// Any thread: the texts by the tick at which their call ended.
    pub(crate) fn read(&self) -> Vec<(u64, String)> {
        self.0.lock().map(|texts| texts.iter().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_entry_holds_no_call() {
        assert!((0..300).all(|index| Pair::new().read(index).is_none()));
    }

    /// What a reader may find while the owner counts a call and has not written it yet.
    #[test]
    fn a_wiped_ring_holds_no_call_of_before() {
        let ring = RecentCalls::new();
        (0..100).for_each(|index| ring.record(index, 1_000 + index, 5));
        assert_eq!(ring.read(100)[0], RecentCall { index: 99, end: 1_099, ticks: 5 });
        ring.wipe();
        assert!((0..300).all(|calls| ring.read(calls).is_empty()));
        ring.record(0, 2_000, 7);
        assert_eq!(ring.read(2), [RecentCall { index: 0, end: 2_000, ticks: 7 }]);
    }
}
