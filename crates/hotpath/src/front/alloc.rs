//! The allocator that counts, and what a piece of code allocates.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. our caller keeps the contract of `GlobalAlloc`: layouts are those that blocks were allocated with, sizes are not 0;
//! 2. a block that was allocated with a reservation's layout is either tracked under that layout or freed at once, so
//!    that `release` gives the layout of every block whose own is another one than our caller's.

use core::{
    alloc::{GlobalAlloc, Layout},
    ptr,
};
use std::alloc::System;

use crate::engine::memory::{self, Event};

/// A global allocator that counts what each measured function allocates, and leaves the allocating to another one.
///
/// With the cargo feature `hotpath-alloc`, [`#[hotpath::main]`](macro@crate::main) installs it, around the system's
/// allocator or around `allocator = …`. A program without that attribute says so itself:
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();
/// # fn main() {}
/// ```
///
/// It adds about a dozen plain loads and stores to an allocation and to a free, which take no time that can be measured
/// beside those of the system's allocator (`cargo xtask bench alloc-box`): no lock, no atomic read-modify-write, no memory.
/// All four methods are passed on, so that `vec![0; n]` stays untouched memory and a block grows in place. Without the
/// feature it only passes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountingAllocator<A = System>(A);

impl CountingAllocator {
    /// Around the system's allocator.
    #[must_use]
    pub const fn new() -> Self {
        Self(System)
    }
}

impl<A> CountingAllocator<A> {
    /// Around `allocator`.
    ///
    /// ```
    /// use std::alloc::System;
    ///
    /// #[global_allocator]
    /// static ALLOCATOR: hotpath::CountingAllocator<System> = hotpath::CountingAllocator::with(System);
    /// # fn main() {}
    /// ```
    #[must_use]
    pub const fn with(allocator: A) -> Self {
        Self(allocator)
    }
}

// SAFETY: every method passes on what it is given, and what the inner allocator gives; a tracked block is aligned to more
// than was asked for, and its layout is kept beside it (invariant 2). Counting allocates nothing through this allocator
// but in a state in which it counts nothing, and does not unwind.
unsafe impl<A: GlobalAlloc> GlobalAlloc for CountingAllocator<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by invariant 1.
        unsafe { self.alloc_counted(layout, false) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by invariant 1.
        unsafe { self.alloc_counted(layout, true) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if memory::count(Event::Freed(layout.size())) {
            // SAFETY: by invariant 1.
            return unsafe { self.dealloc_and_settle(block, layout) };
        }
        if memory::may_be_tracked(block) {
            // SAFETY: by invariant 1.
            return unsafe { self.dealloc_tracked(block, layout) };
        }
        // SAFETY: by invariants 1 and 2; a block that is not tracked has the caller's layout.
        unsafe { self.0.dealloc(block, layout) };
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let moved = if memory::is_sampling() || memory::may_be_tracked(block) {
            // SAFETY: by invariant 1.
            unsafe { self.realloc_tracked(block, layout, new_size) }
        } else {
            // SAFETY: by invariants 1 and 2; a block that is not tracked has the caller's layout.
            unsafe { self.0.realloc(block, layout, new_size) }
        };
        counted(Event::Reallocated(layout.size(), new_size), moved)
    }
}

impl<A: GlobalAlloc> CountingAllocator<A> {
    /// A new block, counted.
    ///
    /// # Safety
    ///
    /// As for `alloc`.
    #[inline(always)]
    unsafe fn alloc_counted(&self, layout: Layout, is_zeroed: bool) -> *mut u8 {
        let recorder = memory::direct();
        if memory::COUNTS && recorder.is_none() {
            // SAFETY: by invariant 1.
            return unsafe { self.alloc_indirectly(layout, is_zeroed) };
        }
        // SAFETY: by invariant 1.
        let block = unsafe { self.alloc_inside(layout, is_zeroed) };
        match recorder {
            Some(recorder) if !block.is_null() && memory::count_by(recorder, Event::Allocated(layout.size())) => {
                settled(layout.size(), block)
            }
            _ => block,
        }
    }

