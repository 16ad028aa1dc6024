//! A place of a table that threads fill in turn: a key, and words that belong to it.

use super::{
    SeqLock,
    sync::{
        AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};

/// Which key is in a place.
#[derive(Debug)]
pub(crate) struct Key(AtomicU64);

/// Nothing is in the place. Zeroed memory is full of such keys.
const EMPTY: u64 = 0;
/// One thread has the place to itself, between the two other states.
const CLAIMED: u64 = 1;

impl Key {
    /// The key of a place with nothing in it. Elsewhere a table is zeroed memory.
    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(EMPTY))
    }
}

/// A key and its words. They lie apart, so that a search reads keys only.
///
/// The key says whose the place is. Who makes it `CLAIMED` is the one writer of the words until it stores a key or
/// `EMPTY`: one thread wins an empty place, and a key that is there is taken out only by whoever owns what it stands for.
/// Keys come back, often to the same place; that the words are of one filling is what their own sequence tells a reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<const N: usize> {
    key: &'static Key,
    words: &'static SeqLock<N>,
}

impl<const N: usize> Place<N> {
    /// Of this key and these words, always the same two.
    pub(crate) fn new(key: &'static Key, words: &'static SeqLock<N>) -> Self {
        Self { key, words }
    }

    /// Any thread: puts a key, above 1, and its words into the place; false if there is something already.
    pub(crate) fn fill(&self, key: u64, words: &[u64; N]) -> bool {
        // Acquire: pairs with the Release in `clear`. What the place held has been read, and its sequence is known.
        if self.key.0.compare_exchange(EMPTY, CLAIMED, Acquire, Relaxed).is_err() {
            return false;
        }
        self.words.set(words);
        self.put_back(key);
        true
    }

    /// Owner of what `key` stands for: takes it out and gives its words; `None` if it is not here. The place is the
    /// caller's until it calls `put_back` or `clear`.
    pub(crate) fn take(&self, key: u64) -> Option<[u64; N]> {
        // Acquire: pairs with the Release in `put_back`.
        if self.key.0.load(Acquire) != key {
            return None;
        }
        self.key.0.store(CLAIMED, Relaxed);
        Some(self.words.get())
    }

    /// Who has the place: its words are those of `key`.
    pub(crate) fn put_back(&self, key: u64) {
        // Release: pairs with the Acquire in `take` and in `read`. Who finds the key finds its words, or newer ones.
        self.key.0.store(key, Release);
    }

    /// Who has the place: others may fill it.
    pub(crate) fn clear(&self) {
        // Release: pairs with the Acquire in `fill`.
        self.key.0.store(EMPTY, Release);
    }

    /// Any thread: the words of something that was in the place during the call. `None` if nothing was, or if it was
    /// filled anew several times in a row.
    pub(crate) fn read(&self) -> Option<[u64; N]> {
        // Acquire: pairs with the Release in `put_back`. (The fence in `SeqLock::read` would do, after a second try.) When the
        // place is filled again meanwhile the words are the newer ones: no less true, for those have been there as well.
        if self.key.0.load(Acquire) <= CLAIMED { None } else { self.words.read() }
    }
}
