//! What functions allocate by themselves and with all that they call, to the byte, on one thread.

mod kinds;
mod own_work;
mod percentiles;
mod recursion;
mod sessions;
mod straight;
mod unwinding;

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();
