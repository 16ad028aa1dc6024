//! Two words that belong together, written without a lock and never read half and half.

use super::sync::{AtomicU64, Ordering::Relaxed, const_new};

/// Bits of a value that a [`Pair`] keeps; the rest of a word is the tag.
pub(crate) const PAIR_BITS: u32 = 56;

/// Two 56-bit values, each stored with the low byte of the index they were written under.
///
/// A reader that catches the writer between the two stores finds two different tags and drops the entry. Tags repeat
/// after 256 indices, so a ring of up to 64 entries must be lapped four times between two loads to fool it.
#[derive(Debug)]
pub(crate) struct Pair(AtomicU64, AtomicU64);

impl Pair {
    const_new! {
        /// Nothing: two words of different tags, which no index finds.
        pub(crate) fn new() -> Self { Self(AtomicU64::new(0), AtomicU64::new(1)) }
    }

    /// Owner only: writes both values; bits above [`PAIR_BITS`] are dropped.
    #[inline(always)]
    pub(crate) fn write(&self, index: u64, first: u64, second: u64) {
        let tag = index & 0xff;
        self.0.store(first << 8 | tag, Relaxed);
        self.1.store(second << 8 | tag, Relaxed);
    }

    /// Owner only: from now on nothing is found, as in a new pair.
    pub(crate) fn clear(&self) {
        self.0.store(0, Relaxed);
        self.1.store(1, Relaxed);
    }

    /// Any thread: both values, if the last write was under `index` and is complete.
    pub(crate) fn read(&self, index: u64) -> Option<(u64, u64)> {
        let (first, second) = (self.0.load(Relaxed), self.1.load(Relaxed));
        let tag = index & 0xff;
        (first & 0xff == tag && second & 0xff == tag).then_some((first >> 8, second >> 8))
    }
}
