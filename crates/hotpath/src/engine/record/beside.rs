//! What else is known of the latest calls, of those of which there is something to know.

use super::{
    calls::{MAX_RECENT, recent_shown},
    protocol::{Pair, Published},
    thread::unmeasured,
};

/// A ring like that of the calls themselves; made at the first of them that has something in it.
#[derive(Debug)]
pub(super) struct Beside(Published<Ring>);

/// What is noted of one call: what the two mean, is for who reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Noted {
    /// Its number among the calls of the site on its thread.
    pub(crate) index: u64,
    /// 56 bits.
    pub(crate) amount: u64,
    /// At most [`MOST`].
    pub(crate) count: u64,
}

const ENTRIES: usize = MAX_RECENT as usize;
type Ring = [Pair; ENTRIES];

/// Bits of an entry's second value that are the count; the others are low bits of the call's index, because calls of which
/// there is nothing to know leave what was there before.
const COUNT_BITS: u32 = 24;
const MOST: u64 = (1 << COUNT_BITS) - 1;
const INDEX_MASK: u64 = u32::MAX as u64;

impl Beside {
    pub(super) const fn new() -> Self {
        Self(Published::new())
    }

    /// Owner only: something is known of call number `index`.
    #[inline(always)]
    pub(super) fn note(&self, index: u64, amount: u64, count: u64) {
        let second = (index & INDEX_MASK) << COUNT_BITS | count.min(MOST);
        entry(self.0.get_or_make(make), index).write(index, amount, second);
    }

    /// Owner only: forgets all calls and keeps the memory.
    pub(super) fn wipe(&self) {
        self.0.get().into_iter().flatten().for_each(Pair::clear);
    }

    /// Any thread: what is known of the latest of `calls` calls, newest first.
    pub(super) fn read(&self, calls: u64) -> Vec<Noted> {
        let Some(ring) = self.0.get() else { return Vec::new() };
        let shown = calls.saturating_sub(recent_shown() as u64)..calls;
        let read = |index: u64| {
            let (amount, second) = entry(ring, index).read(index)?;
            let is_its = second >> COUNT_BITS == index & INDEX_MASK;
            is_its.then_some(Noted { index, amount, count: second & MOST })
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
    fn a_call_of_which_nothing_is_known_has_not_what_an_older_one_had() {
        let ring = Beside::new();
        ring.note(3, 100, 2);
        assert_eq!(ring.read(4), [Noted { index: 3, amount: 100, count: 2 }]);
        // The entry of call 3 is where those of calls 67 and 131 would be, and of 131 its mark is the same.
        assert_eq!((ring.read(68), ring.read(132)), (Vec::new(), Vec::new()));
        ring.note(131, 7, u64::MAX);
        assert_eq!(ring.read(132), [Noted { index: 131, amount: 7, count: MOST }]);
        ring.wipe();
        assert_eq!(ring.read(132), []);
    }
}
