//! macOS: what the kernel says of a thread of the process by its number, the one that `pthread_threadid_np` gives.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. the buffer is a live local of as many bytes as the call is told, and any bytes are a valid value of it;
//! 2. no precondition.

use std::{ffi::CStr, mem};

use super::{
    ProcessUsage, Readiness, ThreadState, ThreadStatus,
    unix::{most_in_ram, own_cpu_ns, process_cpu_ns},
};
use crate::engine::sys::thread_id;

/// `PROC_PIDTHREADID64INFO` and `PROC_PIDLISTTHREADIDS` of the system's `proc_info.h`: a thread by its number, and the
/// numbers of all.
const THREAD_BY_NUMBER: libc::c_int = 15;
const THREAD_NUMBERS: libc::c_int = 28;

/// CPU time of a running thread of this process; `None` when it is gone.
pub(crate) fn thread_cpu_ns(thread: u64) -> Option<u64> {
    info(thread).map(|info| info.pth_user_time.wrapping_add(info.pth_system_time))
}

/// The figures of the calling thread, without its number, name and beginning.
pub(crate) fn own_status() -> Option<ThreadStatus> {
    let cpu_ns = own_cpu_ns()?;
    Some(ThreadStatus { cpu_ns, ..status(thread_id()).unwrap_or_default() })
}

/// Is the thread running or waiting for a core? `None` when it is gone.
pub(crate) fn readiness(thread: u64) -> Option<Readiness> {
    let is_ready = info(thread)?.pth_run_state == libc::TH_STATE_RUNNING;
    Some(if is_ready { Readiness::Ready } else { Readiness::Asleep })
}

/// The system does not tell.
pub(crate) fn waits(_: u64) -> Option<u64> {
    None
}

/// All threads of the process; none where the system does not tell. Those that slept are looked at, too.
pub(crate) fn threads(_: impl Fn(u64) -> Option<u64>) -> Vec<ThreadStatus> {
    let mut numbers = vec![0_u64; 256];
    loop {
        let size = libc::c_int::try_from(mem::size_of_val(&numbers[..])).unwrap_or(libc::c_int::MAX);
        // SAFETY: by invariant 1.
        let filled =
            unsafe { libc::proc_pidinfo(libc::getpid(), THREAD_NUMBERS, 0, numbers.as_mut_ptr().cast(), size) };
        let count = usize::try_from(filled).unwrap_or(0) / mem::size_of::<u64>();
        // A list that fills the buffer may go on.
        if count < numbers.len() || numbers.len() >= 1 << 16 {
            numbers.truncate(count);
            return numbers.into_iter().filter_map(status).collect();
        }
        numbers.resize(4 * numbers.len(), 0);
    }
}

/// There is none: the system does not say when a thread began, and its numbers are not used twice.
pub(crate) fn start_clock_ns() -> Option<u64> {
    None
}

/// What the process uses.
pub(crate) fn process_usage() -> ProcessUsage {
    ProcessUsage {
        cpu_ns: process_cpu_ns(),
        rss_bytes: resident_bytes(),
        // In bytes here.
        peak_rss_bytes: most_in_ram(),
    }
}

fn status(thread: u64) -> Option<ThreadStatus> {
    let info = info(thread)?;
    // Signed or not, by architecture.
    let name = info.pth_name.map(|byte| byte as u8);
    let name = CStr::from_bytes_until_nul(&name).ok().map(|name| name.to_string_lossy().into_owned());
    Some(ThreadStatus {
        thread,
        name: name.filter(|name| !name.is_empty()),
        state: match info.pth_run_state {
            libc::TH_STATE_RUNNING => Some(ThreadState::Running),
            libc::TH_STATE_WAITING => Some(ThreadState::Sleeping),
            libc::TH_STATE_UNINTERRUPTIBLE => Some(ThreadState::WaitingOnDisk),
            libc::TH_STATE_STOPPED => Some(ThreadState::Stopped),
            libc::TH_STATE_HALTED => Some(ThreadState::Ended),
            _ => None,
        },
        cpu_ns: info.pth_user_time.wrapping_add(info.pth_system_time),
        user_ns: Some(info.pth_user_time),
        system_ns: Some(info.pth_system_time),
        ..ThreadStatus::default()
    })
}

/// What the kernel knows of a thread; its times are in nanoseconds.
fn info(thread: u64) -> Option<libc::proc_threadinfo> {
    read(THREAD_BY_NUMBER, thread)
}

fn resident_bytes() -> Option<u64> {
    read::<libc::proc_taskinfo>(libc::PROC_PIDTASKINFO, 0).map(|info| info.pti_resident_size)
}

/// One of the structures that the system has of this process. `T` is made of numbers.
fn read<T>(what: libc::c_int, argument: u64) -> Option<T> {
    let size = libc::c_int::try_from(mem::size_of::<T>()).ok()?;
    // SAFETY: by invariants 1 and 2.
    unsafe {
        let mut value: T = mem::zeroed();
        let filled = libc::proc_pidinfo(libc::getpid(), what, argument, (&raw mut value).cast(), size);
        (filled == size).then_some(value)
    }
}
