//! What one thread has recorded, and how its calls enter and leave.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. `current` and the frames' node pointers point to `&'static Node`s of this recorder (its own root included);
//! 2. only the owner calls the methods marked so, and a recorder changes hands under the pool's lock.

use core::{
    cell::UnsafeCell,
    sync::atomic::{
        Ordering::{Acquire, Relaxed, Release},
        fence,
    },
};
use std::{ptr, sync::Mutex};

use super::{
    memory::{CallMemory, FrameMemory, ThreadMemory},
    node::{MAX_NODES, Node, NodeTable},
    protocol::{AtomicPtr, Counter, Epoch, List},
    slot::Slot,
    thread::{is_traced, own_work},
    trace::{Mark, Trace, TraceKind},
    usage::Usage,
};
use crate::engine::{clock, site::Site, sys};

/// One thread's data. It outlives the thread: the next new thread goes on with it.
///
/// PERF: the first line of 64 bytes holds what every call touches.
#[derive(Debug)]
#[repr(C, align(128))]
pub(crate) struct Recorder {
    /// The session the numbers belong to.
    pub(crate) epoch: Epoch,
    current: AtomicPtr<Node>,
    /// Time of the current call's finished children.
    child_ticks: Counter,
    /// What measuring has cost on this thread so far, by calibration. The thread's virtual time is the clock less this.
    own_ticks: Counter,
    /// What the next call notes of the moment in which it is entered: the session, or a [`Mark`].
    entry: Counter,
    slots_by_site: SlotTable,
    /// `own_ticks` when the session was joined.
    own_ticks_before: Counter,
    /// What the thread allocated.
    pub(crate) memory: ThreadMemory,
    truncated: Counter,
    /// The latest calls, where they are asked for.
    pub(crate) trace: Trace,
    /// The empty path: what happens there is outside of all measured functions.
    pub(crate) root: Node,
    nodes: List<Node>,
    slots: List<Slot>,
    node_table: NodeTable,
    /// The thread that owns the recorder, 0 for none.
    owner: Counter,
    /// CPU time of the owner when it became that, and of all owners before it as long as they were; in nanoseconds.
    cpu_before_ns: Counter,
    cpu_of_ended_ns: Counter,
    tenures: Mutex<Vec<Tenure>>,
}

/// From when on a thread owned the recorder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenure {
    pub(crate) since: u64,
    pub(crate) thread: u64,
}

/// Tenures that are remembered; older calls have no thread in the report.
const TENURES: usize = 64;

/// A call that has been entered and not yet left.
#[derive(Debug)]
pub struct Frame {
    pub(crate) recorder: &'static Recorder,
    pub(crate) slot: &'static Slot,
    /// The session in which it was entered, as the recorder's `entry` was then; in another one it does not count.
    entry: u64,
    node: *mut Node,
    parent: *mut Node,
    /// In virtual time.
    start: u64,
    outer_child_ticks: u64,
    memory: FrameMemory,
}

/// What a call took.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) ticks: u64,
    pub(crate) memory: CallMemory,
}

impl Recorder {
    /// A recorder without an owner. `session` is never one that runs: the first call wipes and joins.
    pub(crate) const fn new(session: u64) -> Self {
        Self {
            epoch: Epoch::new(session),
            current: AtomicPtr::new(ptr::null_mut()),
            child_ticks: Counter::new(0),
            own_ticks: Counter::new(0),
            entry: Counter::new(session),
            slots_by_site: SlotTable::new(),
            own_ticks_before: Counter::new(0),
            memory: ThreadMemory::new(),
            truncated: Counter::new(0),
            trace: Trace::new(),
            root: Node::root(),
            nodes: List::new(),
            slots: List::new(),
            node_table: NodeTable::new(),
            owner: Counter::new(0),
            cpu_before_ns: Counter::new(0),
            cpu_of_ended_ns: Counter::new(0),
            tenures: Mutex::new(Vec::new()),
        }
    }

    /// Under the pool's lock: the calling thread becomes the owner.
    pub(crate) fn begin_tenure(&'static self, thread: u64) {
        // Release: pairs with the Acquire fence in `running`, for the nodes that earlier owners made.
        fence(Release);
        self.current.store(ptr::from_ref(&self.root).cast_mut(), Relaxed);
        self.child_ticks.set(0);
        self.owner.set(thread);
        self.cpu_before_ns.set(sys::own_cpu_ns().unwrap_or(0));
        self.memory.begin_tenure(|| self.usage());
        self.trace.begin_tenure(thread);
        if let Ok(mut tenures) = self.tenures.lock() {
            if tenures.len() == TENURES {
                tenures.remove(0);
            }
            tenures.push(Tenure { since: clock::now(), thread });
        }
    }

