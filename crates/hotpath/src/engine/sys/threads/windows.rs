//! Windows: a snapshot of all threads of the system, and what it says of a thread that it lets us open.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. the foreign functions and their structures are declared as kernel32 has them;
//! 2. pointers are to live locals, and a structure that has a size says it;
//! 3. a handle is open: it was just made and is closed by its owner, or stands for the calling process or thread.

use std::{ffi::c_void, mem, ptr};

use super::{ProcessUsage, Readiness, ThreadStatus};

type Handle = *mut c_void;

/// Steps of 100 ns.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct FileTime {
    low: u32,
    high: u32,
}

/// `THREADENTRY32`.
#[repr(C)]
#[derive(Default)]
struct ThreadEntry {
    size: u32,
    usage: u32,
    thread: u32,
    process: u32,
    base_priority: i32,
    delta_priority: i32,
    flags: u32,
}

/// `PROCESS_MEMORY_COUNTERS`.
#[repr(C)]
#[derive(Default)]
struct MemoryCounters {
    size: u32,
    page_faults: u32,
    peak_working_set: usize,
    working_set: usize,
    quotas_and_page_files: [usize; 6],
}

/// `GetThreadDescription`, which older systems do not have in kernel32.
type ThreadDescription = unsafe extern "system" fn(Handle, *mut *mut u16) -> i32;

// SAFETY: by invariant 1.
unsafe extern "system" {
    safe fn GetCurrentProcess() -> Handle;
    safe fn GetCurrentProcessId() -> u32;
    safe fn GetCurrentThread() -> Handle;
    safe fn CreateToolhelp32Snapshot(what: u32, process: u32) -> Handle;
    safe fn OpenThread(access: u32, is_inherited: i32, thread: u32) -> Handle;
    fn Thread32First(snapshot: Handle, entry: *mut ThreadEntry) -> i32;
    fn Thread32Next(snapshot: Handle, entry: *mut ThreadEntry) -> i32;
    fn GetThreadTimes(
        thread: Handle,
        created: *mut FileTime,
        ended: *mut FileTime,
        system: *mut FileTime,
        user: *mut FileTime,
    ) -> i32;
    fn GetProcessTimes(
        process: Handle,
        created: *mut FileTime,
        ended: *mut FileTime,
        system: *mut FileTime,
        user: *mut FileTime,
    ) -> i32;
    fn K32GetProcessMemoryInfo(process: Handle, counters: *mut MemoryCounters, size: u32) -> i32;
    fn GetSystemTimeAsFileTime(now: *mut FileTime);
    fn GetModuleHandleW(name: *const u16) -> Handle;
    fn GetProcAddress(module: Handle, name: *const u8) -> *mut c_void;
    fn LocalFree(memory: *mut c_void) -> *mut c_void;
    fn CloseHandle(handle: Handle) -> i32;
}

/// CPU time of the calling thread.
pub(crate) fn own_cpu_ns() -> Option<u64> {
    times(GetCurrentThread()).map(|times| times.cpu_ns())
}

/// The figures of the calling thread, without its number, name and beginning.
pub(crate) fn own_status() -> Option<ThreadStatus> {
    let times = times(GetCurrentThread())?;
    let [user_ns, system_ns] = [times.user, times.system].map(|time| Some(time.ns()));
    Some(ThreadStatus { cpu_ns: times.cpu_ns(), user_ns, system_ns, ..ThreadStatus::default() })
}

/// CPU time of a running thread of this process; `None` when it is gone.
pub(crate) fn thread_cpu_ns(thread: u64) -> Option<u64> {
    times(open(thread)?.0).map(|times| times.cpu_ns())
}

/// The system does not tell.
pub(crate) fn readiness(_: u64) -> Option<Readiness> {
    None
}

/// The system does not tell.
pub(crate) fn waits(_: u64) -> Option<u64> {
    None
}

/// All threads of the process; none where the system does not tell. Those that slept are looked at, too.
pub(crate) fn threads(_: impl Fn(u64) -> Option<u64>) -> Vec<ThreadStatus> {
    const ALL_THREADS: u32 = 4;
    let invalid: Handle = ptr::without_provenance_mut(usize::MAX);
    let snapshot = Open(CreateToolhelp32Snapshot(ALL_THREADS, 0));
    if snapshot.0.is_null() || snapshot.0 == invalid {
        mem::forget(snapshot);
        return Vec::new();
    }
    let size = u32::try_from(mem::size_of::<ThreadEntry>()).unwrap_or(0);
    let mut entry = ThreadEntry { size, ..ThreadEntry::default() };
    let mut numbers = Vec::new();
    // SAFETY: by invariants 1 to 3.
    let mut is_filled = unsafe { Thread32First(snapshot.0, &mut entry) } != 0;
    while is_filled {
        if entry.process == GetCurrentProcessId() {
            numbers.push(entry.thread);
        }
        entry.size = size;
        // SAFETY: as before.
        is_filled = unsafe { Thread32Next(snapshot.0, &mut entry) } != 0;
    }
    numbers.into_iter().filter_map(|thread| status(thread.into())).collect()
}

