//! CPU time of threads.
//!
//! Invariant that the `SAFETY` note below cites:
//! 1. the pointer is to a live local.

/// CPU time of a running thread of this process, in nanoseconds; `None` when it is gone.
pub(crate) fn thread_cpu_ns(thread: u64) -> Option<u64> {
    // The clock that the kernel keeps for a thread, by the thread's number (`linux/posix-timers.h`).
    read((!libc::clockid_t::try_from(thread).ok()? << 3) | 6)
}

/// CPU time of the calling thread, in nanoseconds.
pub(crate) fn own_cpu_ns() -> Option<u64> {
    read(libc::CLOCK_THREAD_CPUTIME_ID)
}

fn read(clock: libc::clockid_t) -> Option<u64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: by invariant 1.
    let error = unsafe { libc::clock_gettime(clock, &mut time) };
    let seconds = u64::try_from(time.tv_sec).ok()?;
    (error == 0).then_some(seconds * 1_000_000_000 + u64::try_from(time.tv_nsec).ok()?)
}

/// Is the thread running, or would it, if it had a core?
pub(crate) fn is_runnable(thread: u64) -> Option<bool> {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
    Some(stat.rsplit_once(") ")?.1.starts_with('R'))
}
