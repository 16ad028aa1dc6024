//! CPU clocks, as Linux and macOS have them.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. pointers are to live locals of the type that the call fills.

use std::mem;

/// CPU time of the calling thread.
pub(crate) fn own_cpu_ns() -> Option<u64> {
    clock_ns(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// CPU time of all threads since the process began.
pub(crate) fn process_cpu_ns() -> Option<u64> {
    clock_ns(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// What a clock says; `None` when there is no such clock, or not any more.
pub(super) fn clock_ns(clock: libc::clockid_t) -> Option<u64> {
    // SAFETY: by invariant 1.
    let time = unsafe {
        let mut time: libc::timespec = mem::zeroed();
        (libc::clock_gettime(clock, &mut time) == 0).then_some(time)
    }?;
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec).ok()?, u64::try_from(time.tv_nsec).ok()?);
    Some(seconds.wrapping_mul(1_000_000_000).wrapping_add(nanoseconds))
}

/// The most memory of the process that was in RAM, in the system's unit.
pub(super) fn most_in_ram() -> Option<u64> {
    u64::try_from(usage(libc::RUSAGE_SELF)?.ru_maxrss).ok()
}

/// What the system counts of the process or of the calling thread.
pub(super) fn usage(whose: libc::c_int) -> Option<libc::rusage> {
    // SAFETY: by invariant 1.
    unsafe {
        let mut usage: libc::rusage = mem::zeroed();
        (libc::getrusage(whose, &mut usage) == 0).then_some(usage)
    }
}
