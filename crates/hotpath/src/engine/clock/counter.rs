//! The machine's own counter, per architecture behind equal signatures.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. the instructions used only read the counter or wait; user mode may run them on every supported system.

pub(crate) use arch::{NAME, now, now_after_all_before, usable};

#[cfg(target_arch = "x86_64")]
mod arch {
    use core::arch::x86_64::{__cpuid, _mm_lfence, _rdtsc};
    use std::sync::OnceLock;

    use crate::engine::sys;

    pub(crate) const NAME: &str = "tsc";

    #[inline(always)]
    pub(crate) fn now() -> u64 {
        // SAFETY: by invariant 1.
        unsafe { _rdtsc() }
    }

    /// `lfence` lets everything before it finish, a cache miss for example, before the counter is read.
    #[inline(always)]
    pub(crate) fn now_after_all_before() -> u64 {
        // SAFETY: by invariant 1.
        unsafe {
            _mm_lfence();
            _rdtsc()
        }
    }

    /// Does the counter run at one rate, in all power states and on all cores? (AMD64 Architecture Programmer's Manual
    /// volume 3, CPUID function 8000_0007, EDX bit 8; Intel SDM volume 3, "Invariant TSC".)
    pub(crate) fn usable() -> bool {
        static USABLE: OnceLock<bool> = OnceLock::new();
        const INVARIANT_TSC: u32 = 1 << 8;
        *USABLE.get_or_init(|| {
            let known = __cpuid(0x8000_0000).eax >= 0x8000_0007;
            known && __cpuid(0x8000_0007).edx & INVARIANT_TSC != 0 && !sys::distrusts_counter()
        })
    }
}

#[cfg(target_arch = "aarch64")]
mod arch {
    use core::arch::asm;

    pub(crate) const NAME: &str = "cntvct";

    #[inline(always)]
    pub(crate) fn now() -> u64 {
        let ticks: u64;
        // SAFETY: by invariant 1.
        unsafe { asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nomem, nostack, preserves_flags)) };
        ticks
    }

    /// `isb` lets everything before it finish before the counter is read.
    #[inline(always)]
    pub(crate) fn now_after_all_before() -> u64 {
        let ticks: u64;
        // SAFETY: by invariant 1. Without `nomem` the read stays where it is among memory accesses.
        unsafe { asm!("isb", "mrs {}, cntvct_el0", out(reg) ticks, options(nostack, preserves_flags)) };
        ticks
    }

    /// The architecture guarantees one rate on all cores (Arm ARM, D12.1 "The Generic Timer").
    pub(crate) fn usable() -> bool {
        true
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod arch {
    use crate::engine::clock::system;

    pub(crate) const NAME: &str = "system";

    pub(crate) fn now() -> u64 {
        system::now()
    }

    pub(crate) fn now_after_all_before() -> u64 {
        system::now()
    }

    pub(crate) fn usable() -> bool {
        false
    }
}
