//! Every method goes to the same method of the allocator inside, with the same arguments: what it does with zeroed and
//! growing blocks is kept.

use std::hint::black_box;

use hotpath_alloc_tests::{
    block,
    inner::{Inner, Request, note},
    start, turn,
};

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator<Inner> = hotpath::CountingAllocator::with(Inner);

#[track_caller]
fn check(body: impl Fn(), expected: &[Request]) {
    let _turn = turn();
    assert_eq!(note(&body), expected, "without a session");
    let session = start();
    // What is made for a thread's first allocation in a session is made here.
    drop(block(1));
    assert_eq!(note(&body), expected, "in a session");
    drop(session);
}

#[test]
fn a_box_is_allocated_and_freed() {
    check(|| drop(black_box(Box::new([0u8; 64]))), &[("alloc", 64, 1, 64), ("dealloc", 64, 1, 64)]);
}

#[test]
fn zeroes_are_asked_for_as_zeroes() {
    let expected = [("alloc_zeroed", 1 << 30, 1, 1 << 30), ("dealloc", 1 << 30, 1, 1 << 30)];
    check(|| drop(black_box(vec![0u8; 1 << 30])), &expected);
}

#[test]
fn growth_and_shrinking_are_one_request() {
    let body = || {
        let mut words = black_box(Vec::<u64>::with_capacity(2));
        words.reserve_exact(10);
        words.shrink_to(5);
        black_box(&words);
    };
    check(body, &[("alloc", 16, 8, 16), ("realloc", 16, 8, 80), ("realloc", 80, 8, 40), ("dealloc", 40, 8, 40)]);
}

#[test]
fn alignment_is_kept() {
    #[repr(align(4096))]
    struct Page([u8; 4096]);

    let body = || assert_eq!(black_box(Box::new(Page([1; 4096]))).0[0], 1);
    check(body, &[("alloc", 4096, 4096, 4096), ("dealloc", 4096, 4096, 4096)]);
}

#[test]
fn growth_of_whole_pages_is_one_request() {
    #[repr(align(4096))]
    struct Page(#[expect(dead_code, reason = "for its size")] [u8; 4096]);

    let body = || {
        let mut pages = black_box(Vec::<Page>::with_capacity(1));
        pages.reserve_exact(2);
        black_box(&pages);
    };
    check(body, &[("alloc", 4096, 4096, 4096), ("realloc", 4096, 4096, 8192), ("dealloc", 8192, 4096, 8192)]);
}

#[test]
fn what_fails_is_asked_for_once() {
    let body = || assert!(Vec::<u8>::new().try_reserve_exact(isize::MAX.cast_unsigned()).is_err());
    let most = isize::MAX.cast_unsigned();
    check(body, &[("alloc", most, 1, most)]);
}
