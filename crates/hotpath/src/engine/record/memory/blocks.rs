//! The blocks that are tracked and not freed yet: a table by address, without a lock.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. `TABLE` is null or comes from a leaked, zeroed allocation of a `Table`, which zeros are a value of; it is written once.

use core::{
    alloc::Layout,
    sync::atomic::{
        AtomicPtr, AtomicU64, AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
        fence,
    },
};
use std::{alloc, collections::HashMap, ptr};

use super::{
    super::{
        node::Node,
        usage::{LiveBlocks, Tracking},
    },
    sampler::ALIGNMENT,
};

/// Bytes between two samples on average; 1 for every block, 0 for none.
pub(super) static SAMPLE_BYTES: AtomicU64 = AtomicU64::new(0);

/// Blocks that can be tracked at the same time.
const CAPACITY: u64 = 1 << 16;
/// At most a quarter is used, so that a block is found near its first place.
const PLACES: usize = 1 << 18;
/// Where a block may be, from its first place on.
const WINDOW: usize = 64;
/// The key of a place that is being filled. No page begins there.
const FILLING: usize = 1;

struct Table {
    /// The address of the block in this place; 0 for none.
    keys: [AtomicUsize; PLACES],
    blocks: [Block; PLACES],
}

struct Block {
    size: AtomicUsize,
    align: AtomicUsize,
    /// The blocks it stands for, a floating-point number.
    weight: AtomicU64,
    node: AtomicPtr<Node>,
    session: AtomicU64,
}

static TABLE: AtomicPtr<Table> = AtomicPtr::new(ptr::null_mut());
/// Places reserved or in use.
static USED: AtomicU64 = AtomicU64::new(0);
static UNTRACKED: AtomicU64 = AtomicU64::new(0);

/// A session begins; without `sample_bytes` it tracks nothing. One session at a time starts.
pub(super) fn start(sample_bytes: u64) {
    UNTRACKED.store(0, Relaxed);
    if sample_bytes > 0 && table().is_none() {
        let layout = Layout::new::<Table>();
        // The system gives the pages when they are touched.
        // SAFETY: the layout is not empty.
        let table = unsafe { alloc::alloc_zeroed(layout) }.cast::<Table>();
        // Release: pairs with the Acquire in `table`.
        TABLE.store(table, Release);
    }
    SAMPLE_BYTES.store(if table().is_some() { sample_bytes } else { 0 }, Relaxed);
}

/// Reserves a place; false, and counted, when the table is full.
pub(super) fn reserve() -> bool {
    let has_place = USED.fetch_add(1, Relaxed) < CAPACITY;
    if !has_place {
        withdraw();
        UNTRACKED.fetch_add(1, Relaxed);
    }
    has_place
}

/// Gives a reserved place up.
pub(super) fn withdraw() {
    USED.fetch_sub(1, Relaxed);
}

/// Puts a block into a place that is reserved; false, and counted, when there is none where it would be looked for.
pub(super) fn insert(block: *mut u8, layout: Layout, weight: f64, node: &'static Node, session: u64) -> bool {
    let place = table().into_iter().flat_map(|table| table.window(block)).find(|(key, _)| {
        // Acquire: pairs with the Release in `release`. What the place held has been read.
        key.compare_exchange(0, FILLING, Acquire, Relaxed).is_ok()
    });
    let Some((key, place)) = place else {
        UNTRACKED.fetch_add(1, Relaxed);
        return false;
    };
    place.size.store(layout.size(), Relaxed);
    place.align.store(layout.align(), Relaxed);
    place.weight.store(weight.to_bits(), Relaxed);
    place.node.store(ptr::from_ref(node).cast_mut(), Relaxed);
    place.session.store(session, Relaxed);
    // Release: pairs with the Acquire in `find` and in `live_blocks`.
    key.store(block.addr(), Release);
    true
}

/// May the block be tracked? Most that are not are told from their address alone.
#[inline(always)]
pub(crate) fn may_be_tracked(block: *mut u8) -> bool {
    block.addr().is_multiple_of(ALIGNMENT)
}

