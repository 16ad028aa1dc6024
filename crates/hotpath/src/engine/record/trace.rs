//! The latest calls of a thread with the moments of their beginning and end: a flight recorder, for a timeline.
//!
//! Its memory comes in chunks as calls come, up to a limit per thread and one in all. Once there is no more, the oldest chunk is written
//! over, so that the newest calls stay.
//!
//! Invariant that the `SAFETY` note below cites:
//! 1. a non-null `current` comes from a `&'static Chunk`.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::{collections::VecDeque, iter, ptr, sync::Mutex};

use super::{
    protocol::{AtomicPtr, Counter, Pairs, Published},
    thread::unmeasured,
};
use crate::engine::{site::Site, sys};

/// Events of a chunk.
const CHUNK: usize = 256;
/// Bytes that all chunks of the process take at most.
pub(crate) const MOST_BYTES: u64 = 64 << 20;
const MOST_CHUNKS: u64 = MOST_BYTES / size_of::<Chunk>() as u64;
/// Threads that a recorder remembers: of earlier ones whose events are still there nobody would know the number.
const OWNERS: usize = 1024;

/// Chunks that a thread may have; 0 where nobody wants a timeline.
static CHUNKS_PER_THREAD: AtomicU64 = AtomicU64::new(0);

/// Sets how many of the latest events of a thread are kept: so many, and less than a chunk fewer at times. 0 for none.
pub(crate) fn set_trace_size(events: u64) {
    CHUNKS_PER_THREAD.store(events.div_ceil(CHUNK as u64), Relaxed);
}

/// Does somebody want a timeline?
pub(super) fn is_wanted() -> bool {
    CHUNKS_PER_THREAD.load(Relaxed) != 0
}

/// A chunk that nobody has had, as long as there are any.
fn new_chunk() -> Option<&'static Chunk> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    if sys::is_forked() {
        // As in `place_cold`, for calls that had begun.
        return None;
    }
    MADE.fetch_update(Relaxed, Relaxed, |made| (made < MOST_CHUNKS).then_some(made + 1)).ok()?;
    Some(unmeasured(|| Box::leak(Box::new(Chunk::new()))))
}

/// A part of the ring.
#[derive(Debug)]
#[repr(align(64))]
struct Chunk {
    /// When it was, and what; written under the number of the lap.
    entries: [Pairs; CHUNK],
    /// How often the ring was gone round before.
    lap: Counter,
    next: Published<Chunk>,
}

impl Chunk {
    fn new() -> Self {
        Self { entries: [const { Pairs::new() }; CHUNK], lap: Counter::new(0), next: Published::new() }
    }
}

/// What happened, as the ring holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceEvent {
    /// The readings of the clock at its beginning and end, the low [`PAIR_BITS`](super::PAIR_BITS) bits.
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// What the report counts of it: without what measuring cost.
    pub(crate) ticks: u64,
    /// The number of its site.
    pub(crate) site: u32,
    pub(crate) kind: TraceKind,
}

/// How something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TraceKind {
    /// On the thread's stack: a call, or a poll of what is polled.
    Stacked,
    /// Beside the stack: a future from its first poll to its end, a wait, a block that may end on another thread.
    Apart,
}

impl TraceKind {
    const ALL: [Self; 2] = [Self::Stacked, Self::Apart];
}

/// Bits of an entry's last value that are the site; the kind is above them.
const SITE_BITS: u32 = u32::BITS;

/// What a call that is traced notes when it is entered, instead of its session: that it is traced, the low bits of the session, and those of
/// what measuring had cost by then. With what it costs until the end they tell when the call started on the clock itself.
///
/// No session has such a number, so that the test for the session leads to what is done for a timeline: calls that are not traced do not
/// pay for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(pub(super) u64);

impl Mark {
    const TRACED: u64 = 1 << 63;
    const OWN_BITS: u32 = 47;
    const OWN: u64 = (1 << Self::OWN_BITS) - 1;

    pub(super) fn new(session: u64, own_ticks: u64) -> Self {
        Self(Self::TRACED | session << Self::OWN_BITS | own_ticks & Self::OWN)
    }

    /// What measuring has cost since, if the call is traced and `session` is its own.
    pub(super) fn own_ticks_since(self, session: u64, own_ticks: u64) -> Option<u64> {
        let is_traced = Self::new(session, 0).0 == self.0 & !Self::OWN;
        is_traced.then(|| own_ticks.wrapping_sub(self.0) & Self::OWN)
    }
}

