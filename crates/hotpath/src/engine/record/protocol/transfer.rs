//! What moves from one place to another is read in neither or in one of them, never in both or half.

use super::sync::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    const_new, fence,
};

/// A sequence number that is odd while something moves. What else the owner writes may be read at any time.
#[derive(Debug)]
pub(crate) struct Transfer(AtomicU64);

impl Transfer {
    const_new! {
        /// Nothing moves.
        pub(crate) fn new() -> Self { Self(AtomicU64::new(0)) }
    }

    /// Owner only: moves it.
    pub(crate) fn run(&self, transfer: impl FnOnce()) {
        let sequence = self.0.load(Relaxed);
        self.0.store(sequence.wrapping_add(1), Relaxed);
        // Release: pairs with the Acquire fence in `read`. Who saw a word of the move sees the odd sequence too.
        fence(Release);
        transfer();
        // Release: pairs with the Acquire load in `read`.
        self.0.store(sequence.wrapping_add(2), Release);
    }

    /// How often something has moved.
    #[cfg(all(test, loom))]
    pub(crate) fn runs(&self) -> u64 {
        self.0.load(Relaxed) / 2
    }

    /// Any thread: what `copy` returns, if nothing moved meanwhile; `None` if something did several times in a row.
    pub(crate) fn read<T>(&self, mut copy: impl FnMut() -> T) -> Option<T> {
        for _ in 0..TRIES {
            // Acquire: pairs with the Release store at the end of `run`.
            let before = self.0.load(Acquire);
            let value = copy();
            // Acquire: pairs with the Release fence in `run`.
            fence(Acquire);
            if before.is_multiple_of(2) && self.0.load(Relaxed) == before {
                return Some(value);
            }
        }
        None
    }
}

/// Moves are rare and short.
const TRIES: usize = if cfg!(loom) { 2 } else { 100 };
