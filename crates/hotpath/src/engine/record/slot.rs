//! What one site did on one thread: counts, durations, the latest and the slowest calls.

use std::{any, ptr};

use super::{
    beside::{Beside, Noted},
    calls::{EndedCalls, EndedEarly, RecentCall, RecentCalls, SlowCall, SlowCalls, Texts},
    histogram::{BucketCounts, Histogram},
    memory::{CallMemory, SlotMemory},
    node::Node,
    polls::Polls,
    protocol::{AtomicPtr, Counter, Link, Linked, Published},
    usage::CallsUsage,
};
use crate::engine::site::Site;
use core::sync::atomic::Ordering::Relaxed;

/// One site on one thread.
///
/// PERF: the first line of 64 bytes holds what every call touches.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Slot {
    last_parent: AtomicPtr<Node>,
    last_node: AtomicPtr<Node>,
    calls: Counter,
    total_ticks: Counter,
    least_ticks: Counter,
    /// Longer calls are among the slowest.
    slow_from: Counter,
    /// The duration of the latest call, which the histogram does not hold yet: counting the one before keeps the
    /// computation of the bucket off the critical path.
    held_back: Counter,
    pub(crate) site: &'static Site,
    recent: RecentCalls,
    histogram: Histogram,
    slow: SlowCalls,
    pub(crate) texts: Texts,
    /// What the calls allocated.
    pub(crate) memory: SlotMemory,
    /// Futures that were polled for the first time.
    pub(crate) begun: Counter,
    /// The longest call, in ticks.
    most_ticks: Counter,
    /// Calls that ended in a panic.
    pub(crate) panicked: Counter,
    /// Futures dropped before they were ready.
    pub(crate) cancelled: Counter,
    /// The latest of these two, of what is polled.
    ended_early: EndedEarly,
    /// Streams that came to their end.
    pub(crate) completed: Counter,
    /// Polls of futures.
    pub(crate) polls: Counter,
    /// The longest of them, in ticks.
    pub(crate) longest_poll_ticks: Counter,
    /// How long polls of streams took, each by itself.
    pub(crate) poll_times: Polls,
    /// Of the latest calls: polls of a future if there were several, or which one of those that are listed a message or an item is of.
    notes: Beside,
    /// What streams yield.
    pub(crate) item: Published<ItemType>,
    /// Of completed futures: time between first poll and completion outside of polls.
    pub(crate) suspended_ticks: Counter,
    link: Link<Slot>,
}

const _: () = assert!(std::mem::offset_of!(Slot, recent) == 64, "the hot fields fill one cache line");

impl Linked for Slot {
    fn link(&self) -> &Link<Self> {
        &self.link
    }
}

impl Slot {
    /// A site without calls.
    pub(crate) fn new(site: &'static Site) -> Self {
        Self {
            last_parent: AtomicPtr::new(ptr::null_mut()),
            last_node: AtomicPtr::new(ptr::null_mut()),
            calls: Counter::new(0),
            total_ticks: Counter::new(0),
            least_ticks: Counter::new(u64::MAX),
            slow_from: Counter::new(0),
            held_back: Counter::new(0),
            site,
            recent: RecentCalls::new(),
            histogram: Histogram::new(),
            slow: SlowCalls::new(),
            texts: Texts::new(),
            memory: SlotMemory::new(),
            begun: Counter::new(0),
            most_ticks: Counter::new(0),
            panicked: Counter::new(0),
            cancelled: Counter::new(0),
            ended_early: EndedEarly::new(),
            completed: Counter::new(0),
            polls: Counter::new(0),
            longest_poll_ticks: Counter::new(0),
            poll_times: Polls::new(),
            notes: Beside::new(),
            item: Published::new(),
            suspended_ticks: Counter::new(0),
            link: Link::new(),
        }
    }

