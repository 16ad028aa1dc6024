//! How much the calls of one site on one thread allocated, each by itself.

use super::{
    super::{
        beside::{Beside, Noted},
        histogram::{BucketCounts, Histogram},
        protocol::{Counter, Published, Transfer},
        thread::unmeasured,
        usage::{self, CallsUsage},
    },
    call::CallMemory,
};

/// Part of a slot. Most functions allocate nothing, or call nothing that does: what they do not need they do not have.
#[derive(Debug)]
pub(crate) struct SlotMemory {
    /// What the latest calls allocated, each of them the same and all of it itself, and how many they were: they are
    /// not in `alone` yet.
    ///
    /// PERF: most calls of a function allocate what the one before did, and cost a comparison. A function whose calls all
    /// do has nothing else.
    held_bytes: Counter,
    held_allocations: Counter,
    held_calls: Counter,
    /// From `held_…` to `alone`.
    transfer: Transfer,
    /// Calls of which all was allocated by the function itself.
    alone: Published<PerCall>,
    /// Other calls.
    mixed: Published<Mixed>,
    recent: Beside,
}

#[derive(Debug)]
struct Mixed {
    cumulative: PerCall,
    exclusive: PerCall,
}

#[derive(Debug)]
struct PerCall {
    bytes: Spread,
    allocations: Spread,
}

#[derive(Debug)]
struct Spread {
    sum: Counter,
    least: Counter,
    most: Counter,
    histogram: Histogram,
}

impl SlotMemory {
    pub(crate) const fn new() -> Self {
        Self {
            held_bytes: Counter::new(0),
            held_allocations: Counter::new(0),
            held_calls: Counter::new(0),
            transfer: Transfer::new(),
            alone: Published::new(),
            mixed: Published::new(),
            recent: Beside::new(),
        }
    }

    /// Owner only: call number `index` allocated. Those that did not are the others.
    #[inline(always)]
    pub(crate) fn record(&self, index: u64, call: &CallMemory) {
        self.recent.note(index, call.bytes, call.allocations);
        let bytes = self.held_bytes.get();
        // What allocates no byte besides its own makes no allocation besides its own.
        if call.bytes == bytes && call.own_bytes == bytes && call.allocations == self.held_allocations.get() {
            self.held_calls.add(1);
        } else {
            self.record_other(call);
        }
    }

    #[cold]
    #[inline(never)]
    fn record_other(&self, call: &CallMemory) {
        if call.bytes == call.own_bytes {
            self.transfer.run(|| {
                self.put_held();
                self.held_bytes.set(call.bytes);
                self.held_allocations.set(call.allocations);
                self.held_calls.set(1);
            });
        } else {
            let mixed = self.mixed.get_or_make(Mixed::leaked);
            mixed.cumulative.record(call.bytes, call.allocations, 1);
            mixed.exclusive.record(call.own_bytes, call.own_allocations, 1);
        }
    }

    /// Puts the calls that are held where they belong.
    fn put_held(&self) {
        let calls = self.held_calls.get();
        if calls > 0 {
            let alone = self.alone.get_or_make(PerCall::leaked);
            alone.record(self.held_bytes.get(), self.held_allocations.get(), calls);
        }
    }

    /// Owner only: forgets all calls; the memory stays.
    pub(crate) fn wipe(&self) {
        self.held_calls.set(0);
        self.recent.wipe();
        self.alone.get().into_iter().for_each(PerCall::wipe);
        if let Some(mixed) = self.mixed.get() {
            mixed.cumulative.wipe();
            mixed.exclusive.wipe();
        }
    }

    /// Any thread: of the latest of `calls` calls, bytes and blocks of those that allocated, newest first.
    pub(crate) fn read_recent(&self, calls: u64) -> Vec<Noted> {
        self.recent.read(calls)
    }

    /// Any thread.
    pub(crate) fn read(&self) -> CallsUsage {
        let alone = self.transfer.read(|| {
            let mut alone = self.alone.get().map(PerCall::read).unwrap_or_default();
            let calls = self.held_calls.get();
            alone.bytes.add(self.held_bytes.get(), calls);
            alone.allocations.add(self.held_allocations.get(), calls);
            alone
        });
        // Absent if the owner was in the way all the time: better than twice as much.
        let alone = alone.unwrap_or_default();
        let mut usage = CallsUsage { cumulative: alone.clone(), exclusive: alone };
        if let Some(mixed) = self.mixed.get() {
            usage.cumulative.merge(&mixed.cumulative.read());
            usage.exclusive.merge(&mixed.exclusive.read());
        }
        usage
    }
}

impl Mixed {
    #[cold]
    fn leaked() -> &'static Self {
        unmeasured(|| Box::leak(Box::new(Self { cumulative: PerCall::new(), exclusive: PerCall::new() })))
    }
}

impl PerCall {
    fn new() -> Self {
        Self { bytes: Spread::new(), allocations: Spread::new() }
    }

    #[cold]
    fn leaked() -> &'static Self {
        unmeasured(|| Box::leak(Box::new(Self::new())))
    }

    #[inline(always)]
    fn record(&self, bytes: u64, allocations: u64, calls: u64) {
        self.bytes.record(bytes, calls);
        self.allocations.record(allocations, calls);
    }

    fn wipe(&self) {
        self.bytes.wipe();
        self.allocations.wipe();
    }

    fn read(&self) -> usage::PerCall {
        usage::PerCall { bytes: self.bytes.read(), allocations: self.allocations.read() }
    }
}

impl Spread {
    fn new() -> Self {
        Self { sum: Counter::new(0), least: Counter::new(u64::MAX), most: Counter::new(0), histogram: Histogram::new() }
    }

    #[inline(always)]
    fn record(&self, amount: u64, calls: u64) {
        self.sum.add(amount.wrapping_mul(calls));
        if amount < self.least.get() {
            self.least.set(amount);
        }
        if amount > self.most.get() {
            self.most.set(amount);
        }
        let (most, mut left) = (u64::from(u32::MAX), calls);
        while left > most {
            self.histogram.record_times(amount, u32::MAX);
            left -= most;
        }
        self.histogram.record_times(amount, u32::try_from(left).unwrap_or(u32::MAX));
    }

    fn wipe(&self) {
        self.sum.set(0);
        self.least.set(u64::MAX);
        self.most.set(0);
        self.histogram.wipe();
    }

    fn read(&self) -> usage::Spread {
        let (sum, least, most) = (self.sum.get(), self.least.get(), self.most.get());
        let mut buckets = BucketCounts::default();
        self.histogram.read_into(&mut buckets);
        usage::Spread { buckets, sum, least, most }
    }
}
