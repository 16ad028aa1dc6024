//! An allocator to be inside of ours that knows what it was asked, and how much of it was too much.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. every method hands its arguments to the system's allocator as they are.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::{Cell, RefCell},
};

/// The system's allocator. A thread may note what is asked of it, or say how often it may be asked.
#[derive(Debug)]
pub struct Inner;

/// One call of the allocator: its method, the size and alignment given, and the new size when it is another.
pub type Request = (&'static str, usize, usize, usize);

/// More than any test asks for between [`note`] and its end.
const MAX_NOTED: usize = 64;

thread_local! {
    /// Requests that are still allowed; `None` for any number.
    static ALLOWED: Cell<Option<u32>> = const { Cell::new(None) };
    static EXCESS: Cell<u32> = const { Cell::new(0) };
    static NOTED: RefCell<Option<([Request; MAX_NOTED], usize)>> = const { RefCell::new(None) };
}

/// Runs `body`, in which the calling thread may ask for `requests` in all. More of them are [excess](excess).
///
/// # Panics
///
/// When there are fewer.
pub fn allow<R>(requests: u32, body: impl FnOnce() -> R) -> R {
    let before = ALLOWED.replace(Some(requests));
    let value = body();
    let left = ALLOWED.replace(before);
    assert_eq!(left, Some(0), "requests that were not made");
    value
}

/// How many requests of the calling thread were not allowed.
#[must_use]
pub fn excess() -> u32 {
    EXCESS.get()
}

/// Runs `body` and gives what the calling thread asked for in it.
///
/// # Panics
///
/// When that is more than the list holds.
pub fn note(body: impl FnOnce()) -> Vec<Request> {
    NOTED.set(Some(([("", 0, 0, 0); MAX_NOTED], 0)));
    body();
    let (requests, count) = NOTED.take().expect("it was set above");
    requests[..count].to_vec()
}

fn requested(method: &'static str, layout: Layout, size: usize) {
    if let Some(allowed) = ALLOWED.get() {
        match allowed.checked_sub(1) {
            left @ Some(_) => ALLOWED.set(left),
            None => EXCESS.set(EXCESS.get() + 1),
        }
    }
    NOTED.with_borrow_mut(|noted| {
        if let Some((requests, count)) = noted {
            requests[*count] = (method, layout.size(), layout.align(), size);
            *count += 1;
        }
    });
}

// SAFETY: by invariant 1 this is the system's allocator.
unsafe impl GlobalAlloc for Inner {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        requested("alloc", layout, layout.size());
        // SAFETY: by invariant 1.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        requested("alloc_zeroed", layout, layout.size());
        // SAFETY: by invariant 1.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        requested("realloc", layout, size);
        // SAFETY: by invariant 1.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        requested("dealloc", layout, layout.size());
        // SAFETY: by invariant 1.
        unsafe { System.dealloc(block, layout) }
    }
}
