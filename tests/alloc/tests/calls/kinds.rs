//! All ways to get, change and give back a block.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. no layout has size 0;
//! 2. a block is given back once, with the layout it was got with.

use std::{
    alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc},
    hint::black_box,
};

use hotpath_alloc_tests::{block, check, measured};

#[test]
fn growth_is_the_difference_and_no_allocation() {
    #[hotpath::measure]
    fn grows_its_own() {
        let mut bytes = block(10);
        bytes.reserve_exact(100);
        black_box(&bytes);
    }

    #[hotpath::measure]
    fn grows_another_s(bytes: &mut Vec<u8>) {
        bytes.reserve_exact(100);
    }

    let mut bytes = block(10);
    let report = measured(|| {
        grows_its_own();
        grows_another_s(&mut bytes);
    });
    check(
        &report,
        "grows_its_own",
        &[
            ("self", 100),
            ("self_count", 1),
            ("self_reallocations", 1),
            ("self_frees", 1),
            ("self_freed", 100),
            ("self_net", 0),
            ("largest", 100),
        ],
    );
    check(
        &report,
        "grows_another_s",
        &[
            ("self", 90),
            ("self_count", 0),
            ("self_reallocations", 1),
            ("self_frees", 0),
            ("self_freed", 0),
            ("self_net", 90),
            ("p100", 90),
            ("p100_count", 0),
            ("cumulative_reallocations", 1),
        ],
    );
}

#[test]
fn shrinking_frees_the_difference_and_allocates_nothing() {
    #[hotpath::measure]
    fn shrinks_its_own() {
        let mut bytes = block(100);
        bytes.extend_from_slice(&[7; 10]);
        bytes.shrink_to_fit();
        assert_eq!((bytes.capacity(), &bytes[..]), (10, &[7; 10][..]));
    }

    #[hotpath::measure]
    fn shrinks_another_s(bytes: &mut Vec<u8>) {
        bytes.shrink_to_fit();
    }

    let mut bytes = block(100);
    bytes.extend_from_slice(&[7; 10]);
    let report = measured(|| {
        shrinks_its_own();
        shrinks_another_s(&mut bytes);
    });
    check(
        &report,
        "shrinks_its_own",
        &[
            ("self", 100),
            ("self_count", 1),
            ("self_reallocations", 1),
            ("self_frees", 1),
            ("self_freed", 100),
            ("self_net", 0),
            ("largest", 100),
        ],
    );
    check(
        &report,
        "shrinks_another_s",
        &[
            ("self", 0),
            ("self_count", 0),
            ("self_reallocations", 1),
            ("self_frees", 0),
            ("self_freed", 90),
            ("self_net", -90),
            ("p100", 0),
            ("largest", 0),
        ],
    );
}

#[test]
fn pushes_cost_one_allocation_and_the_rest_reallocations() {
    #[hotpath::measure]
    fn pushes() {
        // Room for 8, 16, 32 … 1024.
        let mut bytes = Vec::new();
        (0..1000).for_each(|_| bytes.push(0u8));
        assert_eq!(black_box(&bytes).capacity(), 1024);
    }

    let report = measured(pushes);
    check(
        &report,
        "pushes",
        &[
            ("self", 1024),
            ("self_count", 1),
            ("self_reallocations", 7),
            ("self_freed", 1024),
            ("self_frees", 1),
            ("largest", 1024),
        ],
    );
}

#[test]
fn what_has_no_size_is_no_allocation() {
    #[hotpath::measure]
    fn makes_nothings() {
        let mut nothings = vec![(); 1000];
        nothings.push(());
        black_box((nothings, Box::new(()), Box::new([0u64; 0]), Vec::<u8>::new(), String::new()));
    }

    let report = measured(makes_nothings);
    check(&report, "makes_nothings", &[("calls", 1), ("self", 0), ("self_count", 0), ("self_frees", 0)]);
}

#[test]
fn over_aligned_blocks_count_their_size() {
    #[repr(align(64))]
    struct Line([u8; 64]);

    #[repr(align(4096))]
    struct Page([u8; 3 * 4096]);

    #[hotpath::measure]
    fn aligned() {
        let line = black_box(Box::new(Line([1; 64])));
        let page = black_box(Box::new(Page([2; 3 * 4096])));
        let mut lines: Vec<Line> = Vec::with_capacity(1);
        lines.extend([3, 4, 5].map(|value| Line([value; 64])));
        assert_eq!((&raw const *line).addr() % 64, 0);
        assert_eq!((&raw const *page).addr() % 4096, 0);
        assert_eq!(lines.as_ptr().addr() % 64, 0);
        assert!(lines.iter().zip(3..).all(|(line, value)| line.0 == [value; 64]));
        assert!(line.0 == [1; 64] && page.0 == [2; 3 * 4096]);
    }

    let report = measured(aligned);
    let lines = 64 * 4;
    check(
        &report,
        "aligned",
        &[
            ("self", 64 + 3 * 4096 + lines),
            ("self_count", 3),
            ("self_reallocations", 1),
            ("self_frees", 3),
            ("self_freed", 64 + 3 * 4096 + lines),
            ("largest", 3 * 4096),
        ],
    );
}

