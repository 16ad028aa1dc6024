//! Linux: clocks made from the numbers of threads, and what `/proc` says. Where it is not mounted, the clocks are left.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. the calls take a number or nothing and give a number.

use std::{fmt::Display, fs, fs::File, io::Read};

use crate::engine::sys::thread_id;

use super::{
    ProcessUsage, Readiness, ThreadState, ThreadStatus,
    unix::{clock_ns, most_in_ram, own_cpu_ns, process_cpu_ns, usage},
};

/// CPU time of a running thread of this process; `None` when it is gone.
///
/// The clock is made from the thread's number, by which the kernel finds out that there is none any more. A
/// `pthread_t` of a thread that is gone is a pointer to what may not be there.
pub(crate) fn thread_cpu_ns(thread: u64) -> Option<u64> {
    const OF_A_THREAD: libc::clockid_t = 0b110;
    // 0 would be the calling thread.
    let thread = libc::pid_t::try_from(thread).ok().filter(|thread| *thread > 0)?;
    clock_ns((!thread << 3) | OF_A_THREAD)
}

/// The figures of the calling thread, without its number, name and beginning.
pub(crate) fn own_status() -> Option<ThreadStatus> {
    let alone = ThreadStatus { cpu_ns: own_cpu_ns()?, ..ThreadStatus::default() };
    let Some(usage) = usage(libc::RUSAGE_THREAD) else { return Some(alone) };
    let ns = |time: libc::timeval| {
        let (seconds, microseconds) = (u64::try_from(time.tv_sec).ok()?, u64::try_from(time.tv_usec).ok()?);
        Some(seconds.wrapping_mul(1_000_000_000).wrapping_add(microseconds.wrapping_mul(1_000)))
    };
    Some(ThreadStatus {
        user_ns: ns(usage.ru_utime),
        system_ns: ns(usage.ru_stime),
        voluntary_switches: u64::try_from(usage.ru_nvcsw).ok(),
        involuntary_switches: u64::try_from(usage.ru_nivcsw).ok(),
        ..alone
    })
}

/// Is the thread running or waiting for a core? `None` when it is gone, or where the system does not tell.
pub(crate) fn readiness(thread: u64) -> Option<Readiness> {
    // SAFETY: by invariant 1.
    let here = unsafe { libc::sched_getcpu() };
    parse_readiness(&task_file(thread, "stat")?, here)
}

/// How often the thread has waited; `None` when it is gone, or where the system does not tell.
pub(crate) fn waits(thread: u64) -> Option<u64> {
    switches(thread)[0]
}

/// All threads of the process; none where the system does not tell.
///
/// `asleep_with` tells the CPU time of a thread that slept when it was looked at before. One that has not run since is not
/// looked at again: all but its clock is left out. A clock takes a hundredth of the time of the files.
pub(crate) fn threads(asleep_with: impl Fn(u64) -> Option<u64>) -> Vec<ThreadStatus> {
    let Ok(entries) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    // The folder is closed before files are opened: a process may have few descriptors left.
    let numbers: Vec<u64> = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    numbers.into_iter().filter_map(|thread| status(thread, asleep_with(thread))).collect()
}

/// The clock of [`ThreadStatus::started`].
pub(crate) fn start_clock_ns() -> Option<u64> {
    clock_ns(libc::CLOCK_BOOTTIME)
}

/// What the process uses.
pub(crate) fn process_usage() -> ProcessUsage {
    let rss_bytes = resident_bytes();
    // What getrusage says may be of the process that started this one.
    let peak = peak_bytes().or_else(|| Some(most_in_ram()? * 1024));
    ProcessUsage {
        cpu_ns: process_cpu_ns(),
        rss_bytes,
        // The two are not read at the same moment.
        peak_rss_bytes: peak.map(|peak| peak.max(rss_bytes.unwrap_or(0))),
    }
}