    /// Under the pool's lock: the owner ends.
    pub(crate) fn end_tenure(&'static self) {
        self.memory.end_tenure(self.epoch.get(), || self.usage(), sys::own_thread_name);
        self.disown();
    }

    /// Under the pool's lock: the owner goes, and what it allocated is nobody's. It has called nothing.
    pub(crate) fn forget_tenure(&'static self) {
        self.memory.forget_tenure(&self.root.memory);
        self.disown();
    }

    fn disown(&self) {
        self.owner.set(0);
        self.cpu_of_ended_ns.add(sys::own_cpu_ns().unwrap_or(0).saturating_sub(self.cpu_before_ns.get()));
    }

    /// Owner: wipes the counts of an older session and joins `session`. Call paths and running calls stay.
    pub(crate) fn join(&'static self, session: u64) {
        self.epoch.restart(session, || {
            self.memory.join(|| self.usage());
            self.root.wipe();
            self.nodes.iter().for_each(Node::wipe);
            self.slots.iter().for_each(Slot::wipe);
            self.truncated.set(0);
            self.own_ticks_before.set(self.own_ticks.get());
            self.entry.set(session);
            self.trace.restart(self.owner.get());
        });
    }

    /// Owner: the next call is to be traced.
    pub(super) fn mark(&self) {
        self.entry.set(Mark::new(self.epoch.get(), self.own_ticks.get()).0);
    }

    /// Owner: the site's slot, if the site has been called on this thread before.
    #[inline(always)]
    pub(crate) fn slot(&self, site: &Site) -> Option<&'static Slot> {
        self.slots_by_site.get(site.id())
    }

    /// Owner: the site's slot, made if need be.
    pub(crate) fn make_slot(&'static self, site: &'static Site) -> Option<&'static Slot> {
        let id = site.register()?;
        if let Some(slot) = self.slots_by_site.get(id) {
            return Some(slot);
        }
        let slot: &'static Slot = Box::leak(Box::new(Slot::new(site)));
        self.slots.push(slot);
        self.slots_by_site.set(id, slot);
        Some(slot)
    }

    /// Owner: what began at `start`, wherever that was, and is on no stack, has ended.
    pub(super) fn trace_apart(&self, site: &Site, start: u64, end: u64, ticks: u64) {
        if is_traced() {
            self.trace.record(start, end, ticks, site, TraceKind::Apart);
        }
    }

    /// Owner: enters a call of the slot's site. The clock is read last.
    #[inline(always)]
    pub(crate) fn enter(&'static self, slot: &'static Slot) -> Frame {
        let parent = self.current.load(Relaxed);
        let node = slot.last_node_below(parent).unwrap_or_else(|| self.find_node(parent, slot));
        self.current.store(node, Relaxed);
        let outer_child_ticks = self.child_ticks.get();
        self.child_ticks.set(0);
        // SAFETY: by invariant 1.
        let memory = self.memory.open(unsafe { &(*node).memory });
        let own_ticks = self.own_ticks.get();
        let start = clock::start().wrapping_sub(own_ticks);
        Frame { recorder: self, slot, entry: self.entry.get(), node, parent, start, outer_child_ticks, memory }
    }

    /// Owner: measuring took `ticks` more than the calibrated cost of a call.
    pub(crate) fn add_own_ticks(&self, ticks: u64) {
        self.own_ticks.add(ticks);
    }

    /// Owner: the table's answer when the slot's own memory does not help; a new node, or `parent` itself at a cap.
    #[inline(never)]
    fn find_node(&'static self, parent: *mut Node, slot: &'static Slot) -> *mut Node {
        // SAFETY: by invariant 1.
        let parent = unsafe { &*parent.cast_const() };
        let node = if parent.is_of(slot) {
            // The function calls itself: remember its node below its own parent, which is what the next look-up compares.
            slot.remember(parent.parent.unwrap_or(parent), parent);
            return ptr::from_ref(parent).cast_mut();
        } else if let Some(node) = self.node_table.find(parent, slot) {
            node
        } else if !parent.may_grow() || self.node_table.len() >= MAX_NODES {
            parent
        } else {
            own_work(self, || self.make_node(parent, slot))
        };
        slot.remember(parent, node);
        ptr::from_ref(node).cast_mut()
    }

    #[cold]
    fn make_node(&'static self, parent: &'static Node, slot: &'static Slot) -> &'static Node {
        let node: &'static Node = Box::leak(Box::new(Node::child(parent, slot)));
        self.nodes.push(node);
        self.node_table.insert(node);
        // Release: pairs with the Acquire fence in `running`. Who finds the node current finds it whole.
        fence(Release);
        node
    }

    /// Any thread: all call paths but the empty one, parents before their children.
    pub(crate) fn nodes(&self) -> Vec<&'static Node> {
        let mut nodes: Vec<_> = self.nodes.iter().collect();
        nodes.reverse();
        nodes
    }

    /// Any thread: all sites called on this thread.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &'static Slot> {
        self.slots.iter()
    }

    /// Any thread: what measuring has cost in this session.
    pub(crate) fn own_ticks(&self) -> u64 {
        self.own_ticks.get().wrapping_sub(self.own_ticks_before.get())
    }

    /// Any thread: calls that stayed in their caller's node at a cap.
    pub(crate) fn truncated(&self) -> u64 {
        self.truncated.get()
    }

    /// Any thread: the path of the calls that run now, to be compared with those of `nodes`.
    #[inline(always)]
    pub(crate) fn current(&self) -> *const Node {
        self.current.load(Relaxed)
    }

    /// Any thread, of a recorder that has had an owner: the path of the calls that run now.
    pub(crate) fn running(&self) -> &'static Node {
        let current = self.current();
        // Acquire: pairs with the Release fences in `make_node` and `begin_tenure`.
        fence(Acquire);
        // SAFETY: by invariant 1; the current node is never null once there has been an owner.
        unsafe { &*current }
    }

    /// Any thread: the thread that owns the recorder.
    pub(crate) fn owner(&self) -> Option<u64> {
        Some(self.owner.get()).filter(|thread| *thread != 0)
    }

    /// Under the pool's lock: the CPU time that all owners have used while they were that, in nanoseconds.
    pub(crate) fn cpu_ns(&self) -> u64 {
        let used =
            self.owner().and_then(sys::thread_cpu_ns).map(|cpu_ns| cpu_ns.saturating_sub(self.cpu_before_ns.get()));
        self.cpu_of_ended_ns.get() + used.unwrap_or(0)
    }

    /// Any thread: the owner now, or the last one. The thread that ends the process has given its recorder back by then.
    pub(crate) fn latest_owner(&self) -> Option<u64> {
        self.owner().or_else(|| Some(self.tenures.lock().ok()?.last()?.thread))
    }

    /// Owner: the node of the call that runs.
    #[inline(always)]
    pub(crate) fn current_node(&self) -> &'static Node {
        // SAFETY: by invariant 1; the recorder has an owner, and so a current node.
        unsafe { &*self.current() }
    }

    /// Any thread: what the threads that owned the recorder allocated in its session.
    pub(super) fn usage(&self) -> Usage {
        let outside = self.root.memory.read().usage;
        let mut total = outside;
        self.nodes.iter().for_each(|node| total += node.memory.read().usage);
        (total, outside)
    }

    /// Any thread: the thread that owned the recorder at `tick`.
    pub(crate) fn tenures(&self) -> Vec<Tenure> {
        self.tenures.lock().map(|tenures| tenures.clone()).unwrap_or_default()
    }
}

