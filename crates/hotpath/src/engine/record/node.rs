//! A call path of one thread, and the table that finds it.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. only the recorder's owner calls the methods of `NodeTable`, and none of them calls out, so that no two references overlap;
//! 2. a recorder changes hands under the pool's lock, which orders the two owners.

use core::cell::UnsafeCell;
use std::ptr;

use super::{
    memory::NodeMemory,
    protocol::{Counter, Link, Linked},
    slot::Slot,
};

/// Deeper calls stay in the node at this depth; they still count in their slot.
pub(crate) const MAX_DEPTH: u32 = 128;
/// So do calls on new paths once a thread has this many nodes.
pub(crate) const MAX_NODES: usize = 65_536;

/// One distinct call path of one thread. What it holds is exclusive: time spent in the function itself.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Node {
    /// The function at the end of the path; `None` at the root.
    pub(crate) slot: Option<&'static Slot>,
    /// The path without its end; `None` at the root.
    pub(crate) parent: Option<&'static Node>,
    /// Calls that returned, or futures that completed, on this path.
    pub(crate) calls: Counter,
    /// Time spent in the function itself, in ticks, calls that panicked included.
    pub(crate) self_ticks: Counter,
    /// Polls of a measured future on this path.
    pub(crate) polls: Counter,
    link: Link<Node>,
    depth: u32,
    /// What the function itself allocated.
    pub(crate) memory: NodeMemory,
}

impl Linked for Node {
    fn link(&self) -> &Link<Self> {
        &self.link
    }
}

impl Node {
    /// The path that is empty.
    pub(crate) const fn root() -> Self {
        Self {
            slot: None,
            parent: None,
            calls: Counter::new(0),
            self_ticks: Counter::new(0),
            polls: Counter::new(0),
            link: Link::new(),
            depth: 0,
            memory: NodeMemory::new(),
        }
    }

    /// A path one call longer than `parent`.
    pub(crate) fn child(parent: &'static Self, slot: &'static Slot) -> Self {
        Self { slot: Some(slot), parent: Some(parent), depth: parent.depth + 1, ..Self::root() }
    }

    /// Is this a path of calls of the function of `slot`?
    #[inline(always)]
    pub(crate) fn is_of(&self, slot: &Slot) -> bool {
        self.slot.is_some_and(|own| ptr::eq(own, slot))
    }

    /// May the path have longer ones below it?
    pub(crate) fn may_grow(&self) -> bool {
        self.depth < MAX_DEPTH
    }

    /// The node and its ancestors, the longest path first, without the root.
    pub(crate) fn path(&'static self) -> impl Iterator<Item = &'static Slot> {
        std::iter::successors(Some(self), |node| node.parent).map_while(|node| node.slot)
    }

    /// Owner only: forgets the calls and stays.
    pub(crate) fn wipe(&self) {
        self.calls.set(0);
        self.self_ticks.set(0);
        self.polls.set(0);
        self.memory.wipe();
    }
}

/// All nodes of a thread by (parent, slot): open addressing with linear probing, at most half full.
#[derive(Debug)]
pub(crate) struct NodeTable(UnsafeCell<Vec<Option<&'static Node>>>, Counter);

// SAFETY: by invariants 1 and 2 one thread at a time touches the cell.
unsafe impl Sync for NodeTable {}

impl NodeTable {
    /// A table without nodes.
    pub(crate) const fn new() -> Self {
        Self(UnsafeCell::new(Vec::new()), Counter::new(0))
    }

    /// Nodes in the table.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.1.get()).unwrap_or(usize::MAX)
    }

    /// Owner only: the node of `slot` called from `parent`.
    #[inline(always)]
    pub(crate) fn find(&self, parent: &Node, slot: &Slot) -> Option<&'static Node> {
        // SAFETY: by invariants 1 and 2.
        let entries = unsafe { &*self.0.get() };
        let mask = entries.len().checked_sub(1)?;
        let mut at = hash(parent, slot);
        loop {
            let node = entries[at & mask]?;
            if node.parent.is_some_and(|own| ptr::eq(own, parent)) && node.is_of(slot) {
                return Some(node);
            }
            at += 1;
        }
    }

    /// Owner only: adds a node that is not in the table.
    pub(crate) fn insert(&self, node: &'static Node) {
        // SAFETY: by invariants 1 and 2.
        let entries = unsafe { &mut *self.0.get() };
        if self.len() * 2 >= entries.len() {
            let grown = vec![None; (entries.len() * 2).max(64)];
            for node in std::mem::replace(entries, grown).into_iter().flatten() {
                place(entries, node);
            }
        }
        place(entries, node);
        self.1.add(1);
    }
}

fn place(entries: &mut [Option<&'static Node>], node: &'static Node) {
    let (Some(parent), Some(slot)) = (node.parent, node.slot) else { return };
    let mask = entries.len() - 1;
    let mut at = hash(parent, slot);
    while entries[at & mask].is_some() {
        at += 1;
    }
    entries[at & mask] = Some(node);
}

/// Fibonacci hashing of the two addresses: a multiplication spreads their few changing bits, the top ones are the best.
#[inline(always)]
fn hash(parent: &Node, slot: &Slot) -> usize {
    let key = (ptr::from_ref(parent).addr() as u64).rotate_left(29) ^ ptr::from_ref(slot).addr() as u64;
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}