    /// A new block where there is more to do than to count it in the running session.
    ///
    /// # Safety
    ///
    /// As for `alloc`.
    #[cold]
    #[inline(never)]
    unsafe fn alloc_indirectly(&self, layout: Layout, is_zeroed: bool) -> *mut u8 {
        let block = if memory::is_sampling() {
            // SAFETY: by invariant 1.
            unsafe { self.alloc_sampled(layout, is_zeroed) }
        } else {
            // SAFETY: by invariant 1.
            unsafe { self.alloc_inside(layout, is_zeroed) }
        };
        counted(Event::Allocated(layout.size()), block)
    }

    /// A new block of the allocator inside.
    ///
    /// # Safety
    ///
    /// As for `alloc`.
    #[inline(always)]
    unsafe fn alloc_inside(&self, layout: Layout, is_zeroed: bool) -> *mut u8 {
        // SAFETY: by invariant 1.
        unsafe { if is_zeroed { self.0.alloc_zeroed(layout) } else { self.0.alloc(layout) } }
    }

    /// A block that is tracked, if it is its turn.
    ///
    /// # Safety
    ///
    /// As for `alloc`.
    #[cold]
    #[inline(never)]
    unsafe fn alloc_sampled(&self, layout: Layout, is_zeroed: bool) -> *mut u8 {
        // SAFETY: by invariant 1; a reservation's layout has the caller's size and at least its alignment.
        let alloc = |layout| unsafe { if is_zeroed { self.0.alloc_zeroed(layout) } else { self.0.alloc(layout) } };
        let Some(place) = memory::sampled(layout) else { return alloc(layout) };
        let tracked = place.layout();
        let block = alloc(tracked);
        if block.is_null() || place.track(block) {
            return block;
        }
        // SAFETY: by invariant 2.
        unsafe { self.0.dealloc(block, tracked) };
        alloc(layout)
    }

    /// # Safety
    ///
    /// As for `dealloc`.
    #[cold]
    #[inline(never)]
    unsafe fn dealloc_and_settle(&self, block: *mut u8, layout: Layout) {
        memory::settle(Event::Freed(layout.size()));
        if memory::may_be_tracked(block) {
            // SAFETY: as the caller's.
            unsafe { self.dealloc_tracked(block, layout) };
        } else {
            // SAFETY: by invariants 1 and 2; a block that is not tracked has the caller's layout.
            unsafe { self.0.dealloc(block, layout) };
        }
    }

    /// # Safety
    ///
    /// As for `dealloc`.
    #[cold]
    #[inline(never)]
    unsafe fn dealloc_tracked(&self, block: *mut u8, layout: Layout) {
        let layout = memory::release(block).unwrap_or(layout);
        // SAFETY: by invariants 1 and 2.
        unsafe { self.0.dealloc(block, layout) }
    }

    /// A new block with what fits of the old one, which is freed unless there is no new one: whether a block is tracked
    /// is decided anew when its size changes.
    ///
    /// # Safety
    ///
    /// As for `realloc`.
    #[cold]
    #[inline(never)]
    unsafe fn realloc_tracked(&self, old: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: by invariant 1 the size, rounded up to the alignment, does not overflow.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: by invariant 1.
        let new = unsafe { self.alloc_sampled(new_layout, false) };
        if !new.is_null() {
            // SAFETY: both blocks are at least that long, and two.
            unsafe { ptr::copy_nonoverlapping(old, new, layout.size().min(new_size)) };
            // SAFETY: by invariant 1.
            unsafe { self.dealloc_tracked(old, layout) };
        }
        new
    }
}

/// Counts an event if there is a block, and gives the block.
#[inline(always)]
fn counted(event: Event, block: *mut u8) -> *mut u8 {
    if block.is_null() || !memory::count(event) {
        return block;
    }
    match event {
        Event::Reallocated(from, to) => settled_growth(from, to, block),
        Event::Allocated(size) | Event::Freed(size) => settled(size, block),
    }
}

/// In registers: an `Event` would be written to the stack by every allocation.
#[cold]
#[inline(never)]
fn settled(size: usize, block: *mut u8) -> *mut u8 {
    memory::settle(Event::Allocated(size));
    block
}

#[cold]
#[inline(never)]
fn settled_growth(from: usize, to: usize, block: *mut u8) -> *mut u8 {
    memory::settle(Event::Reallocated(from, to));
    block
}
