//! What an allocator does, one event and the sum of many; `off.rs` has the same file.

/// What the allocator did, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Allocated(usize),
    Freed(usize),
    /// From a size to another, whether or not the block moved.
    Reallocated(usize, usize),
}

/// What a block that is to be allocated was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// There was none.
    New,
    /// It was not tracked.
    Untracked,
    /// It was tracked, and has a place until it is moved.
    Tracked,
}

/// What a piece of code allocated and freed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct AllocCounts {
    /// Blocks allocated.
    pub allocations: u64,
    /// Blocks grown or shrunk, in place or not.
    pub reallocations: u64,
    /// Bytes allocated; of a block that grew, the difference.
    pub bytes: u64,
    /// Blocks freed.
    pub frees: u64,
    /// Bytes freed; of a block that shrank, the difference.
    pub freed_bytes: u64,
}

impl AllocCounts {
    /// Bytes allocated less bytes freed.
    #[must_use]
    #[inline]
    pub fn net_bytes(&self) -> i64 {
        self.bytes.wrapping_sub(self.freed_bytes).cast_signed()
    }
}
