//! A program whose allocator takes a followed lock.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use hotpath::wrap::std::sync::Mutex;

static ALLOCATED: Mutex<usize> = hotpath::mutex!(std::sync::Mutex::new(0), label = "allocated");

thread_local! {
    static IS_COUNTING: Cell<bool> = const { Cell::new(false) };
}

struct Counting;

// SAFETY: it does what the system's allocator does.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if IS_COUNTING.get() {
            *ALLOCATED.lock().expect("nobody panics") += layout.size();
        }
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    let _session = hotpath::FunctionsGuardBuilder::new("main").format(hotpath::Format::None).build();
    IS_COUNTING.set(true);
    let text = "a".repeat(1_000);
    IS_COUNTING.set(false);
    assert_eq!(text.len(), 1_000);
    assert!(*ALLOCATED.lock().expect("nobody panics") >= 1_000);
}