/// A recorder's ring.
#[derive(Debug)]
pub(crate) struct Trace {
    first: Published<Chunk>,
    /// The chunk that is being written, and how far it is.
    current: AtomicPtr<Chunk>,
    at: Counter,
    /// Events for which there was no memory at all.
    lost: Counter,
    owners: Mutex<VecDeque<TraceOwner>>,
}

/// A thread that wrote to the ring, from an event of this number on.
#[derive(Clone, Debug)]
pub(crate) struct TraceOwner {
    pub(crate) from: u64,
    pub(crate) thread: u64,
    pub(crate) name: Option<String>,
}

/// A copy of a ring.
#[derive(Debug, Default)]
pub(crate) struct TraceReading {
    /// Events with their number, oldest first. Those with lower numbers that are not here were dropped.
    pub(crate) events: Vec<(u64, TraceEvent)>,
    /// In the order of their turns.
    pub(crate) owners: Vec<TraceOwner>,
    /// How many events there were.
    pub(crate) written: u64,
}

impl Trace {
    /// No event, no memory either.
    pub(crate) const fn new() -> Self {
        Self {
            first: Published::new(),
            current: AtomicPtr::new(ptr::null_mut()),
            at: Counter::new(CHUNK as u64),
            lost: Counter::new(0),
            owners: Mutex::new(VecDeque::new()),
        }
    }

    /// Owner only: keeps what has ended.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "at most `CHUNK`")]
    pub(super) fn record(&self, start: u64, end: u64, ticks: u64, site: &Site, kind: TraceKind) {
        let at = self.at.get();
        let what = u64::from(site.id()) | (kind as u64) << SITE_BITS;
        if let Some(chunk) = self.current()
            && let Some(entry) = chunk.entries.get(at as usize)
        {
            entry.write(chunk.lap.get(), [start, end, ticks, what]);
            self.at.set(at + 1);
        } else {
            self.record_in_next_chunk(start, end, ticks, what);
        }
    }

    #[cold]
    #[inline(never)]
    fn record_in_next_chunk(&self, start: u64, end: u64, ticks: u64, what: u64) {
        let Some((chunk, lap)) = self.next_chunk() else { return self.lost.add(1) };
        chunk.lap.set(lap);
        chunk.entries[0].write(lap, [start, end, ticks, what]);
        self.current.store(ptr::from_ref(chunk).cast_mut(), Relaxed);
        self.at.set(1);
    }

    /// The chunk after the current one, and its lap: a new one as long as there may be one, and then that of the oldest events.
    fn next_chunk(&self) -> Option<(&'static Chunk, u64)> {
        let current = self.current();
        let lap = current.map_or(0, |chunk| chunk.lap.get());
        let after = current.map_or(&self.first, |chunk| &chunk.next);
        if let Some(chunk) = after.get() {
            return Some((chunk, lap));
        }
        // From the second lap on the ring is as long as it is.
        if lap == 0
            && (self.chunks().count() as u64) < CHUNKS_PER_THREAD.load(Relaxed)
            && let Some(chunk) = new_chunk()
        {
            return Some((after.get_or_make(|| chunk), 0));
        }
        Some((self.first.get()?, lap + 1))
    }