fn status(thread: u64, asleep_with: Option<u64>) -> Option<ThreadStatus> {
    let cpu_ns = thread_cpu_ns(thread)?;
    let alone = ThreadStatus { thread, cpu_ns, ..ThreadStatus::default() };
    if asleep_with == Some(cpu_ns) {
        return Some(alone);
    }
    let read = stat(thread);
    let [voluntary_switches, involuntary_switches] = switches(thread);
    let has_both = read.is_some() && voluntary_switches.is_some();
    if !has_both && stat(thread_id()).is_some() {
        // Others can be read: it has ended meanwhile, and what was read is half of it. Its clock may go on for a moment.
        return None;
    }
    let status = read.map_or(alone, |status| ThreadStatus { cpu_ns, ..status });
    Some(ThreadStatus { voluntary_switches, involuntary_switches, ..status })
}

/// What the first line about a thread says: all but its clock and its switches.
fn stat(thread: u64) -> Option<ThreadStatus> {
    parse_stat(thread, &task_file(thread, "stat")?, ns_per_tick()?)
}

/// The name stands in parentheses and may hold any character, these too.
pub(super) fn parse_stat(thread: u64, line: &str, ns_per_tick: u64) -> Option<ThreadStatus> {
    let (name, rest) = line.split_once('(')?.1.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    // proc(5) counts from 1 and the state is its third.
    let ticks = |field: usize| Some(fields.get(field - 3)?.parse::<u64>().ok()?.wrapping_mul(ns_per_tick));
    Some(ThreadStatus {
        thread,
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        state: match *fields.first()? {
            "R" => Some(ThreadState::Running),
            "S" | "I" => Some(ThreadState::Sleeping),
            "D" => Some(ThreadState::WaitingOnDisk),
            "T" | "t" => Some(ThreadState::Stopped),
            "Z" | "X" | "x" => Some(ThreadState::Ended),
            _ => None,
        },
        user_ns: ticks(14),
        system_ns: ticks(15),
        started: ticks(22),
        ..ThreadStatus::default()
    })
}

/// The core is the 39th field of proc(5), and the state the third.
pub(super) fn parse_readiness(line: &str, here: i32) -> Option<Readiness> {
    let mut fields = line.rsplit_once(')')?.1.split_whitespace();
    if fields.next()? != "R" {
        return Some(Readiness::Asleep);
    }
    let core: i32 = fields.nth(39 - 4)?.parse().ok()?;
    Some(if core == here { Readiness::ReadyHere } else { Readiness::Ready })
}

/// Voluntary and involuntary.
fn switches(thread: u64) -> [Option<u64>; 2] {
    let text = task_file(thread, "status");
    ["voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"].map(|name| number_after(name, text.as_ref()?))
}

fn peak_bytes() -> Option<u64> {
    Some(number_after("VmHWM:", &text(format_args!("/proc/self/status"))?)? * 1024)
}

fn resident_bytes() -> Option<u64> {
    let pages: u64 = text(format_args!("/proc/self/statm"))?.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * system_value(libc::_SC_PAGESIZE)?)
}

/// The number in the line that begins with `name`.
fn number_after(name: &str, text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

fn task_file(thread: u64, file: &str) -> Option<String> {
    text(format_args!("/proc/self/task/{thread}/{file}"))
}

/// What a file of `/proc` holds. The files read here are short.
fn text(path: impl Display) -> Option<String> {
    let mut file = File::open(path.to_string()).ok()?;
    let mut bytes = [0; 4096];
    let mut length = 0;
    while length < bytes.len() {
        match file.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            // The thread may end meanwhile.
            Err(_) => return None,
        }
    }
    Some(String::from_utf8_lossy(&bytes[..length]).into_owned())
}

fn ns_per_tick() -> Option<u64> {
    1_000_000_000_u64.checked_div(system_value(libc::_SC_CLK_TCK)?)
}

fn system_value(name: libc::c_int) -> Option<u64> {
    // SAFETY: by invariant 1.
    u64::try_from(unsafe { libc::sysconf(name) }).ok()
}
