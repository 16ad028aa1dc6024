//! The threads of this process and their CPU time, as the operating system tells them.

#[cfg(all(unix, not(target_vendor = "apple")))]
mod linux;
#[cfg(all(unix, not(target_vendor = "apple")))]
pub(crate) use linux::*;

#[cfg(target_vendor = "apple")]
mod macos;
#[cfg(target_vendor = "apple")]
pub(crate) use macos::*;

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::{own_cpu_ns, process_cpu_ns};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::*;

#[cfg(test)]
mod tests;

/// A thread as it is now. What the system does not tell is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ThreadStatus {
    /// Its number, as [`thread_id`](super::thread_id) has it.
    pub(crate) thread: u64,
    pub(crate) name: Option<String>,
    pub(crate) state: Option<ThreadState>,
    /// CPU time since it began.
    pub(crate) cpu_ns: u64,
    /// Of it in the program and in the system, in steps of some 10 ms on Linux where others look at the thread.
    pub(crate) user_ns: Option<u64>,
    pub(crate) system_ns: Option<u64>,
    /// How often it waited, and how often another thread was given its core.
    pub(crate) voluntary_switches: Option<u64>,
    pub(crate) involuntary_switches: Option<u64>,
    /// When it began, on the clock of [`start_clock_ns`]: tells threads apart that have the same number one after the other.
    pub(crate) started: Option<u64>,
}

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ThreadState {
    /// On a core, or waiting for one.
    Running,
    Sleeping,
    WaitingOnDisk,
    Stopped,
    Ended,
}

/// Whether a thread would go on if it had a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    Asleep,
    Ready,
    /// And the core on which it ran last is the one on which the calling thread runs.
    ReadyHere,
}

/// What the process as a whole uses. What the system does not tell is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProcessUsage {
    /// CPU time of all threads since the process began.
    pub(crate) cpu_ns: Option<u64>,
    /// Memory in RAM, now and at most.
    pub(crate) rss_bytes: Option<u64>,
    pub(crate) peak_rss_bytes: Option<u64>,
}