/// The clock of [`ThreadStatus::started`].
pub(crate) fn start_clock_ns() -> Option<u64> {
    let mut now = FileTime::default();
    // SAFETY: by invariants 1 and 2.
    unsafe { GetSystemTimeAsFileTime(&mut now) };
    Some(now.ns())
}

/// CPU time of all threads since the process began.
pub(crate) fn process_cpu_ns() -> Option<u64> {
    read_times(GetProcessTimes, GetCurrentProcess()).map(|times| times.cpu_ns())
}

/// What the process uses.
pub(crate) fn process_usage() -> ProcessUsage {
    let counters = memory_counters();
    let bytes = |bytes: usize| u64::try_from(bytes).ok();
    ProcessUsage {
        cpu_ns: process_cpu_ns(),
        rss_bytes: counters.as_ref().and_then(|counters| bytes(counters.working_set)),
        peak_rss_bytes: counters.as_ref().and_then(|counters| bytes(counters.peak_working_set)),
    }
}

/// A handle of ours.
struct Open(Handle);

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: by invariants 1 and 3.
        unsafe { CloseHandle(self.0) };
    }
}

fn open(thread: u64) -> Option<Open> {
    const QUERY_LIMITED_INFORMATION: u32 = 0x800;
    let handle = OpenThread(QUERY_LIMITED_INFORMATION, 0, u32::try_from(thread).ok()?);
    (!handle.is_null()).then_some(Open(handle))
}

fn status(thread: u64) -> Option<ThreadStatus> {
    let handle = open(thread)?;
    let times = times(handle.0)?;
    Some(ThreadStatus {
        thread,
        name: name(&handle),
        cpu_ns: times.cpu_ns(),
        user_ns: Some(times.user.ns()),
        system_ns: Some(times.system.ns()),
        started: Some(times.created.ns()),
        ..ThreadStatus::default()
    })
}

#[derive(Default)]
struct Times {
    created: FileTime,
    ended: FileTime,
    system: FileTime,
    user: FileTime,
}

impl Times {
    fn cpu_ns(&self) -> u64 {
        self.user.ns().wrapping_add(self.system.ns())
    }
}

impl FileTime {
    fn ns(self) -> u64 {
        (u64::from(self.high) << 32 | u64::from(self.low)).wrapping_mul(100)
    }
}

/// `GetThreadTimes` or `GetProcessTimes`.
type GetTimes = unsafe extern "system" fn(Handle, *mut FileTime, *mut FileTime, *mut FileTime, *mut FileTime) -> i32;

fn times(thread: Handle) -> Option<Times> {
    // A thread that has ended can be opened while somebody holds a handle of it.
    read_times(GetThreadTimes, thread).filter(|times| times.ended.ns() == 0)
}

fn read_times(get: GetTimes, handle: Handle) -> Option<Times> {
    let mut times = Times::default();
    // SAFETY: by invariants 1 to 3.
    let is_filled =
        unsafe { get(handle, &mut times.created, &mut times.ended, &mut times.system, &mut times.user) } != 0;
    is_filled.then_some(times)
}

fn memory_counters() -> Option<MemoryCounters> {
    let size = u32::try_from(mem::size_of::<MemoryCounters>()).ok()?;
    let mut counters = MemoryCounters { size, ..MemoryCounters::default() };
    // SAFETY: by invariants 1 to 3.
    let is_filled = unsafe { K32GetProcessMemoryInfo(GetCurrentProcess(), &mut counters, size) } != 0;
    is_filled.then_some(counters)
}

fn name(thread: &Open) -> Option<String> {
    let describe = thread_description()?;
    let mut text: *mut u16 = ptr::null_mut();
    // SAFETY: by invariants 1 to 3. On success there is a text that ends with a 0, ours to free.
    unsafe {
        if describe(thread.0, &mut text) < 0 || text.is_null() {
            return None;
        }
        let length = (0..).take_while(|index| *text.add(*index) != 0).count();
        let name = String::from_utf16_lossy(std::slice::from_raw_parts(text, length));
        LocalFree(text.cast());
        Some(name).filter(|name| !name.is_empty())
    }
}

fn thread_description() -> Option<ThreadDescription> {
    let module: Vec<u16> = "kernel32\0".encode_utf16().collect();
    // SAFETY: by invariants 1 and 2, and both names end with a 0; the function has the type that it is declared with.
    unsafe {
        let address = GetProcAddress(GetModuleHandleW(module.as_ptr()), c"GetThreadDescription".as_ptr().cast());
        (!address.is_null()).then(|| mem::transmute::<*mut c_void, ThreadDescription>(address))
    }
}
