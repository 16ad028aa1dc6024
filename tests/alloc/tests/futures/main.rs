//! Futures on all runtimes: each poll is charged to the function that runs in it, wherever and whenever it runs.

mod cancelled;
mod executors;
mod interleaved;
mod migrates;

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();
