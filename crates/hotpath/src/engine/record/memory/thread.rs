//! What one thread allocated: its sums, and what it owes to the program's balance of live bytes.

use std::sync::Mutex;

use super::{
    super::{
        ByName,
        node::Node,
        protocol::{Balance, Counter, SeqLock},
        usage::{AllocCounts, Peak, ThreadReading, ThreadUsage, Usage},
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
    pub(super) allocations: Counter,
    pub(super) bytes: Counter,
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

/// One recorder's memory, but for what its nodes hold: their sum is what the thread allocated in the session.
///
/// PERF: the first line of 64 bytes holds what every event and every call touches.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct ThreadMemory {
    /// How many bytes the thread may still allocate before the program's balance has to know.
    room: Counter,
    /// What finished calls allocated below the node of their caller, each with all that it called; and what they allocated
    /// in that very node, where it is theirs as well. Neither is ever set back: the difference since a call began is its
    /// children's.
    child_bytes: Counter,
    child_allocations: Counter,
    shared_bytes: Counter,
    shared_allocations: Counter,
    scopes: Counter,
    pub(super) sampler: Sampler,
    /// The most live bytes, their tick and node, as of this thread's additions to the balance.
    peak: SeqLock<3>,
    /// Of earlier sessions, and of scopes outside of any.
    before: UsageCounters,
    /// When the thread took the recorder over, or joined the session, whichever was later: all, and outside of functions.
    since: UsageCounters,
    outside_since: UsageCounters,
    ended: Mutex<Ended>,
}

/// The threads that have ended in a session.
#[derive(Debug)]
struct Ended {
    session: u64,
    threads: ByName<ThreadUsage>,
}

impl ThreadMemory {
    pub(crate) const fn new() -> Self {
        Self {
            room: Counter::new(UNPUBLISHED_BYTES),
            child_bytes: Counter::new(0),
            child_allocations: Counter::new(0),
            shared_bytes: Counter::new(0),
            shared_allocations: Counter::new(0),
            scopes: Counter::new(0),
            sampler: Sampler::new(),
            peak: SeqLock::new(),
            before: UsageCounters::new(),
            since: UsageCounters::new(),
            outside_since: UsageCounters::new(),
            ended: Mutex::new(Ended { session: 0, threads: ByName::new() }),
        }
    }

    /// Owner only: takes the bytes of an event from what the thread may keep to itself. True when it has to publish.
    #[inline(always)]
    pub(super) fn take_room(&self, event: Event) -> bool {
        let (room, is_short) = match event {
            Event::Allocated(size) => self.room.get().overflowing_sub(size as u64),
            Event::Freed(size) => {
                let room = self.room.get().wrapping_add(size as u64);
                (room, room > 2 * UNPUBLISHED_BYTES)
            }
            Event::Reallocated(from, to) => {
                let room = self.room.get().wrapping_add(from as u64).wrapping_sub(to as u64);
                (room, room > 2 * UNPUBLISHED_BYTES)
            }
        };
        self.room.set(room);
        is_short
    }

    /// Owner only: adds what it owes to the program's balance, while `node` is current.
    pub(super) fn publish(&self, node: *const Node, session: u64) {
        let amount = UNPUBLISHED_BYTES.wrapping_sub(self.room.get());
        self.room.set(UNPUBLISHED_BYTES);
        let Some(live) = LIVE.add(session, amount.cast_signed()) else { return };
        if live > self.peak.get()[0].cast_signed() {
            self.peak.set(&[live.cast_unsigned(), clock::now(), node.expose_provenance() as u64]);
        }
    }

    /// Owner only: adds an event that is in no session, and so in no node.
    pub(super) fn add_before(&self, event: Event) {
        self.before.add(event);
    }

    /// Owner only: what is in no node any more.
    pub(super) fn before(&self) -> AllocCounts {
        self.before.read()
    }

    /// Owner only: a call of `node` begins.
    #[inline(always)]
    pub(crate) fn open(&self, node: &NodeMemory) -> FrameMemory {
        FrameMemory {
            bytes: node.bytes(),
            allocations: node.allocations(),
            child_bytes: self.child_bytes.get(),
            child_allocations: self.child_allocations.get(),
            shared_bytes: self.shared_bytes.get(),
            shared_allocations: self.shared_allocations.get(),
        }
    }

    /// Owner only: the call ends, whose caller shares its node or not; what it allocated.
    #[inline(always)]
    pub(crate) fn close(&self, opened: &FrameMemory, node: &NodeMemory, is_shared: bool) -> CallMemory {
        let bytes = node.bytes().wrapping_sub(opened.bytes);
        let below = self.child_bytes.get().wrapping_sub(opened.child_bytes);
        if bytes | below == 0 { CallMemory::default() } else { self.close_after(opened, node, is_shared, bytes, below) }
    }

    #[inline(always)]
    fn close_after(
        &self,
        opened: &FrameMemory,
        node: &NodeMemory,
        is_shared: bool,
        bytes: u64,
        below: u64,
    ) -> CallMemory {
        let allocations = node.allocations().wrapping_sub(opened.allocations);
        let allocations_below = self.child_allocations.get().wrapping_sub(opened.child_allocations);
        let others = self.shared_bytes.get().wrapping_sub(opened.shared_bytes);
        let allocations_of_others = self.shared_allocations.get().wrapping_sub(opened.shared_allocations);
        let call = CallMemory {
            bytes: bytes.wrapping_add(below),
            allocations: allocations.wrapping_add(allocations_below),
            own_bytes: bytes.saturating_sub(others),
            own_allocations: allocations.saturating_sub(allocations_of_others),
        };
        let (shared, shared_allocations) = if is_shared { (bytes, allocations) } else { (0, 0) };
        self.shared_bytes.set(opened.shared_bytes.wrapping_add(shared));
        self.shared_allocations.set(opened.shared_allocations.wrapping_add(shared_allocations));
        if !is_shared {
            self.child_bytes.set(opened.child_bytes.wrapping_add(call.bytes));
            self.child_allocations.set(opened.child_allocations.wrapping_add(call.allocations));
        }
        call
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

    /// Owner only: a session begins, whose nodes hold nothing yet; they held `usage`.
    pub(crate) fn join(&self, usage: impl FnOnce() -> Usage) {
        let mut before = self.before.read();
        before += usage().0;
        self.before.set(before);
        self.since.set(AllocCounts::default());
        self.outside_since.set(AllocCounts::default());
        self.room.set(UNPUBLISHED_BYTES);
        self.sampler.restart();
        self.peak.set(&[0; 3]);
    }

    /// Under the pool's lock: a thread becomes the owner. The nodes hold `usage` of earlier ones.
    pub(crate) fn begin_tenure(&self, usage: impl FnOnce() -> Usage) {
        let (total, outside) = usage();
        self.since.set(total);
        self.outside_since.set(outside);
        self.scopes.set(0);
    }

    /// Under the pool's lock: the owner ends, which is the calling thread.
    pub(crate) fn end_tenure(&self, session: u64, usage: impl FnOnce() -> Usage, name: fn() -> Option<String>) {
        let Ok(mut ended) = self.ended.lock() else { return };
        if ended.session != session {
            *ended = Ended { session, threads: ByName::new() };
        }
        *ended.threads.sum(name().as_deref()) += &self.owned(usage());
    }

    /// Under the pool's lock: the owner goes, and what it allocated on `root` counts as if it had not been.
    pub(crate) fn forget_tenure(&self, root: &NodeMemory) {
        root.set(self.outside_since.read());
        self.room.set(UNPUBLISHED_BYTES);
    }

    /// The figures of the owner.
    fn owned(&self, (total, outside): Usage) -> ThreadUsage {
        let (total, outside) = (total - self.since.read(), outside - self.outside_since.read());
        ThreadUsage { threads: 1, total, outside }
    }

    /// Any thread: the recorder's part of `session`, which it has joined; its nodes hold `usage`.
    pub(crate) fn read(&self, session: u64, owner: Option<u64>, usage: Usage) -> ThreadReading {
        let ended = self.ended.lock().ok().filter(|ended| ended.session == session);
        let ended = ended.map(|ended| ended.threads.clone()).unwrap_or_default();
        let living = owner.map(|thread| (thread, self.owned(usage)));
        let peak = self.peak.read().filter(|[bytes, ..]| *bytes != 0);
        #[expect(clippy::cast_possible_truncation, reason = "the word was made from an address")]
        let peak = peak.map(|[bytes, tick, node]| Peak { bytes: bytes.cast_signed(), tick, node: node as usize });
        ThreadReading { total: usage.0, living, ended, peak }
    }
}

/// Counts while it lives.
pub(super) struct Scope<'a>(&'a ThreadMemory);

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        self.0.scopes.add(u64::MAX);
    }
}