impl Frame {
    /// Owner: the call has returned; `end` was read right after its body. False when nothing was recorded.
    ///
    /// PERF: out of line takes the same time and halves the code at every site.
    #[inline(never)]
    pub(crate) fn leave(&self, end: u64) -> bool {
        let Some(Taken { ticks, memory }) = self.pop_call(end) else { return false };
        self.count();
        self.slot.record(ticks, end, self.node);
        if memory.is_any() {
            self.slot.record_memory(&memory);
        }
        true
    }

    /// Owner: the call has panicked. Its time counts, the call does not.
    #[cold]
    #[inline(never)]
    pub(crate) fn leave_panicking(&self, end: u64) {
        if self.pop_call(end).is_some() {
            self.slot.panicked.add(1);
        }
    }

    /// Owner: a poll has returned. Restores the caller's node whatever was left on the stack. Gives what the poll took.
    #[inline(always)]
    pub(crate) fn leave_poll(&self, end: u64) -> Option<Taken> {
        let taken = self.pop(end)?;
        // SAFETY: by invariant 1.
        let node = unsafe { &*self.node };
        if node.is_of(self.slot) {
            node.polls.add(1);
        }
        self.slot.polls.add(1);
        if taken.ticks > self.slot.longest_poll_ticks.get() {
            self.slot.longest_poll_ticks.set(taken.ticks);
        }
        Some(taken)
    }

    /// Owner: after `leave_poll`, the future is ready. Its polls took `busy`, the time between them `suspended_ticks`.
    #[inline(always)]
    pub(crate) fn complete(&self, busy: &Taken, suspended_ticks: u64, end: u64) {
        self.add_completed::<true>(busy, suspended_ticks, end);
    }