#[test]
fn zeroed_blocks_are_allocations_and_zero() {
    #[hotpath::measure]
    fn zeroed() {
        for bytes in [1, 100, 1 << 20] {
            let block = black_box(vec![0u8; bytes]);
            assert!(block.iter().all(|byte| *byte == 0));
        }
    }

    let report = measured(zeroed);
    let all = 101 + (1 << 20);
    check(&report, "zeroed", &[("self", all), ("self_count", 3), ("self_freed", all), ("largest", 1 << 20)]);
}

/// More than there is, and as much as a layout may have.
fn huge() -> Layout {
    Layout::from_size_align(isize::MAX.cast_unsigned() & !15, 16).expect("it is a layout")
}

#[test]
fn what_fails_is_not_counted() {
    #[hotpath::measure]
    fn fails() {
        let mut bytes = Vec::<u8>::new();
        assert!(black_box(&mut bytes).try_reserve_exact(huge().size()).is_err());
        // SAFETY: by invariant 1.
        assert!(black_box(unsafe { alloc(huge()) }).is_null());
        // SAFETY: by invariant 1.
        assert!(black_box(unsafe { alloc_zeroed(huge()) }).is_null());
    }

    let report = measured(fails);
    check(&report, "fails", &[("self", 0), ("self_count", 0), ("self_reallocations", 0), ("largest", 0)]);
    check(&report, "fails", &[("self_frees", 0), ("self_freed", 0), ("self_net", 0)]);
}

#[test]
fn growth_that_fails_leaves_the_block_as_it_was() {
    #[hotpath::measure]
    fn fails_to_grow() {
        let mut bytes = block(10);
        bytes.extend_from_slice(&[9; 10]);
        assert!(bytes.try_reserve_exact(huge().size() - 10).is_err());
        assert_eq!((bytes.capacity(), &bytes[..]), (10, &[9; 10][..]));
    }

    let report = measured(fails_to_grow);
    check(
        &report,
        "fails_to_grow",
        &[
            ("self", 10),
            ("self_count", 1),
            ("self_reallocations", 0),
            ("self_frees", 1),
            ("self_freed", 10),
            ("largest", 10),
        ],
    );
}

#[test]
fn the_four_methods_are_counted_as_what_they_are() {
    #[hotpath::measure]
    fn by_hand() {
        let small = Layout::from_size_align(24, 8).expect("a layout");
        let large = Layout::from_size_align(240, 8).expect("a layout");
        // SAFETY: by invariants 1 and 2; `realloc` keeps the alignment.
        unsafe {
            let first = black_box(alloc(small));
            first.write_bytes(5, 24);
            let first = black_box(realloc(first, small, 240));
            assert!((0..24).all(|at| *first.add(at) == 5));
            let second = black_box(alloc_zeroed(small));
            assert!((0..24).all(|at| *second.add(at) == 0));
            dealloc(second, small);
            let first = black_box(realloc(first, large, 24));
            assert!((0..24).all(|at| *first.add(at) == 5));
            dealloc(first, small);
        }
    }

    let report = measured(by_hand);
    check(
        &report,
        "by_hand",
        &[
            ("self", 24 + 216 + 24),
            ("self_count", 2),
            ("self_reallocations", 2),
            ("self_frees", 2),
            ("self_freed", 24 + 216 + 24),
            ("self_net", 0),
            ("largest", 240),
        ],
    );
}

#[test]
fn a_block_is_charged_where_it_is_made_and_credited_where_it_is_freed() {
    #[hotpath::measure]
    fn makes() -> Vec<u8> {
        block(1000)
    }

    #[hotpath::measure]
    fn frees(bytes: Vec<u8>) {
        drop(bytes);
    }

    let report = measured(|| frees(makes()));
    check(&report, "makes", &[("self", 1000), ("self_frees", 0), ("self_net", 1000)]);
    check(&report, "frees", &[("self", 0), ("self_frees", 1), ("self_freed", 1000), ("self_net", -1000)]);
}
