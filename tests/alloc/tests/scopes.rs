//! `alloc_scope`: what an expression allocates, as a value, in tests that run side by side.

use std::{
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Barrier,
    thread,
};

use hotpath::{AllocCounts, alloc_scope};
use hotpath_alloc_tests::{block, check, measured, use_block};

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();

/// Allocations, reallocations, bytes, frees, freed bytes.
type Expected = [u64; 5];

#[track_caller]
fn check_scope(body: impl FnOnce(), expected: Expected) {
    let counts = alloc_scope(body).counts.expect("the allocator is installed");
    check_counts(&counts, expected);
}

#[track_caller]
fn check_counts(counts: &AllocCounts, expected: Expected) {
    let AllocCounts { allocations, reallocations, bytes, frees, freed_bytes, .. } = *counts;
    assert_eq!([allocations, reallocations, bytes, frees, freed_bytes], expected);
    assert_eq!(counts.net_bytes(), expected[2].cast_signed() - expected[4].cast_signed());
}

#[test]
fn nothing_is_nothing() {
    check_scope(|| (), [0; 5]);
}

#[test]
fn each_kind_of_event_is_counted() {
    let mut kept = Vec::with_capacity(10);
    check_scope(|| use_block(10), [1, 0, 10, 1, 10]);
    check_scope(|| kept.push(block(7)), [1, 0, 7, 0, 0]);
    check_scope(|| kept[0].reserve_exact(20), [0, 1, 13, 0, 0]);
    check_scope(|| kept[0].shrink_to(5), [0, 1, 0, 0, 15]);
    check_scope(|| drop(kept.pop()), [0, 0, 0, 1, 5]);
    check_scope(|| drop(black_box(vec![0u8; 1 << 20])), [1, 0, 1 << 20, 1, 1 << 20]);
    check_scope(|| drop(black_box((Box::new(()), Vec::<u64>::new()))), [0; 5]);
    check_scope(|| assert!(Vec::<u8>::new().try_reserve_exact(isize::MAX.cast_unsigned()).is_err()), [0; 5]);
}

#[test]
fn the_value_comes_out() {
    let scope = alloc_scope(|| String::from("twelve bytes"));
    assert_eq!(scope.value, "twelve bytes");
    check_counts(&scope.counts.expect("the allocator is installed"), [1, 0, 12, 0, 0]);
}

#[test]
fn scopes_nest() {
    let outer = alloc_scope(|| {
        use_block(1);
        let inner = alloc_scope(|| use_block(20));
        use_block(300);
        inner.counts
    });
    check_counts(&outer.value.expect("counted"), [1, 0, 20, 1, 20]);
    check_counts(&outer.counts.expect("counted"), [3, 0, 321, 3, 321]);
    // The inner one's end does not end the outer one's.
    let after = alloc_scope(|| {
        check_scope(|| (), [0; 5]);
        use_block(4);
    });
    check_counts(&after.counts.expect("counted"), [1, 0, 4, 1, 4]);
}

#[test]
fn scopes_after_each_other_do_not_add_up() {
    (0..100).for_each(|bytes| check_scope(|| use_block(bytes + 1), [1, 0, bytes as u64 + 1, 1, bytes as u64 + 1]));
}

#[test]
fn a_scope_is_of_its_thread() {
    let go = Barrier::new(9);
    thread::scope(|scope| {
        for bytes in 1..=8_usize {
            let go = &go;
            scope.spawn(move || {
                go.wait();
                let body = || (0..1000).for_each(|_| use_block(bytes));
                check_scope(body, [1000, 0, 1000 * bytes as u64, 1000, 1000 * bytes as u64]);
                go.wait();
            });
        }
        let body = || {
            go.wait();
            use_block(5);
            go.wait();
        };
        check_scope(body, [1, 0, 5, 1, 5]);
    });
}

#[test]
fn a_block_of_before_the_scope_that_is_freed_in_it_makes_the_net_negative() {
    let before = block(40);
    check_scope(|| drop(before), [0, 0, 0, 1, 40]);
}

#[test]
fn a_scope_that_unwinds_leaves_the_next_one_right() {
    let unwinds = || alloc_scope(|| resume_unwind(Box::new(()))).value;
    for _ in 0..3 {
        assert!(catch_unwind(AssertUnwindSafe(unwinds)).is_err());
    }
    check_scope(|| use_block(6), [1, 0, 6, 1, 6]);
}

#[test]
fn inside_a_session_scopes_and_functions_both_count() {
    #[hotpath::measure]
    fn in_a_scope(bytes: usize) {
        use_block(bytes);
    }

    #[hotpath::measure]
    fn has_a_scope() -> Option<AllocCounts> {
        use_block(2);
        let scope = alloc_scope(|| {
            use_block(3);
            // First calls and what is made for them are hotpath's.
            in_a_scope(50);
        });
        scope.counts
    }

    let report = measured(|| {
        check_counts(&has_a_scope().expect("counted"), [2, 0, 53, 2, 53]);
        let snapshot = alloc_scope(hotpath::snapshot);
        let counts = snapshot.counts.expect("counted");
        assert_eq!((counts.allocations, counts.bytes), (0, 0), "hotpath's own allocations are in no scope");
        check_scope(|| in_a_scope(8), [1, 0, 8, 1, 8]);
    });
    check(&report, "has_a_scope", &[("calls", 1), ("self", 5), ("cumulative", 55), ("cumulative_count", 3)]);
    check(&report, "in_a_scope", &[("calls", 2), ("self", 58), ("self_count", 2), ("max", 50)]);
}

#[test]
fn a_scope_around_a_session_and_one_across_its_start_are_exact() {
    let scope = alloc_scope(|| measured(|| use_block(9)).coverage.in_flight);
    let counts = scope.counts.expect("counted");
    // The report that `measured` gives is the program's to free, and is not the program's to make.
    assert_eq!((scope.value, counts.allocations - 1, counts.bytes - 9), (0, 0, 0));
}

/// In a session, and while somebody reads the numbers.
#[test]
fn following_a_runtime_allocates_nothing_of_the_program() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    check_scope(|| hotpath::tokio_runtime!(runtime.handle(), label = "followed"), [0; 5]);
    check_scope(|| hotpath::tokio_runtime!(runtime.handle(), label = "followed again"), [0; 5]);
    let report = measured(|| check_scope(|| drop(hotpath::snapshot()), [0; 5]));
    assert!(report.section("runtimes").is_some_and(|runtimes| runtimes.row("followed worker 1").is_some()));
}