    /// Owner only: the node this site last had below `current`, if that was the last look-up or if it is direct recursion.
    #[inline(always)]
    pub(crate) fn last_node_below(&self, current: *mut Node) -> Option<*mut Node> {
        let node = self.last_node.load(Relaxed);
        if self.last_parent.load(Relaxed) == current {
            return Some(node);
        }
        // The site's last node is the current one: the function calls itself and stays where it is.
        (node == current).then_some(node)
    }

    /// Owner only: what the next look-up below `parent` finds at once.
    pub(crate) fn remember(&self, parent: &'static Node, node: &'static Node) {
        self.last_parent.store(ptr::from_ref(parent).cast_mut(), Relaxed);
        self.last_node.store(ptr::from_ref(node).cast_mut(), Relaxed);
    }

    /// Owner only: one call of `ticks` that ended at `end`, on the path of `node`.
    #[inline(always)]
    pub(crate) fn record(&self, ticks: u64, end: u64, node: *const Node) {
        self.add::<true>(ticks, end, node);
    }

    /// Owner only: the same where nobody asks for the latest calls.
    #[inline(always)]
    pub(crate) fn record_unlisted(&self, ticks: u64, end: u64, node: *const Node) {
        self.add::<false>(ticks, end, node);
    }

    /// Owner only: a call, among the latest if it is to be listed.
    #[inline(always)]
    pub(crate) fn add<const IS_LISTED: bool>(&self, ticks: u64, end: u64, node: *const Node) {
        let calls = self.calls.get();
        self.calls.set(calls + 1);
        self.total_ticks.add(ticks);
        if ticks < self.least_ticks.get() {
            self.least_ticks.set(ticks);
        }
        if IS_LISTED {
            self.recent.record(calls, end, ticks);
        }
        if calls != 0 {
            self.histogram.record(self.held_back.get());
        }
        self.held_back.set(ticks);
        if ticks > self.slow_from.get() || calls == 0 {
            self.most_ticks.set(ticks.max(self.most_ticks.get()));
            self.slow_from.set(self.slow.insert(ticks, end, node));
        }
    }

    /// Owner only: something is known of the call that is recorded next.
    #[inline(always)]
    pub(crate) fn note(&self, amount: u64) {
        self.notes.note(self.calls.get(), amount, 0);
    }

    /// Owner only: what the call allocated that was just recorded.
    #[inline(always)]
    pub(crate) fn record_memory(&self, call: &CallMemory) {
        self.memory.record(self.calls.get().wrapping_sub(1), call);
    }

    /// Owner only: one call of `ticks` that ended at `end` and stands for so many.
    pub(crate) fn record_times(&self, ticks: u64, end: u64, times: u32) {
        self.record(ticks, end, ptr::null());
        if times > 1 {
            self.calls.add(u64::from(times - 1));
            self.total_ticks.add(ticks * u64::from(times - 1));
            self.histogram.record_times(ticks, times - 1);
        }
    }

    /// Owner only: a future or a stream was dropped before its end, `ticks` after it began and after so many polls.
    pub(crate) fn cancel(&self, ticks: u64, end: u64, polls: u32) {
        self.ended_early.rings().cancelled.record(self.cancelled.get(), end, ticks, polls);
        self.cancelled.add(1);
    }

    /// Owner only: a poll panicked, `ticks` after what is polled began, the last of so many.
    pub(crate) fn end_in_panic(&self, ticks: u64, end: u64, polls: u32) {
        self.ended_early.rings().panicked.record(self.panicked.get(), end, ticks, polls);
        self.panicked.add(1);
    }

    /// Any thread: the sum of the calls' durations.
    pub(crate) fn total_ticks(&self) -> u64 {
        self.total_ticks.get()
    }

    /// Owner only: forgets all calls; the memory stays.
    pub(crate) fn wipe(&self) {
        for counter in [&self.calls, &self.total_ticks, &self.slow_from, &self.held_back, &self.panicked] {
            counter.set(0);
        }
        for counter in [
            &self.cancelled,
            &self.completed,
            &self.polls,
            &self.longest_poll_ticks,
            &self.suspended_ticks,
            &self.begun,
            &self.most_ticks,
        ] {
            counter.set(0);
        }
        self.least_ticks.set(u64::MAX);
        self.recent.wipe();
        self.histogram.wipe();
        self.slow.wipe();
        self.texts.wipe();
        self.memory.wipe();
        self.poll_times.wipe();
        self.ended_early.wipe();
        self.notes.wipe();
    }

