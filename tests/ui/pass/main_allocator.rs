//! `allocator = …` makes the global allocator, on and off, in a program without unsafe code.
#![deny(warnings)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
};

mod counting {
    use super::{AtomicUsize, GlobalAlloc, Layout, Ordering, System};

    pub struct Counting;

    pub static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

    // SAFETY: both are the system's.
    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
            // SAFETY: the caller's promise is the one the system asks for.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
            // SAFETY: the caller's promise is the one the system asks for.
            unsafe { System.dealloc(pointer, layout) }
        }
    }
}

#[hotpath::main(allocator = counting::Counting, format = "none")]
fn main() {
    let before = counting::ALLOCATIONS.load(Ordering::Relaxed);
    drop(std::hint::black_box(Box::new(1)));
    assert!(counting::ALLOCATIONS.load(Ordering::Relaxed) > before);
}
