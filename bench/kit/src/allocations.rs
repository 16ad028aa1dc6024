//! How often the calling thread allocates.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. every method hands its arguments to `System` unchanged and returns what that returns.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// Allocations of the calling thread since its start.
#[expect(clippy::unnecessary_wraps, reason = "there is no such number where the allocator is the peer's")]
pub(crate) fn allocations() -> Option<u64> {
    Some(COUNT.get())
}

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counting;

// SAFETY: by invariant 1; the count is a thread-local without a destructor and does not allocate.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: by invariant 1.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: by invariant 1.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: by invariant 1.
        unsafe { System.realloc(block, layout, size) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: by invariant 1.
        unsafe { System.dealloc(block, layout) }
    }
}