    /// Any thread: what the slot holds.
    pub(crate) fn read(&self) -> SlotReading {
        // Close together: the owner goes on meanwhile, and these are looked at together. What has begun is read first: what is under
        // way is the difference, and may come out too small for a moment, but not too large.
        let begun = self.begun.get();
        let (calls, total_ticks, held_back) = (self.calls.get(), self.total_ticks.get(), self.held_back.get());
        let (least_ticks, most_ticks) = (self.least_ticks.get(), self.most_ticks.get());
        let (cancelled, panicked) = (self.cancelled.get(), self.panicked.get());
        let [recently_cancelled, recently_panicked] = self.ended_early.read(cancelled, panicked);
        let mut buckets = BucketCounts::default();
        self.histogram.read_into(&mut buckets);
        if calls != 0 {
            buckets.record(held_back);
        }
        SlotReading {
            calls,
            total_ticks,
            least_ticks,
            most_ticks,
            begun,
            panicked,
            cancelled,
            recently_cancelled,
            recently_panicked,
            completed: self.completed.get(),
            polls: self.polls.get(),
            longest_poll_ticks: self.longest_poll_ticks.get(),
            poll_times: self.poll_times.read(),
            item: self.item.get(),
            suspended_ticks: self.suspended_ticks.get(),
            buckets,
            recent: self.recent.read(calls),
            recently_allocated: self.memory.read_recent(calls),
            notes: self.notes.read(calls),
            slow: self.slow.read(),
            texts: self.texts.read(),
            memory: self.memory.read(),
        }
    }
}

/// A copy of what a slot held at one moment.
#[derive(Debug, Default)]
pub(crate) struct SlotReading {
    pub(crate) calls: u64,
    pub(crate) total_ticks: u64,
    pub(crate) least_ticks: u64,
    pub(crate) most_ticks: u64,
    pub(crate) begun: u64,
    pub(crate) panicked: u64,
    pub(crate) cancelled: u64,
    pub(crate) completed: u64,
    pub(crate) polls: u64,
    pub(crate) longest_poll_ticks: u64,
    pub(crate) poll_times: BucketCounts,
    pub(crate) item: Option<&'static ItemType>,
    pub(crate) suspended_ticks: u64,
    pub(crate) buckets: BucketCounts,
    pub(crate) recent: Vec<RecentCall>,
    pub(crate) recently_allocated: Vec<Noted>,
    pub(crate) notes: Vec<Noted>,
    pub(crate) recently_cancelled: EndedCalls,
    pub(crate) recently_panicked: EndedCalls,
    pub(crate) slow: Vec<SlowCall>,
    pub(crate) texts: Vec<(u64, String)>,
    pub(crate) memory: CallsUsage,
}

/// The type of a stream's items.
#[derive(Debug)]
pub(crate) struct ItemType {
    name: fn() -> &'static str,
    pub(crate) bytes: usize,
}

impl ItemType {
    pub(super) fn of<T>() -> &'static Self {
        const { &Self { name: any::type_name::<T>, bytes: size_of::<T>() } }
    }

    pub(crate) fn name(&self) -> &'static str {
        (self.name)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::site::SiteKind;

    #[test]
    fn a_wiped_slot_holds_no_single_call() {
        static SITE: Site = Site::new(SiteKind::Function, || "unused", None, file!(), line!(), column!());
        let slot = Slot::new(&SITE);
        (1..=3).for_each(|ticks| slot.record(ticks, 100 * ticks, ptr::null()));
        assert_eq!((slot.recent.read(3).len(), slot.slow.read().len()), (3, 3));
        slot.wipe();
        // A reader may see the count of a call before the call.
        assert_eq!((slot.recent.read(3).len(), slot.slow.read().len()), (0, 0));
    }
}
