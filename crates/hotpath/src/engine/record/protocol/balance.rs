//! A sum that all threads add to, which begins anew with each session.

use super::sync::{AtomicU64, Ordering::Relaxed, const_new};

/// A signed sum of 48 bits beside the low bits of its session's number, in one word: an amount of an older session
/// never lands in a newer one.
#[derive(Debug)]
pub(crate) struct Balance(AtomicU64);

const BITS: u32 = 48;
const MASK: u64 = (1 << BITS) - 1;

impl Balance {
    const_new! {
        /// Of no session.
        pub(crate) fn new() -> Self { Self(AtomicU64::new(0)) }
    }

    /// Begins at 0 for `session`.
    pub(crate) fn restart(&self, session: u64) {
        // Read and written in one: the checker lets an addition that read the word before come after a plain store.
        self.0.swap(session << BITS, Relaxed);
    }

    /// Adds to the sum of `session` and gives it; `None` when another session's has begun.
    pub(crate) fn add(&self, session: u64, amount: i64) -> Option<i64> {
        let mut word = self.0.load(Relaxed);
        loop {
            if word >> BITS != session & (u64::MAX >> BITS) {
                return None;
            }
            let sum = (word & MASK).wrapping_add(amount.cast_unsigned()) & MASK;
            match self.0.compare_exchange_weak(word, session << BITS | sum, Relaxed, Relaxed) {
                Ok(_) => return Some(signed(sum)),
                Err(newer) => word = newer,
            }
        }
    }
}

/// The number that the low 48 bits are in two's complement.
fn signed(sum: u64) -> i64 {
    (sum << (u64::BITS - BITS)).cast_signed() >> (u64::BITS - BITS)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_sum_may_be_negative_and_belongs_to_its_session() {
        let balance = Balance::new();
        balance.restart(65_537);
        assert_eq!(balance.add(65_537, -5), Some(-5));
        assert_eq!(balance.add(65_537, 1 << 40), Some((1 << 40) - 5));
        assert_eq!(balance.add(2, 7), None);
        balance.restart(2);
        assert_eq!(balance.add(2, 7), Some(7));
        assert_eq!(balance.add(65_537, 7), None);
    }
}
