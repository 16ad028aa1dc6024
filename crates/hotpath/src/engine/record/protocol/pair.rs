//! Two words that belong together, written without a lock and never read half and half.

use super::sync::{AtomicU64, Ordering::Relaxed, const_new};

/// Bits of a value that a [`Pair`] keeps; the rest of a word is the tag.
pub(crate) const PAIR_BITS: u32 = u64::BITS - TAG_BITS;
/// The low seven bits of an index, and a bit that tells it from the tag of a word that was never written.
const TAG_BITS: u32 = 8;
const WRITTEN: u64 = 1 << 7;

/// Two 56-bit values, each stored with the low bits of the index they were written under.
///
/// A reader that catches the writer between the two stores finds two different tags and drops the entry. Tags repeat
/// after 128 indices, so a ring of up to 64 entries must be lapped twice between two loads to fool it.
#[derive(Debug)]
pub(crate) struct Pair(AtomicU64, AtomicU64);

impl Pair {
    const_new! {
        /// Nothing, under any index.
        pub(crate) fn new() -> Self { Self(AtomicU64::new(0), AtomicU64::new(0)) }
    }

    /// Owner only: writes both values; bits above [`PAIR_BITS`] are dropped.
    #[inline(always)]
    pub(crate) fn write(&self, index: u64, first: u64, second: u64) {
        let tag = tag(index);
        self.0.store(first << TAG_BITS | tag, Relaxed);
        self.1.store(second << TAG_BITS | tag, Relaxed);
    }

    /// Owner only: from now on nothing is found, as in a new pair.
    pub(crate) fn clear(&self) {
        self.0.store(0, Relaxed);
        self.1.store(0, Relaxed);
    }

    /// Any thread: both values, if the last write was under `index` and is complete.
    pub(crate) fn read(&self, index: u64) -> Option<(u64, u64)> {
        let words = [self.0.load(Relaxed), self.1.load(Relaxed)];
        let is_whole = words.iter().all(|word| word & ((1 << TAG_BITS) - 1) == tag(index));
        is_whole.then_some((words[0] >> TAG_BITS, words[1] >> TAG_BITS))
    }
}

/// Two pairs that are written under one index, and read only together.
#[derive(Debug)]
pub(crate) struct Pairs(Pair, Pair);

impl Pairs {
    const_new! {
        /// Nothing, under any index.
        pub(crate) fn new() -> Self { Self(Pair::new(), Pair::new()) }
    }

    /// Owner only: writes all values; bits above [`PAIR_BITS`] are dropped.
    #[inline(always)]
    pub(crate) fn write(&self, index: u64, values: [u64; 4]) {
        self.0.write(index, values[0], values[1]);
        self.1.write(index, values[2], values[3]);
    }

    /// Owner only: from now on nothing is found, as in new ones.
    pub(crate) fn clear(&self) {
        self.0.clear();
        self.1.clear();
    }

    /// Any thread: all values, if the last write was under `index` and is complete.
    pub(crate) fn read(&self, index: u64) -> Option<[u64; 4]> {
        let ((first, second), (third, fourth)) = (self.0.read(index)?, self.1.read(index)?);
        Some([first, second, third, fourth])
    }
}

#[inline(always)]
fn tag(index: u64) -> u64 {
    WRITTEN | index & 0x7f
}
