//! What one thread allocated: its sums, and what it owes to the program's balance of live bytes.

use std::sync::Mutex;

use super::{
    super::{
        node::Node,
        protocol::{Balance, Counter, SeqLock},
        usage::{AllocCounts, Peak, ThreadReading, ThreadUsage},
    },
    call::{CallMemory, FrameMemory},
    count::Event,
    node::NodeMemory,
    sampler::Sampler,
};
use crate::engine::clock;

/// Live bytes of the program since the session began, to within [`UNPUBLISHED_BYTES`] per thread.
pub(super) static LIVE: Balance = Balance::new();

/// What a thread may keep to itself of its live bytes.
const UNPUBLISHED_BYTES: u64 = 1 << 16;

/// At most so many bytes of what a thread did may be in no balance.
pub(crate) fn most_unpublished(total: &AllocCounts) -> u64 {
    total.bytes.max(total.freed_bytes).min(UNPUBLISHED_BYTES)
}

/// Sums of events with one writer.
#[derive(Debug)]
#[repr(C)]
pub(super) struct UsageCounters {
    allocations: Counter,
    bytes: Counter,
    frees: Counter,
    freed_bytes: Counter,
    reallocations: Counter,
}

impl UsageCounters {
    pub(super) const fn new() -> Self {
        Self {
            allocations: Counter::new(0),
            bytes: Counter::new(0),
            frees: Counter::new(0),
            freed_bytes: Counter::new(0),
            reallocations: Counter::new(0),
        }
    }

    /// Owner only.
    #[inline(always)]
    pub(super) fn add(&self, event: Event) {
        match event {
            Event::Allocated(size) => {
                self.allocations.add(1);
                self.bytes.add(size as u64);
            }
            Event::Freed(size) => {
                self.frees.add(1);
                self.freed_bytes.add(size as u64);
            }
            Event::Reallocated(from, to) => {
                self.reallocations.add(1);
                self.bytes.add(to.saturating_sub(from) as u64);
                self.freed_bytes.add(from.saturating_sub(to) as u64);
            }
        }
    }

    /// Any thread.
    pub(super) fn read(&self) -> AllocCounts {
        AllocCounts {
            allocations: self.allocations.get(),
            reallocations: self.reallocations.get(),
            bytes: self.bytes.get(),
            frees: self.frees.get(),
            freed_bytes: self.freed_bytes.get(),
        }
    }

    /// Owner only.
    pub(super) fn set(&self, usage: AllocCounts) {
        self.allocations.set(usage.allocations);
        self.reallocations.set(usage.reallocations);
        self.bytes.set(usage.bytes);
        self.frees.set(usage.frees);
        self.freed_bytes.set(usage.freed_bytes);
    }
}

/// The same of a whole thread, with what was freed told from what is live: a free is two additions.
#[derive(Debug)]
#[repr(C)]
struct Totals {
    allocations: Counter,
    bytes: Counter,
    frees: Counter,
    /// Live bytes that are in the program's balance, and those that are not, in two's complement.
    published: Counter,
    unpublished: Counter,
    reallocations: Counter,
}

impl Totals {
    const fn new() -> Self {
        Self {
            allocations: Counter::new(0),
            bytes: Counter::new(0),
            frees: Counter::new(0),
            published: Counter::new(0),
            unpublished: Counter::new(0),
            reallocations: Counter::new(0),
        }
    }

    #[inline(always)]
    fn add(&self, event: Event) {
        match event {
            Event::Allocated(size) => {
                self.allocations.add(1);
                self.bytes.add(size as u64);
                self.unpublished.add(size as u64);
            }
            Event::Freed(size) => {
                self.frees.add(1);
                self.unpublished.add((size as u64).wrapping_neg());
            }
            Event::Reallocated(from, to) => {
                self.reallocations.add(1);
                self.bytes.add(to.saturating_sub(from) as u64);
                self.unpublished.add((to as u64).wrapping_sub(from as u64));
            }
        }
    }