    #[inline(always)]
    fn current(&self) -> Option<&'static Chunk> {
        // SAFETY: by invariant 1.
        unsafe { self.current.load(Relaxed).cast_const().as_ref() }
    }

    fn chunks(&self) -> impl Iterator<Item = &'static Chunk> + use<> {
        iter::successors(self.first.get(), |chunk| chunk.next.get())
    }

    /// Owner only: forgets all events and keeps the memory. From now on they are of `thread`.
    pub(super) fn restart(&self, thread: u64) {
        for chunk in self.chunks() {
            chunk.entries.iter().for_each(Pairs::clear);
            chunk.lap.set(0);
        }
        self.current.store(ptr::null_mut(), Relaxed);
        self.at.set(CHUNK as u64);
        self.lost.set(0);
        if let Ok(mut owners) = self.owners.lock() {
            owners.clear();
        }
        self.begin_tenure(thread);
    }

    /// Owner only: events are of `thread` from now on.
    pub(super) fn begin_tenure(&self, thread: u64) {
        if is_wanted()
            && let Ok(mut owners) = self.owners.lock()
        {
            let from = self.written(self.chunks().count());
            if owners.back().is_some_and(|owner| owner.from == from) || owners.len() == OWNERS {
                // The last one wrote nothing, or else the first one is forgotten.
                let forgotten = if owners.len() == OWNERS { owners.pop_front() } else { owners.pop_back() };
                drop(forgotten);
            }
            owners.push_back(TraceOwner { from, thread, name: sys::own_thread_name() });
        }
    }

    /// How many events there were, with so many chunks in the ring.
    fn written(&self, chunks: usize) -> u64 {
        let current = self.current.load(Relaxed);
        let of_chunk = |(number, chunk): (usize, &Chunk)| {
            ptr::eq(current, chunk).then(|| first_of(number, chunk.lap.get(), chunks) + self.at.get())
        };
        self.chunks().enumerate().find_map(of_chunk).unwrap_or(0) + self.lost.get()
    }

    /// Any thread: what the ring holds; entries being written are left out.
    pub(crate) fn read(&self) -> TraceReading {
        let chunks: Vec<_> = self.chunks().collect();
        let mut events = Vec::new();
        for (number, chunk) in chunks.iter().enumerate() {
            let lap = chunk.lap.get();
            let first = first_of(number, lap, chunks.len());
            let entries = (first..).zip(&chunk.entries);
            events.extend(entries.filter_map(|(index, entry)| Some((index, TraceEvent::of(entry.read(lap)?)?))));
        }
        events.sort_unstable_by_key(|(index, _)| *index);
        let owners = self.owners.lock().map(|owners| owners.iter().cloned().collect()).unwrap_or_default();
        TraceReading { events, owners, written: self.written(chunks.len()) }
    }
}

/// The number of the first event of a chunk in its lap, in a ring of so many.
fn first_of(chunk: usize, lap: u64, chunks: usize) -> u64 {
    (lap * chunks as u64 + chunk as u64) * CHUNK as u64
}

impl TraceEvent {
    #[expect(clippy::cast_possible_truncation, reason = "the bits of the site")]
    fn of([start, end, ticks, what]: [u64; 4]) -> Option<Self> {
        let kind = *TraceKind::ALL.get(usize::try_from(what >> SITE_BITS).ok()?)?;
        Some(Self { start, end, ticks, site: what as u32, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::site::SiteKind;

    static SITE: Site = Site::new(SiteKind::Function, || "unused", None, file!(), line!(), column!());

    fn record(trace: &Trace, numbers: impl Iterator<Item = u64>) {
        numbers.for_each(|number| trace.record(number, number + 1, 1, &SITE, TraceKind::Stacked));
    }

    /// The sizes are those of the process: one test at a time.
    #[test]
    fn a_ring_keeps_the_newest_and_numbers_them() {
        set_trace_size(3 * CHUNK as u64 - 1);
        let trace = Trace::new();
        trace.restart(7);
        for written in [0, 1, CHUNK, 3 * CHUNK, 3 * CHUNK + 1, 6 * CHUNK + 5, 500 * CHUNK + 9].map(|n| n as u64) {
            trace.restart(7);
            record(&trace, 0..written);
            let reading = trace.read();
            assert_eq!(reading.written, written);
            let numbers: Vec<u64> = reading.events.iter().map(|(number, _)| *number).collect();
            assert!(numbers.iter().copied().eq(written - numbers.len() as u64..written), "{numbers:?}");
            assert!(reading.events.iter().all(|(number, event)| (event.start, event.end) == (*number, number + 1)));
            let full = 3 * CHUNK as u64;
            assert!(numbers.len() as u64 >= written.min(full - CHUNK as u64 + 1), "{} of {written}", numbers.len());
            assert!(trace.chunks().count() <= 3);
        }

        trace.restart(7);
        record(&trace, 0..10);
        trace.begin_tenure(8);
        trace.begin_tenure(9);
        record(&trace, 0..5);
        let owners: Vec<_> = trace.read().owners.iter().map(|owner| (owner.from, owner.thread)).collect();
        assert_eq!(owners, [(0, 7), (10, 9)]);

        set_trace_size(0);
        let trace = Trace::new();
        record(&trace, 0..5);
        let reading = trace.read();
        assert_eq!((reading.written, reading.events.len()), (5, 0), "without memory all are dropped, and counted");
    }
}
