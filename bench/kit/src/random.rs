//! A random order that costs next to nothing and is the same for every peer.

/// A linear congruential generator: its high bits are random enough to defeat caches and branch prediction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// An index below `bound` and a number of steps from 1 to 16.
    #[inline(always)]
    pub(crate) fn next(&mut self, bound: usize) -> (usize, u64) {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((((self.0 >> 32) * bound as u64) >> 32) as usize, 1 + (self.0 >> 28) % 16)
    }
}