    fn read(&self) -> AllocCounts {
        let (bytes, live) = (self.bytes.get(), self.published.get().wrapping_add(self.unpublished.get()));
        AllocCounts {
            allocations: self.allocations.get(),
            reallocations: self.reallocations.get(),
            bytes,
            frees: self.frees.get(),
            freed_bytes: bytes.wrapping_sub(live),
        }
    }

    /// Live bytes that are in no balance yet, which from now on counts them.
    fn take_unpublished(&self) -> u64 {
        let amount = self.unpublished.get();
        self.unpublished.set(0);
        self.published.add(amount);
        amount
    }
}

/// One recorder's memory.
///
/// PERF: the first line of 64 bytes holds what every event and every call touches.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct ThreadMemory {
    /// Since the recorder was made; it is never set back, so that a call's own figures are differences.
    total: Totals,
    /// What finished calls allocated, each as its caller sees it: the difference since a call began is its children's.
    child_allocations: Counter,
    child_bytes: Counter,
    scopes: Counter,
    pub(super) sampler: Sampler,
    /// The most live bytes, their tick and node, as of this thread's additions to the balance.
    peak: SeqLock<3>,
    /// When the session was joined.
    joined: UsageCounters,
    /// When the thread took the recorder over, or joined the session, whichever was later.
    since: UsageCounters,
    outside_since: UsageCounters,
    /// The thread that owns the recorder, 0 for none.
    owner: Counter,
    ended: Mutex<Ended>,
}

/// The threads that have ended in a session.
#[derive(Debug)]
struct Ended {
    session: u64,
    threads: Vec<ThreadUsage>,
    /// Those before them, together.
    earlier: Option<ThreadUsage>,
}

/// Ended threads that have a row of their own, per recorder.
const ENDED: usize = 64;

impl ThreadMemory {
    pub(crate) const fn new() -> Self {
        Self {
            total: Totals::new(),
            child_allocations: Counter::new(0),
            child_bytes: Counter::new(0),
            scopes: Counter::new(0),
            sampler: Sampler::new(),
            peak: SeqLock::new(),
            joined: UsageCounters::new(),
            since: UsageCounters::new(),
            outside_since: UsageCounters::new(),
            owner: Counter::new(0),
            ended: Mutex::new(Ended { session: 0, threads: Vec::new(), earlier: None }),
        }
    }

    /// Owner only: adds an event to the thread's sums.
    #[inline(always)]
    pub(super) fn add(&self, event: Event) {
        self.total.add(event);
    }

    /// Owner only: is there more of the thread's live bytes than it may keep to itself?
    #[inline(always)]
    pub(super) fn owes_much(&self) -> bool {
        self.total.unpublished.get().wrapping_add(UNPUBLISHED_BYTES) > 2 * UNPUBLISHED_BYTES
    }

    /// Owner only: adds what it owes to the program's balance, while `node` is current.
    pub(super) fn publish(&self, node: *const Node, session: u64) {
        let amount = self.total.take_unpublished();
        let Some(live) = LIVE.add(session, amount.cast_signed()) else { return };
        if live > self.peak.get()[0].cast_signed() {
            self.peak.set(&[live.cast_unsigned(), clock::now(), node.expose_provenance() as u64]);
        }
    }

    /// Any thread: everything since the recorder was made.
    pub(super) fn total(&self) -> AllocCounts {
        self.total.read()
    }

    /// Owner only: a call begins.
    #[inline(always)]
    pub(crate) fn open(&self) -> FrameMemory {
        FrameMemory {
            bytes: self.total.bytes.get(),
            allocations: self.total.allocations.get(),
            child_bytes: self.child_bytes.get(),
            child_allocations: self.child_allocations.get(),
        }
    }

    /// Owner only: the call ends; what it allocated.
    #[inline(always)]
    pub(crate) fn close(&self, opened: &FrameMemory) -> CallMemory {
        let bytes = self.total.bytes.get().wrapping_sub(opened.bytes);
        if bytes == 0 { CallMemory::default() } else { self.close_after(opened, bytes) }
    }

