//! A few words that change together and rarely: one thread writes, readers retry.

use super::sync::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

/// `N` words behind a sequence number that is odd while they are being written.
#[derive(Debug)]
pub(crate) struct SeqLock<const N: usize> {
    sequence: AtomicU64,
    words: [AtomicU64; N],
}

impl<const N: usize> SeqLock<N> {
    /// All words 0.
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        Self { sequence: AtomicU64::new(0), words: [const { AtomicU64::new(0) }; N] }
    }

    /// All words 0.
    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self { sequence: AtomicU64::new(0), words: core::array::from_fn(|_| AtomicU64::new(0)) }
    }

    /// Owner only: the words as they are.
    pub(crate) fn get(&self) -> [u64; N] {
        core::array::from_fn(|i| self.words[i].load(Relaxed))
    }

    /// Owner only: replaces all words.
    pub(crate) fn set(&self, words: &[u64; N]) {
        let sequence = self.sequence.load(Relaxed);
        self.sequence.store(sequence.wrapping_add(1), Relaxed);
        // Release: pairs with the Acquire fence in `read`. Who saw a new word sees the odd sequence too.
        fence(Release);
        for (word, value) in self.words.iter().zip(words) {
            word.store(*value, Relaxed);
        }
        // Release: pairs with the Acquire load in `read`.
        self.sequence.store(sequence.wrapping_add(2), Release);
    }

    /// Any thread: all words of one `set`; `None` if the writer was in the way several times in a row.
    pub(crate) fn read(&self) -> Option<[u64; N]> {
        for _ in 0..TRIES {
            // Acquire: pairs with the Release store at the end of `set`.
            let before = self.sequence.load(Acquire);
            let words = self.get();
            // Acquire: pairs with the Release fence in `set`.
            fence(Acquire);
            if before.is_multiple_of(2) && self.sequence.load(Relaxed) == before {
                return Some(words);
            }
        }
        None
    }
}

/// Writers are rare and short; a reader that fails this often reports the words as absent instead of waiting.
const TRIES: usize = if cfg!(loom) { 2 } else { 100 };
