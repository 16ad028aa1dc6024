//! What a piece of code allocates, as numbers for a test.

use crate::engine::{AllocCounts, memory};

/// Runs `body` and counts exactly what the calling thread allocates in it: for unit tests that hold a function to
/// its allocations. It needs no session, works in tests that run in parallel, and nests.
///
/// What other threads do is not in it, nor what hotpath itself allocates.
///
/// ```
/// # #[cfg(feature = "hotpath-alloc")]
/// #[global_allocator]
/// static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();
///
/// # fn main() {
/// let used = hotpath::alloc_scope(|| vec![1u64, 2, 3]);
/// assert_eq!(used.value, [1, 2, 3]);
/// // `None` where nothing is counted, as without the feature.
/// if let Some(counts) = used.counts {
///     assert_eq!((counts.allocations, counts.bytes, counts.frees), (1, 24, 0));
///     assert_eq!(counts.net_bytes(), 24);
/// }
/// # }
/// ```
#[inline]
pub fn alloc_scope<R>(body: impl FnOnce() -> R) -> AllocScope<R> {
    let (value, counts) = memory::scope(body);
    AllocScope { value, counts }
}

/// What [`alloc_scope`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AllocScope<R> {
    /// What the body returned.
    pub value: R,
    /// What was allocated; `None` where that is not counted: without the feature `hotpath-alloc`, where
    /// [`CountingAllocator`](crate::CountingAllocator) is not the global allocator, and on a thread that is ending.
    pub counts: Option<AllocCounts>,
}