    /// Owner: the same for a call that nobody looks at by itself, such as an item of a stream without text.
    #[inline(always)]
    pub(crate) fn complete_unlisted(&self, busy: &Taken, suspended_ticks: u64, end: u64) {
        self.add_completed::<false>(busy, suspended_ticks, end);
    }

    #[inline(always)]
    fn add_completed<const IS_LISTED: bool>(&self, busy: &Taken, suspended_ticks: u64, end: u64) {
        self.count();
        self.slot.suspended_ticks.add(suspended_ticks);
        self.slot.add::<IS_LISTED>(busy.ticks + suspended_ticks, end, self.node);
        if busy.memory.is_any() {
            self.slot.record_memory(&busy.memory);
        }
    }

    /// When the call started, on the clock itself.
    #[inline(always)]
    pub(crate) fn start(&self) -> u64 {
        self.start.wrapping_add(self.recorder.own_ticks.get())
    }

    #[inline(always)]
    fn count(&self) {
        // SAFETY: by invariant 1.
        let node = unsafe { &*self.node };
        if node.is_of(self.slot) {
            node.calls.add(1);
        } else {
            self.recorder.truncated.add(1);
        }
    }

    #[inline(always)]
    fn pop_call(&self, end: u64) -> Option<Taken> {
        if self.recorder.current.load(Relaxed) != self.node && !self.is_running() {
            return None;
        }
        self.pop(end)
    }

    /// Takes the call off the stack and gives what it took to its node and its caller; `None` when it started
    /// before the session.
    #[inline(always)]
    #[expect(
        clippy::cast_sign_loss,
        clippy::cast_possible_wrap,
        reason = "a difference of ticks, never below the children"
    )]
    fn pop(&self, end: u64) -> Option<Taken> {
        let recorder = self.recorder;
        let own_ticks = recorder.own_ticks.get();
        let children = recorder.child_ticks.get();
        let elapsed = end.wrapping_sub(own_ticks).wrapping_sub(self.start) as i64 - clock::inner_cost();
        // The calibrated cost is an estimate: it may not make a call shorter than its children.
        let inclusive = elapsed.max(children as i64) as u64;
        recorder.own_ticks.set(own_ticks.wrapping_add(clock::cost()));
        recorder.child_ticks.set(self.outer_child_ticks + inclusive);
        recorder.current.store(self.parent, Relaxed);
        // SAFETY: by invariant 1.
        let node = unsafe { &*self.node };
        let memory = recorder.memory.close(&self.memory, &node.memory, ptr::eq(self.node, self.parent));
        if self.entry != recorder.epoch.get() && !self.trace(end, inclusive, own_ticks) {
            return None;
        }
        node.self_ticks.add(inclusive - children);
        Some(Taken { ticks: inclusive, memory })
    }

    /// The call did not note the session that runs: because it started before it, or because it is to be traced, which then is done. By its
    /// end measuring had cost `own_ticks`.
    #[cold]
    #[inline(never)]
    fn trace(&self, end: u64, ticks: u64, own_ticks: u64) -> bool {
        let own_inside = Mark(self.entry).own_ticks_since(self.recorder.epoch.get(), own_ticks);
        if let Some(own_inside) = own_inside {
            let start = self.start.wrapping_add(own_ticks).wrapping_sub(own_inside);
            self.recorder.trace.record(start, end, ticks, self.slot.site, TraceKind::Stacked);
        }
        own_inside.is_some()
    }

    /// The current node is not this call's: is the call at least below it on the stack? Code that switches stacks may
    /// leave calls in any order.
    #[cold]
    #[inline(never)]
    fn is_running(&self) -> bool {
        std::iter::successors(Some(self.recorder.current_node()), |node| node.parent)
            .take(super::node::MAX_DEPTH as usize + 1)
            .any(|node| ptr::eq(node, self.node))
    }
}

/// A thread's slots by the number of their site. Owner only.
#[derive(Debug)]
struct SlotTable(UnsafeCell<Vec<Option<&'static Slot>>>);

// SAFETY: by invariant 2 one thread at a time touches the cell.
unsafe impl Sync for SlotTable {}

impl SlotTable {
    const fn new() -> Self {
        Self(UnsafeCell::new(Vec::new()))
    }

    #[inline(always)]
    fn get(&self, site: u32) -> Option<&'static Slot> {
        // SAFETY: by invariant 2; nothing here calls out, so no two references overlap.
        let slots = unsafe { &*self.0.get() };
        slots.get(site as usize).copied().flatten()
    }

    fn set(&self, site: u32, slot: &'static Slot) {
        // SAFETY: as in `get`.
        let slots = unsafe { &mut *self.0.get() };
        if slots.len() <= site as usize {
            slots.resize((site as usize + 1).next_power_of_two().max(16), None);
        }
        slots[site as usize] = Some(slot);
    }
}