    #[inline(always)]
    fn close_after(&self, opened: &FrameMemory, bytes: u64) -> CallMemory {
        let allocations = self.total.allocations.get().wrapping_sub(opened.allocations);
        let children = self.child_bytes.get().wrapping_sub(opened.child_bytes);
        let children_allocations = self.child_allocations.get().wrapping_sub(opened.child_allocations);
        self.child_bytes.set(opened.child_bytes.wrapping_add(bytes));
        self.child_allocations.set(opened.child_allocations.wrapping_add(allocations));
        CallMemory {
            bytes,
            allocations,
            own_bytes: bytes.wrapping_sub(children),
            own_allocations: allocations.wrapping_sub(children_allocations),
        }
    }

    /// Owner only: from now on the thread's events are counted also without a session.
    pub(super) fn open_scope(&self) -> Scope<'_> {
        self.scopes.add(1);
        Scope(self)
    }

    /// Owner only.
    pub(super) fn has_scopes(&self) -> bool {
        self.scopes.get() > 0
    }

    /// Owner only: a session begins, and nothing is outside of its functions yet.
    pub(crate) fn join(&self) {
        let total = self.total.read();
        self.joined.set(total);
        self.since.set(total);
        self.outside_since.set(AllocCounts::default());
        self.total.take_unpublished();
        self.peak.set(&[0; 3]);
    }

    /// Under the pool's lock: `thread` becomes the owner. `outside` is what the recorder holds of earlier ones.
    pub(crate) fn begin_tenure(&self, thread: u64, outside: AllocCounts) {
        self.since.set(self.total.read());
        self.outside_since.set(outside);
        self.scopes.set(0);
        self.owner.set(thread);
    }

    /// Under the pool's lock: the owner ends.
    pub(crate) fn end_tenure(&self, session: u64, outside: AllocCounts, name: fn() -> Option<String>) {
        let Some(thread) = self.owned(outside) else { return };
        self.owner.set(0);
        let Ok(mut ended) = self.ended.lock() else { return };
        if ended.session != session {
            *ended = Ended { session, threads: Vec::new(), earlier: None };
        }
        if ended.threads.len() == ENDED {
            let oldest = ended.threads.remove(0);
            let earlier = ended.earlier.get_or_insert_default();
            earlier.threads += 1;
            earlier.total += oldest.total;
            earlier.outside += oldest.outside;
        }
        ended.threads.push(ThreadUsage { name: name(), is_alive: false, ..thread });
    }

    /// Under the pool's lock: the owner goes, and what it allocated on `root` counts as if it had not been.
    pub(crate) fn forget_tenure(&self, root: &NodeMemory) {
        let (total, mut joined) = (self.total.read(), self.joined.read());
        joined += total - self.since.read();
        self.joined.set(joined);
        self.total.take_unpublished();
        root.set(self.outside_since.read());
        self.owner.set(0);
    }

    /// The owner's figures, if there is an owner.
    fn owned(&self, outside: AllocCounts) -> Option<ThreadUsage> {
        let thread = Some(self.owner.get()).filter(|thread| *thread != 0)?;
        let (total, outside) = (self.total.read() - self.since.read(), outside - self.outside_since.read());
        Some(ThreadUsage { thread: Some(thread), name: None, threads: 1, is_alive: true, total, outside })
    }

    /// Any thread: the recorder's part of `session`, which it has joined.
    pub(crate) fn read(&self, session: u64, outside: AllocCounts) -> ThreadReading {
        let ended = self.ended.lock().ok().filter(|ended| ended.session == session);
        let (earlier, ended) = ended.map(|ended| (ended.earlier.clone(), ended.threads.clone())).unwrap_or_default();
        let threads = earlier.into_iter().chain(ended).chain(self.owned(outside));
        let peak = self.peak.read().filter(|[bytes, ..]| *bytes != 0);
        #[expect(clippy::cast_possible_truncation, reason = "the word was made from an address")]
        let peak = peak.map(|[bytes, tick, node]| Peak { bytes: bytes.cast_signed(), tick, node: node as usize });
        ThreadReading { total: self.total.read() - self.joined.read(), threads: threads.collect(), peak }
    }
}

/// Counts while it lives.
pub(super) struct Scope<'a>(&'a ThreadMemory);

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        self.0.scopes.add(u64::MAX);
    }
}
