//! Threads: many at once, many in turn, and blocks that travel between them.

mod ends;
mod many;
mod travels;

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();
