//! Which blocks are tracked: every one, or a sample whose weights make up for the others.

use core::{alloc::Layout, sync::atomic::Ordering::Relaxed};

use super::{
    super::{counts::Before, protocol::Counter, thread},
    blocks::{self, Block, Reserved, SAMPLE_BYTES},
    count::LIBC_KEEPS_THREAD_ENDS,
};

/// Tracked blocks begin where a page may begin, so that a free of any other block is told from the address alone.
pub(super) const ALIGNMENT: usize = 4096;

/// A place in the table for a block that is about to be allocated.
#[derive(Debug)]
pub(crate) struct Reservation {
    reserved: Reserved,
    /// What was asked for.
    size: usize,
    /// That and room before it, up to a page's beginning. A larger alignment would do as well, and would make an allocator
    /// write zeros where it has zeroed memory, and copy where it could move pages.
    layout: Layout,
    /// Bytes between two samples when this one was chosen.
    mean: u64,
}

/// Are blocks tracked at all?
#[inline(always)]
pub(crate) fn is_sampling() -> bool {
    SAMPLE_BYTES.load(Relaxed) > 0
}

/// Is a block of this layout to be tracked? If so it is to be allocated with the layout of the reservation.
pub(crate) fn sampled(layout: Layout, before: Before) -> Option<Reservation> {
    let mean = Some(SAMPLE_BYTES.load(Relaxed)).filter(|mean| *mean > 0)?;
    let mut recorder = thread::recorder();
    if recorder.epoch.get() != thread::session() {
        if thread::is_unborn(recorder) && !LIBC_KEEPS_THREAD_ENDS {
            return None;
        }
        recorder = thread::joined()?;
    }
    let size = layout.size();
    let room = ALIGNMENT.saturating_sub(layout.align());
    let layout = Layout::from_size_align(size.checked_add(room)?, layout.align()).ok()?;
    let is_chosen = mean == 1 || recorder.memory.sampler.takes(size as u64, mean);
    let reserved = if is_chosen { blocks::reserve(before)? } else { return None };
    Some(Reservation { reserved, size, layout, mean })
}

impl Reservation {
    /// How to allocate what the block will be in.
    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// Where the block begins in what was allocated at `allocated`.
    pub(crate) fn offset(&self, allocated: *mut u8) -> usize {
        allocated.addr().wrapping_neg() % ALIGNMENT
    }

    /// Tracks the block that is in what was allocated, and gives it.
    pub(crate) fn track(self, allocated: *mut u8) -> *mut u8 {
        let offset = self.offset(allocated);
        let block = allocated.wrapping_add(offset);
        let recorder = thread::recorder();
        let about = Block {
            allocated: self.layout,
            offset,
            size: self.size,
            weight: weight(self.size, self.mean),
            node: recorder.current_node(),
            session: recorder.epoch.get(),
        };
        self.reserved.fill(block.addr(), &about);
        block
    }
}

/// How many blocks of this size one sampled block stands for: 1 / p, where p = 1 − exp(−size / mean) is the probability
/// that a block is sampled when the bytes between two samples are distributed exponentially (Horvitz and Thompson, "A
/// Generalization of Sampling Without Replacement From a Finite Universe", 1952). Sums of weights are unbiased.
#[expect(clippy::cast_precision_loss, reason = "sizes are below 2^53")]
fn weight(size: usize, mean: u64) -> f64 {
    if mean <= 1 { 1.0 } else { -1.0 / f64::exp_m1(-(size as f64) / mean as f64) }
}

/// A thread's countdown to its next sample.
#[derive(Debug)]
pub(crate) struct Sampler {
    /// Bytes to go; 0 before the first block.
    until: Counter,
    /// The state of the generator; 0 before the first block.
    random: Counter,
}

impl Sampler {
    pub(super) const fn new() -> Self {
        Self { until: Counter::new(0), random: Counter::new(0) }
    }

    /// Owner only: a session begins, perhaps with another mean. A countdown has no memory, so a new one is as good.
    pub(super) fn restart(&self) {
        self.until.set(0);
    }

    /// Owner only: is a block of `size` bytes a sample?
    fn takes(&self, size: u64, mean: u64) -> bool {
        if self.until.get() == 0 {
            self.until.set(self.interval(mean));
        }
        let until = self.until.get();
        if size < until {
            self.until.set(until - size);
            return false;
        }
        self.until.set(self.interval(mean));
        true
    }

    /// Bytes to the next sample, exponentially distributed; at least 1.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size")]
    fn interval(&self, mean: u64) -> u64 {
        // The generator "xorshift64*" (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016).
        let mut x = self.random.get();
        if x == 0 {
            x = core::ptr::from_ref(self).addr() as u64 ^ 0x9e37_79b9_7f4a_7c15;
        }
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.random.set(x);
        let random = x.wrapping_mul(0x2545_f491_4f6c_dd1d);
        // In (0, 1], so that the logarithm is finite.
        let uniform = ((random >> 11) + 1) as f64 / (1u64 << 53) as f64;
        (-uniform.ln() * mean as f64).ceil().max(1.0) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The estimate's standard deviation is about 0.3 % here, and the generator begins with the same seed each time.
    #[test]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn weights_make_up_for_what_is_not_sampled() {
        let sampler = Sampler::new();
        sampler.random.set(1);
        for mean in [100, 4_096] {
            let (mut blocks, mut bytes, mut true_bytes) = (0.0, 0.0, 0);
            let sizes = (0..2_000_000u64).map(|i| 1 + (i * 7_919) % 997);
            for size in sizes {
                true_bytes += size;
                if sampler.takes(size, mean) {
                    let weight = weight(size as usize, mean);
                    blocks += weight;
                    bytes += weight * size as f64;
                }
            }
            assert!((blocks / 2e6 - 1.0).abs() < 0.03, "{blocks} blocks with a mean of {mean}");
            assert!((bytes / true_bytes as f64 - 1.0).abs() < 0.02, "{bytes} of {true_bytes} bytes");
        }
    }

    #[test]
    fn a_session_counts_down_from_its_own_mean() {
        let sampler = Sampler::new();
        sampler.random.set(1);
        assert!(!sampler.takes(1_000, 1 << 60));
        sampler.restart();
        assert!((0..1_000).any(|_| sampler.takes(1_000, 4_096)));
    }

    #[test]
    fn every_block_weighs_one_where_all_are_tracked() {
        assert!([1, 8, 1 << 30].iter().all(|size| (weight(*size, 1) - 1.0).abs() < f64::EPSILON));
    }
}
