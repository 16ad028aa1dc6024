//! Nobody here counts allocations: the program has an allocator of its own.

pub(crate) fn allocations() -> Option<u64> {
    None
}
