//! The blocks that are tracked and not freed yet: a table by address, without a lock.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. `TABLE` is null or comes from a leaked, zeroed allocation of a `Table`, which zeros are a value of; it is written once.

use core::{
    alloc::Layout,
    mem,
    sync::atomic::{
        AtomicPtr, AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};
use std::{alloc, collections::HashMap, ptr};

use super::{
    super::{
        counts::Before,
        node::Node,
        protocol::{Key, Place, SeqLock},
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

#[derive(Debug)]
struct Table {
    /// The addresses of blocks.
    keys: [Key; PLACES],
    blocks: [SeqLock<{ Block::WORDS }>; PLACES],
}

/// What is known of a tracked block beside its address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// How it was allocated.
    pub(super) allocated: Layout,
    /// Where it begins in what was allocated.
    pub(super) offset: usize,
    pub(super) size: usize,
    /// The blocks it stands for.
    pub(super) weight: f64,
    pub(super) node: &'static Node,
    pub(super) session: u64,
}

static TABLE: AtomicPtr<Table> = AtomicPtr::new(ptr::null_mut());
/// Places reserved or in use.
static USED: AtomicU64 = AtomicU64::new(0);
/// How many places there are, at most, from a block's first one to its own.
static REACH: AtomicU64 = AtomicU64::new(0);
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

/// No block is tracked from now on; those that are stay so until they are freed.
pub(crate) fn stop() {
    SAMPLE_BYTES.store(0, Relaxed);
}

/// A place in the table that nobody else gets.
#[derive(Debug)]
pub(super) struct Reserved(&'static Table);

/// Reserves a place; `None` when the table is full, and then a new block is counted. One that has a place gets another even
/// so: it gives the first one up.
pub(super) fn reserve(before: Before) -> Option<Reserved> {
    let table = table()?;
    let is_full = USED.fetch_add(1, Relaxed) >= CAPACITY;
    // From here on it is withdrawn when it is dropped.
    let reserved = Reserved(table);
    match before {
        Before::New if is_full => {
            UNTRACKED.fetch_add(1, Relaxed);
            None
        }
        Before::Untracked if is_full => None,
        Before::New | Before::Untracked | Before::Tracked => Some(reserved),
    }
}

impl Reserved {
    /// Tracks the block at `address`.
    pub(super) fn fill(self, address: usize, block: &Block) {
        let words = block.words();
        let first = first_place(address);
        // Three quarters of the places are always empty, so this ends.
        let mut distance = 0;
        while !self.0.place(first + distance).fill(address as u64, &words) {
            distance += 1;
        }
        // Who frees the block was given its address, and with it sees this.
        REACH.fetch_max(distance as u64 + 1, Relaxed);
        mem::forget(self);
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        USED.fetch_sub(1, Relaxed);
    }
}

/// May the block be tracked? Most that are not are told from their address alone.
#[inline(always)]
pub(crate) fn may_be_tracked(block: *mut u8) -> bool {
    block.addr().is_multiple_of(ALIGNMENT)
}

/// A block that was tracked, and is out of the table while its owner frees or moves it: another thread may be given its
/// address before the owner goes on. Then its place is given up.
#[derive(Debug)]
pub(crate) struct Held {
    block: *mut u8,
    offset: usize,
    allocated: Layout,
    place: Place<{ Block::WORDS }>,
    /// What makes room when this is dropped.
    _reserved: Reserved,
}

/// Takes a block out of the table, which its owner is about to free or to move; `None` if it is not tracked.
pub(crate) fn held(block: *mut u8) -> Option<Held> {
    if !may_be_tracked(block) {
        return None;
    }
    let table = table()?;
    let first = first_place(block.addr());
    // Relaxed: see `Reserved::fill`.
    let reach = REACH.load(Relaxed) as usize;
    (first..first + reach).find_map(|index| {
        let place = table.place(index);
        let [size, align, offset, ..] = place.take(block.addr() as u64)?;
        let allocated = Layout::from_size_align(size as usize, align as usize).ok()?;
        Some(Held { block, offset: offset as usize, allocated, place, _reserved: Reserved(table) })
    })
}

impl Held {
    /// What was allocated for the block: where it begins, and its layout.
    pub(crate) fn allocation(&self) -> (*mut u8, Layout) {
        (self.block.wrapping_sub(self.offset), self.allocated)
    }

    /// Where the block begins in what was allocated.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// The block stays as it was.
    pub(crate) fn put_back(self) {
        self.place.put_back(self.block.addr() as u64);
        mem::forget(self);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Before the reservation is withdrawn, which is dropped next: never are more places full than reserved.
        self.place.clear();
    }
}

/// The tracked blocks of `session` that are not freed, by the address of the node that was current.
pub(crate) fn live_blocks(session: u64) -> HashMap<usize, LiveBlocks> {
    let mut live: HashMap<usize, LiveBlocks> = HashMap::new();
    for words in table().into_iter().flat_map(|table| (0..PLACES).filter_map(|index| table.place(index).read())) {
        let [.., size, weight, node, of] = words;
        if of == session {
            let weight = f64::from_bits(weight);
            #[expect(clippy::cast_precision_loss, reason = "sizes are below 2^53")]
            let bytes = weight * size as f64;
            *live.entry(node as usize).or_default() += LiveBlocks { bytes, blocks: weight };
        }
    }
    live
}

/// How blocks are tracked in `session`; `None` when they are not.
pub(crate) fn tracking(session: u64) -> Option<Tracking> {
    let sample_bytes = Some(SAMPLE_BYTES.load(Relaxed)).filter(|bytes| *bytes > 0)?;
    let all = table().into_iter().flat_map(|table| (0..PLACES).filter_map(|index| table.place(index).read()));
    let (own, earlier): (Vec<_>, Vec<_>) = all.map(|[.., of]| of).partition(|of| *of == session);
    let untracked = UNTRACKED.load(Relaxed);
    let capacity = CAPACITY.saturating_sub(earlier.len() as u64);
    Some(Tracking { sample_bytes, tracked: own.len() as u64, untracked, capacity })
}

fn table() -> Option<&'static Table> {
    // SAFETY: by invariant 1. Acquire: pairs with the Release in `start`.
    unsafe { TABLE.load(Acquire).as_ref() }
}

/// Where the search for a block begins: Fibonacci hashing of its page's number.
fn first_place(address: usize) -> usize {
    let page = (address / ALIGNMENT) as u64;
    (page.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PLACES.trailing_zeros())) as usize
}

impl Table {
    /// Beyond the last place is the first one.
    fn place(&'static self, index: usize) -> Place<{ Block::WORDS }> {
        Place::new(&self.keys[index % PLACES], &self.blocks[index % PLACES])
    }
}

impl Block {
    const WORDS: usize = 7;

    fn words(&self) -> [u64; Self::WORDS] {
        let &Self { allocated, offset, size, weight, node, session } = self;
        let node = ptr::from_ref(node).addr();
        let [layout_size, align, offset, size, node] =
            [allocated.size(), allocated.align(), offset, size, node].map(|word| word as u64);
        [layout_size, align, offset, size, weight.to_bits(), node, session]
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
        let allocated = Layout::from_size_align(24 + ALIGNMENT, 8).unwrap();
        let about = Block { allocated, offset: 16, size: 24, weight: 1.0, node, session: SESSION };
        start(1);
        // Neighbouring pages, as an allocator gives them.
        for number in 0..CAPACITY {
            reserve(Before::New).expect("there is room").fill(block(number).addr(), &about);
        }
        assert!(REACH.load(Relaxed) < 64, "a place {} away", REACH.load(Relaxed));
        assert!(reserve(Before::New).is_none());
        // Only a block that is new is one more that is not tracked, and one that has a place keeps one.
        assert!(reserve(Before::Untracked).is_none() && reserve(Before::Tracked).is_some());
        let tracked = tracking(SESSION).unwrap();
        assert_eq!((tracked.tracked, tracked.untracked, tracked.capacity), (CAPACITY, 1, CAPACITY));
        let later = tracking(SESSION + 1).unwrap();
        assert_eq!((later.tracked, later.capacity), (0, 0), "blocks of another session take its places");
        let live = || live_blocks(SESSION).get(&ptr::from_ref(node).addr()).map(|live| (live.blocks, live.bytes));
        assert_eq!(live(), Some((CAPACITY as f64, 24.0 * CAPACITY as f64)));
        assert!(live_blocks(SESSION + 1).is_empty(), "blocks of another session");

        assert!(held(block(CAPACITY)).is_none());
        assert!(may_be_tracked(block(7)) && !may_be_tracked(block(7).wrapping_add(8)));
        let one = held(block(7)).expect("it is tracked");
        assert!(held(block(7)).is_none(), "it is held");
        assert_eq!((live().unwrap().0 as u64, tracking(SESSION).unwrap().tracked), (CAPACITY - 1, CAPACITY - 1));
        one.put_back();
        for number in 0..CAPACITY {
            let held = held(block(number)).expect("it is tracked");
            assert_eq!(held.allocation(), (block(number).wrapping_sub(16), allocated));
        }
        assert!(held(block(7)).is_none() && live().is_none());
        assert_eq!(tracking(SESSION).unwrap().tracked, 0);
        stop();
        assert!(tracking(SESSION).is_none());
    }
}
