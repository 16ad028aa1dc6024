//! A few words that change together and rarely: one thread writes, readers retry.

use super::{
    sync::{AtomicU64, Ordering::Relaxed},
    transfer::Transfer,
};

/// `N` words behind a sequence number that is odd while they are being written.
#[derive(Debug)]
pub(crate) struct SeqLock<const N: usize> {
    sequence: Transfer,
    words: [AtomicU64; N],
}

impl<const N: usize> SeqLock<N> {
    /// All words 0.
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        Self { sequence: Transfer::new(), words: [const { AtomicU64::new(0) }; N] }
    }

    /// All words 0.
    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self { sequence: Transfer::new(), words: core::array::from_fn(|_| AtomicU64::new(0)) }
    }

    /// How often the words were written.
    #[cfg(all(test, loom))]
    pub(crate) fn writes(&self) -> u64 {
        self.sequence.runs()
    }

    /// Owner only: the words as they are.
    pub(crate) fn get(&self) -> [u64; N] {
        core::array::from_fn(|i| self.words[i].load(Relaxed))
    }

    /// Owner only: replaces all words.
    pub(crate) fn set(&self, words: &[u64; N]) {
        self.sequence.run(|| {
            for (word, value) in self.words.iter().zip(words) {
                word.store(*value, Relaxed);
            }
        });
    }

    /// Any thread: all words of one `set`; `None` if the writer was in the way several times in a row.
    pub(crate) fn read(&self) -> Option<[u64; N]> {
        self.sequence.read(|| self.get())
    }
}
