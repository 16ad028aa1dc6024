//! What the process has used, and where it runs.

use std::time::Duration;

use rustix::{
    thread::{CpuSet, sched_getcpu, sched_setaffinity},
    time::{ClockId, clock_gettime},
};

/// Processor time of the whole process, user and system.
pub(crate) fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The most memory the process has had in use, in KiB.
pub(crate) fn peak_memory_kib() -> u64 {
    status_kib("VmHWM:")
}

/// The memory the process has in use, in KiB.
pub(crate) fn memory_kib() -> u64 {
    status_kib("VmRSS:")
}

fn status_kib(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|value| value.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Keeps the calling thread on the processor it is on. Threads made before keep their own choice.
pub(crate) fn pin() {
    let mut set = CpuSet::new();
    set.set(sched_getcpu());
    // Not pinned is noisier, not wrong.
    let _ = sched_setaffinity(None, &set);
}
