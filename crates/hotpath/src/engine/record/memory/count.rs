//! Where an event of the allocator is counted.

use core::{
    hint::black_box,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};
use std::array;

use super::{
    super::{thread, usage::AllocCounts},
    blocks,
    thread::{LIVE, UsageCounters},
};

/// What the allocator did, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Allocated(usize),
    Freed(usize),
    /// From a size to another, whether or not the block moved.
    Reallocated(usize, usize),
}

/// Counts what the program's allocator did for the calling thread. True when [`settle`] has to do the rest, which is rare.
///
/// PERF: where a session runs this is a dozen plain loads and stores, which a processor does beside the allocator's own.
/// The rest is for the caller to call last, so that it keeps nothing over a call.
#[inline(always)]
#[must_use]
pub(crate) fn count(event: Event) -> bool {
    let recorder = thread::recorder();
    if recorder.epoch.get() != thread::session() {
        return true;
    }
    recorder.current_node().memory.add(event);
    recorder.memory.add(event);
    recorder.memory.owes_much()
}

/// What [`count`] left.
#[cold]
pub(crate) fn settle(event: Event) {
    let recorder = thread::recorder();
    if recorder.epoch.get() == thread::session() {
        recorder.memory.publish(recorder.current_node(), recorder.epoch.get());
    } else {
        count_elsewhere(event);
    }
}

/// Without a session, for hotpath's own work, on a thread's first allocation in a session, and at a thread's end.
fn count_elsewhere(event: Event) {
    if !IS_INSTALLED.load(Relaxed) {
        IS_INSTALLED.store(true, Relaxed);
    }
    let recorder = thread::recorder();
    if thread::session() == 0 {
        if recorder.memory.has_scopes() {
            recorder.memory.add(event);
        }
    } else if thread::is_ended(recorder) || thread::is_unborn(recorder) && !LIBC_KEEPS_THREAD_ENDS {
        LATE.add(event);
    } else if let Some(recorder) = thread::joined() {
        recorder.current_node().memory.add(event);
        recorder.memory.add(event);
        if recorder.memory.owes_much() {
            recorder.memory.publish(recorder.current_node(), recorder.epoch.get());
        }
    }
}

/// Does the C library keep the list of what runs when a thread ends, so that an allocator may add to it, as taking a
/// recorder does? Elsewhere the standard library keeps it in memory that it allocates.
pub(super) const LIBC_KEEPS_THREAD_ENDS: bool =
    cfg!(any(target_env = "gnu", target_vendor = "apple", target_os = "android", target_os = "freebsd")) && cfg!(unix);

/// Has the allocator ever called? Whatever it does without a session, and for hotpath's own work, tells.
static IS_INSTALLED: AtomicBool = AtomicBool::new(false);

/// Are allocations counted: is the program's global allocator ours? `None` in builds that count none.
pub(crate) fn is_counted() -> Option<bool> {
    if !IS_INSTALLED.load(Relaxed) {
        thread::unmeasured(|| drop(black_box(Box::new(0u8))));
    }
    Some(IS_INSTALLED.load(Relaxed))
}

/// A session begins. Of its blocks one in about `sample_bytes` bytes is tracked; with 1 every one, with 0 none.
pub(crate) fn start(session: u64, sample_bytes: u64) {
    LIVE.restart(session);
    LATE.restart();
    blocks::start(sample_bytes);
}

/// What ending threads did in this session after their recorders were given back.
pub(crate) fn late() -> AllocCounts {
    LATE.read()
}

/// Several threads at once may add to it.
struct Late([AtomicU64; 5]);

static LATE: Late = Late([const { AtomicU64::new(0) }; 5]);

impl Late {
    fn add(&self, event: Event) {
        let single = UsageCounters::new();
        single.add(event);
        let AllocCounts { allocations, reallocations, bytes, frees, freed_bytes } = single.read();
        for (sum, amount) in self.0.iter().zip([allocations, reallocations, bytes, frees, freed_bytes]) {
            sum.fetch_add(amount, Relaxed);
        }
    }

    fn restart(&self) {
        self.0.iter().for_each(|sum| sum.store(0, Relaxed));
    }

    fn read(&self) -> AllocCounts {
        let [allocations, reallocations, bytes, frees, freed_bytes] = array::from_fn(|i| self.0[i].load(Relaxed));
        AllocCounts { allocations, reallocations, bytes, frees, freed_bytes }
    }
}

/// The value of `body`, and what the calling thread allocated in it; `None` where that is not counted: the allocator is
/// not ours, or the thread is ending.
pub(crate) fn scope<R>(body: impl FnOnce() -> R) -> (R, Option<AllocCounts>) {
    let Some(recorder) = thread::owned().filter(|_| is_counted() == Some(true)) else { return (body(), None) };
    let before = recorder.memory.total();
    let open = recorder.memory.open_scope();
    let value = body();
    drop(open);
    (value, Some(recorder.memory.total() - before))
}
