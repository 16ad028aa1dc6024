//! A number with one writer and any number of readers.

use super::sync::{AtomicU64, Ordering::Relaxed, const_new};

/// A number that only its owner writes: an update is a plain load, add and store, no locked instruction.
#[derive(Debug)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    const_new! {
        /// A counter that holds `value`.
        pub(crate) fn new(value: u64) -> Self { Self(AtomicU64::new(value)) }
    }

    /// The value now. Any thread.
    #[inline(always)]
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }

    /// Replaces the value. Owner only.
    #[inline(always)]
    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Relaxed);
    }

    /// Adds to the value. Owner only: two writers would lose updates.
    #[inline(always)]
    pub(crate) fn add(&self, amount: u64) {
        self.set(self.get().wrapping_add(amount));
    }
}
