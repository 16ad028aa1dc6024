//! What one call path allocated by itself.

use super::{
    super::{
        protocol::Counter,
        usage::{AllocCounts, NodeUsage},
    },
    count::Event,
    thread::UsageCounters,
};

/// Part of a node.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct NodeMemory {
    usage: UsageCounters,
    largest: Counter,
}

impl NodeMemory {
    pub(crate) const fn new() -> Self {
        Self { usage: UsageCounters::new(), largest: Counter::new(0) }
    }

    /// Owner only.
    #[inline(always)]
    pub(crate) fn add(&self, event: Event) {
        self.usage.add(event);
        let size = match event {
            Event::Allocated(size) => size,
            // What shrinks is somebody's block of before.
            Event::Reallocated(from, to) if to > from => to,
            Event::Reallocated(..) | Event::Freed(_) => return,
        };
        if size as u64 > self.largest.get() {
            self.largest.set(size as u64);
        }
    }

    /// Owner only.
    #[inline(always)]
    pub(super) fn bytes(&self) -> u64 {
        self.usage.bytes.get()
    }

    /// Owner only.
    #[inline(always)]
    pub(super) fn allocations(&self) -> u64 {
        self.usage.allocations.get()
    }

    /// Owner only.
    pub(super) fn set(&self, counts: AllocCounts) {
        self.usage.set(counts);
        if counts.allocations == 0 {
            self.largest.set(0);
        }
    }

    /// Owner only.
    pub(crate) fn wipe(&self) {
        self.usage.set(AllocCounts::default());
        self.largest.set(0);
    }

    /// Any thread.
    pub(crate) fn read(&self) -> NodeUsage {
        NodeUsage { usage: self.usage.read(), largest: self.largest.get() }
    }
}
