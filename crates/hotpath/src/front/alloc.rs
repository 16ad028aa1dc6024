//! The allocator that counts, and what a piece of code allocates.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. our caller keeps the contract of `GlobalAlloc`: layouts are those that blocks were allocated with, sizes are not 0;
//! 2. the inner allocator gets back what it gave: of a tracked block the beginning and the layout that `held` gives; any
//!    other block is what the inner allocator gave for the caller's layout;
//! 3. what is allocated for a tracked block has room for it at any offset that `Reservation::offset` gives for its alignment.

use core::{
    alloc::{GlobalAlloc, Layout},
    ptr,
};
use std::alloc::System;

use crate::engine::memory::{self, Before, Event, Held};

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
/// It adds about a dozen plain loads and stores to an allocation and to a free, which make a small block 4 to 17 % dearer
/// than the system's allocator has it (`cargo xtask bench alloc-box`): no lock, no atomic read-modify-write, no memory.
/// All four methods are passed on, so that `vec![0; n]` stays untouched memory and a block grows in place. Without the
/// feature it only passes on.
///
/// With `HOTPATH_ALLOC_LIVE` it also tracks which blocks are not freed, 65 536 of them at once; the report tells how many
/// found no room. With 1 every block is tracked, and the report's live blocks are exact as long as all find room. With `n`
/// they are unbiased estimates from one sample per `n` bytes on average. A tracked block takes up to 4 KiB more than it is
/// long (256 MiB for as many as there can be), and a search in a table when it is freed or grows; a table of 16 MiB is in
/// use as far as it is filled. Tracking ends with the session.
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

// SAFETY: every method passes on what it is given, and what the inner allocator gives; a tracked block lies in a longer
// one, which is known by its address (invariants 2 and 3), and is aligned to no less than was asked for. Counting allocates
// nothing through this allocator but in a state in which it counts nothing, and does not unwind.
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
        let place = memory::sampled(layout, Before::New);
        let layout = place.as_ref().map_or(layout, |place| place.layout());
        // SAFETY: by invariant 1; a reservation's layout has the caller's alignment and at least its size.
        let allocated = unsafe { if is_zeroed { self.0.alloc_zeroed(layout) } else { self.0.alloc(layout) } };
        match place {
            Some(place) if !allocated.is_null() => place.track(allocated),
            _ => allocated,
        }
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
        let held = memory::held(block);
        let (allocated, layout) = held.as_ref().map_or((block, layout), |held| held.allocation());
        // SAFETY: by invariants 1 and 2.
        unsafe { self.0.dealloc(allocated, layout) };
    }

    /// Whether a block is tracked is decided anew when its size changes; the inner allocator grows it all the same.
    ///
    /// # Safety
    ///
    /// As for `realloc`.
    #[cold]
    #[inline(never)]
    unsafe fn realloc_tracked(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: by invariant 1 the size, rounded up to the alignment, does not overflow.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        let held = memory::held(block);
        let before = if held.is_some() { Before::Tracked } else { Before::Untracked };
        let place = memory::sampled(new_layout, before);
        match (place, held) {
            // SAFETY: by invariants 1 and 2; the block is not tracked.
            (None, None) => unsafe { self.0.realloc(block, layout, new_size) },
            // SAFETY: as the caller's.
            (None, Some(held)) => unsafe { self.realloc_untracked(block, layout, held, new_layout) },
            (Some(place), held) => {
                let (allocated, old) = held.as_ref().map_or((block, layout), |held| held.allocation());
                // SAFETY: by invariants 1 and 2.
                let new = unsafe { self.0.realloc(allocated, old, place.layout().size()) };
                if new.is_null() {
                    held.into_iter().for_each(|held| held.put_back());
                    return new;
                }
                let (from, to) = (held.map_or(0, |held| held.offset()), place.offset(new));
                // Large blocks, whose pages an allocator moves, begin in their pages where they did.
                if from != to {
                    // SAFETY: by invariant 3.
                    unsafe { ptr::copy(new.add(from), new.add(to), layout.size().min(new_size)) };
                }
                place.track(new)
            }
        }
    }

    /// In the place of a tracked block one that is not.
    ///
    /// # Safety
    ///
    /// As for `realloc`, and `held` is the block.
    unsafe fn realloc_untracked(&self, block: *mut u8, layout: Layout, held: Held, new_layout: Layout) -> *mut u8 {
        // SAFETY: by invariant 1.
        let new = unsafe { self.0.alloc(new_layout) };
        if new.is_null() {
            held.put_back();
            return new;
        }
        // SAFETY: both blocks are at least that long, and two.
        unsafe { ptr::copy_nonoverlapping(block, new, layout.size().min(new_layout.size())) };
        let (allocated, layout) = held.allocation();
        // SAFETY: by invariant 2.
        unsafe { self.0.dealloc(allocated, layout) };
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