/// Forgets a block that is about to be freed; how it was allocated, if it was tracked.
pub(crate) fn release(block: *mut u8) -> Option<Layout> {
    let (key, place) = find(block)?;
    let layout = Layout::from_size_align(place.size.load(Relaxed), place.align.load(Relaxed)).ok();
    // Release: pairs with the Acquire in `insert`.
    key.store(0, Release);
    withdraw();
    layout
}

fn find(block: *mut u8) -> Option<(&'static AtomicUsize, &'static Block)> {
    // Acquire: pairs with the Release in `insert`.
    table()?.window(block).find(|(key, _)| key.load(Acquire) == block.addr())
}

/// The tracked blocks of `session` that are not freed, by the address of the node that was current.
pub(crate) fn live_blocks(session: u64) -> HashMap<usize, LiveBlocks> {
    let mut live: HashMap<usize, LiveBlocks> = HashMap::new();
    for (key, place) in table().into_iter().flat_map(|table| table.keys.iter().zip(&table.blocks)) {
        // Acquire: pairs with the Release in `insert`.
        let address = key.load(Acquire);
        let (size, weight) = (place.size.load(Relaxed), f64::from_bits(place.weight.load(Relaxed)));
        let (node, of) = (place.node.load(Relaxed), place.session.load(Relaxed));
        // Acquire: pairs with the Release in `release`. A place that was filled again meanwhile has another key.
        fence(Acquire);
        if address > FILLING && key.load(Relaxed) == address && of == session {
            #[expect(clippy::cast_precision_loss, reason = "sizes are below 2^53")]
            let bytes = weight * size as f64;
            *live.entry(node.addr()).or_default() += LiveBlocks { bytes, blocks: weight };
        }
    }
    live
}

/// How blocks are tracked in this session; `None` when they are not.
pub(crate) fn tracking() -> Option<Tracking> {
    let sample_bytes = Some(SAMPLE_BYTES.load(Relaxed)).filter(|bytes| *bytes > 0)?;
    let (tracked, untracked) = (USED.load(Relaxed), UNTRACKED.load(Relaxed));
    Some(Tracking { sample_bytes, tracked, untracked, capacity: CAPACITY })
}

fn table() -> Option<&'static Table> {
    // SAFETY: by invariant 1. Acquire: pairs with the Release in `start`.
    unsafe { TABLE.load(Acquire).as_ref() }
}

impl Table {
    /// Where a block may be.
    fn window(&'static self, block: *mut u8) -> impl Iterator<Item = (&'static AtomicUsize, &'static Block)> {
        // Fibonacci hashing of the page's number.
        let page = (block.addr() / ALIGNMENT) as u64;
        let first = (page.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PLACES.trailing_zeros())) as usize;
        (first..first + WINDOW).map(|place| place % PLACES).map(|place| (&self.keys[place], &self.blocks[place]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test: the table is the process's.
    #[test]
    fn a_full_table_is_exact_and_counts_what_it_does_not_track() {
        const SESSION: u64 = u64::MAX - 7;
        let node: &'static Node = Box::leak(Box::new(Node::root()));
        let block = |number: u64| ptr::without_provenance_mut::<u8>(ALIGNMENT * (number as usize + 1));
        let layout = Layout::from_size_align(24, ALIGNMENT).unwrap();
        start(1);
        // Neighbouring pages, as an allocator gives them.
        for number in 0..CAPACITY {
            assert!(reserve() && insert(block(number), layout, 1.0, node, SESSION), "block {number}");
        }
        assert!(!reserve());
        let tracking = tracking().unwrap();
        assert_eq!((tracking.tracked, tracking.untracked), (CAPACITY, 1));
        let live = live_blocks(SESSION)[&ptr::from_ref(node).addr()];
        assert_eq!((live.blocks as u64, live.bytes as u64), (CAPACITY, 24 * CAPACITY));
        assert!(live_blocks(SESSION + 1).is_empty(), "blocks of another session");

        assert_eq!(release(block(CAPACITY)), None);
        assert!(may_be_tracked(block(7)) && !may_be_tracked(block(7).wrapping_add(8)));
        assert!(find(block(7)).is_some());
        for number in 0..CAPACITY {
            assert_eq!(release(block(number)), Some(layout));
        }
        assert!(find(block(7)).is_none() && live_blocks(SESSION).is_empty());
        start(0);
    }
}
