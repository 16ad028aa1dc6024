//! Where an event of the allocator is counted.

use core::{
    hint::black_box,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};
use std::array;

pub(crate) use super::super::counts::Event;
use super::{
    super::{recorder::Recorder, thread, usage::AllocCounts},
    blocks,
    sampler::is_sampling,
    thread::{LIVE, UsageCounters},
};

/// Are allocations counted in this build?
pub(crate) const COUNTS: bool = true;

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
    count_by(recorder, event)
}

/// As [`count`], for the recorder that [`direct`] gave.
#[inline(always)]
#[must_use]
pub(crate) fn count_by(recorder: &Recorder, event: Event) -> bool {
    recorder.current_node().memory.add(event);
    recorder.memory.take_room(event)
}

/// The calling thread's recorder, if what is allocated now is to be counted in it and nothing else is to be done.
#[inline(always)]
pub(crate) fn direct() -> Option<&'static Recorder> {
    let recorder = thread::recorder();
    (recorder.epoch.get() == DIRECT.load(Relaxed)).then_some(recorder)
}

/// The session that runs, or 0 while blocks are tracked: no thread is in that one.
///
/// PERF: one comparison where there would be two.
static DIRECT: AtomicU64 = AtomicU64::new(0);

/// A session begins, or, with 0, ends.
pub(crate) fn set_session(session: u64) {
    DIRECT.store(if is_sampling() { 0 } else { session }, Relaxed);
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
            recorder.memory.add_before(event);
        }
    } else if thread::is_ended(recorder) || thread::is_unborn(recorder) && !LIBC_KEEPS_THREAD_ENDS {
        LATE.add(event);
    } else if let Some(recorder) = thread::joined()
        && count_by(recorder, event)
    {
        recorder.memory.publish(recorder.current_node(), recorder.epoch.get());
    }
}

/// Does the C library keep the list of what runs when a thread ends, so that an allocator may add to it, as taking a
/// recorder does? Elsewhere the standard library keeps it in memory that it allocates, and what a thread allocates
/// before its first measured call is counted as late.
pub(super) const LIBC_KEEPS_THREAD_ENDS: bool =
    cfg!(any(all(target_os = "linux", target_env = "gnu"), target_os = "android"));

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
    let open = recorder.memory.open_scope();
    let before = total(recorder);
    let value = body();
    let counts = total(recorder) - before;
    drop(open);
    (value, Some(counts))
}

/// All that the recorder's threads allocated while it was counted.
fn total(recorder: &Recorder) -> AllocCounts {
    let mut total = recorder.memory.before();
    total += recorder.usage().0;
    total
}
