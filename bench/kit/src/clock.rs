//! The clock reads that the floors consist of.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. the instructions read a counter or wait, and every x86-64 system lets user mode run them.

use std::arch::x86_64::{_mm_lfence, _rdtsc};

/// `rdtsc`: does not wait for work in flight.
#[inline(always)]
#[must_use]
pub fn fast_ticks() -> u64 {
    // SAFETY: by invariant 1.
    unsafe { _rdtsc() }
}

/// `lfence; rdtsc`: waits for all work before it.
#[inline(always)]
#[must_use]
pub fn precise_ticks() -> u64 {
    // SAFETY: by invariant 1.
    unsafe {
        _mm_lfence();
        _rdtsc()
    }
}
