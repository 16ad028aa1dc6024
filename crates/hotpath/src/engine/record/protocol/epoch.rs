//! Which session a recorder's numbers belong to, and how a reader never mixes two of them.

use super::sync::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    const_new, fence,
};

/// The session a recorder records into; 0 while its owner is wiping it. Written by the owner only.
///
/// This is a sequence lock whose sequence is the session: a new session wipes, so a reader that finds the same
/// session before and after its copy has copied numbers of that session only.
#[derive(Debug)]
pub(crate) struct Epoch(AtomicU64);

impl Epoch {
    const_new! {
        /// A recorder of session `value`.
        pub(crate) fn new(value: u64) -> Self { Self(AtomicU64::new(value)) }
    }

    /// The owner's own view.
    #[inline(always)]
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }

    /// Owner: leaves the old session, runs `wipe`, and joins session `next`.
    pub(crate) fn restart(&self, next: u64, wipe: impl FnOnce()) {
        self.0.store(0, Relaxed);
        // Release: pairs with the Acquire fence in `read`. A reader that saw a wiped value sees the 0 as well.
        fence(Release);
        wipe();
        // Release: pairs with the Acquire load in `read`. A reader that sees the session sees nothing older than the wipe.
        self.0.store(next, Release);
    }

    /// Any thread: what `copy` returns, if all it read belongs to `session`.
    pub(crate) fn read<T>(&self, session: u64, mut copy: impl FnMut() -> T) -> Option<T> {
        loop {
            // Acquire: pairs with the Release store in `restart`.
            if self.0.load(Acquire) != session {
                return None;
            }
            let value = copy();
            // Acquire: pairs with the Release fence in `restart`.
            fence(Acquire);
            if self.0.load(Relaxed) == session {
                return Some(value);
            }
        }
    }
}
