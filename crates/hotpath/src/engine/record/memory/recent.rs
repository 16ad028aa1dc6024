//! What the latest calls allocated, each by itself.

use super::super::{
    calls::{MAX_RECENT, recent_shown},
    protocol::{Pair, Published},
    thread::unmeasured,
    usage::AllocatedByCall,
};

/// A ring like that of the calls themselves, of those that allocated; made at the first of them.
#[derive(Debug)]
pub(super) struct RecentMemory(Published<Ring>);

const ENTRIES: usize = MAX_RECENT as usize;
type Ring = [Pair; ENTRIES];

/// Bits of an entry's second value that are the number of blocks; the others are low bits of the call's index, because calls
/// that do not allocate leave what was there before.
const BLOCK_BITS: u32 = 24;
const MOST_BLOCKS: u64 = (1 << BLOCK_BITS) - 1;
const INDEX_MASK: u64 = u32::MAX as u64;

impl RecentMemory {
    pub(super) const fn new() -> Self {
        Self(Published::new())
    }

    /// Owner only: what call number `index` allocated.
    #[inline(always)]
    pub(super) fn record(&self, index: u64, bytes: u64, allocations: u64) {
        let second = (index & INDEX_MASK) << BLOCK_BITS | allocations.min(MOST_BLOCKS);
        entry(self.0.get_or_make(make), index).write(index, bytes, second);
    }

    /// Owner only: forgets all calls and keeps the memory.
    pub(super) fn wipe(&self) {
        self.0.get().into_iter().flatten().for_each(Pair::clear);
    }

    /// Any thread: of the latest of `calls` calls, what those allocated that did.
    pub(super) fn read(&self, calls: u64) -> Vec<AllocatedByCall> {
        let Some(ring) = self.0.get() else { return Vec::new() };
        let shown = calls.saturating_sub(recent_shown() as u64)..calls;
        let read = |index: u64| {
            let (bytes, second) = entry(ring, index).read(index)?;
            let is_its = second >> BLOCK_BITS == index & INDEX_MASK;
            is_its.then_some(AllocatedByCall { index, bytes, allocations: second & MOST_BLOCKS })
        };
        shown.rev().filter_map(read).collect()
    }
}

#[cold]
fn make() -> &'static Ring {
    unmeasured(|| Box::leak(Box::new([const { Pair::new() }; ENTRIES])))
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "only the low bits choose the place")]
fn entry(ring: &Ring, index: u64) -> &Pair {
    &ring[index as usize % ENTRIES]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_allocates_nothing_has_not_what_an_older_one_did() {
        let ring = RecentMemory::new();
        ring.record(3, 100, 2);
        assert_eq!(ring.read(4), [AllocatedByCall { index: 3, bytes: 100, allocations: 2 }]);
        // The entry of call 3 is where those of calls 67 and 131 would be, and of 131 its mark is the same.
        assert_eq!((ring.read(68), ring.read(132)), (Vec::new(), Vec::new()));
        ring.record(131, 7, u64::MAX);
        assert_eq!(ring.read(132), [AllocatedByCall { index: 131, bytes: 7, allocations: MOST_BLOCKS }]);
        ring.wipe();
        assert_eq!(ring.read(132), []);
    }
}
