//! Panics: what was allocated stays charged, and who catches goes on as itself.

use std::{
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use hotpath_alloc_tests::{block, check, measured, use_block};

#[hotpath::measure]
fn panics(bytes: usize) {
    let _dropped = block(bytes);
    // A payload without size, and no message: the rest is what the language's runtime allocates.
    resume_unwind(Box::new(()));
}

/// What the runtime allocates for a panic: bytes and allocations.
fn price_of_unwinding() -> (i64, i64) {
    let unwind = || drop(catch_unwind(|| resume_unwind(Box::new(()))));
    unwind();
    let counts = hotpath::alloc_scope(unwind).counts.expect("the allocator is installed");
    (counts.bytes.cast_signed(), counts.allocations.cast_signed())
}

#[test]
fn a_call_that_panics_is_charged_and_its_catcher_is_charged_again_after_it() {
    #[hotpath::measure]
    fn catches() {
        use_block(3);
        for _ in 0..2 {
            assert!(catch_unwind(|| panics(40)).is_err());
        }
        use_block(5);
    }

    let (bytes, allocations) = price_of_unwinding();
    let report = measured(catches);
    check(
        &report,
        "panics",
        &[
            ("calls", 0),
            ("self", 2 * (40 + bytes)),
            ("self_count", 2 * (1 + allocations)),
            // The block is freed while the call unwinds, the runtime's by who catches.
            ("self_frees", 2),
            ("self_freed", 80),
        ],
    );
    check(
        &report,
        "catches",
        &[
            ("calls", 1),
            ("self", 8),
            ("self_count", 2),
            ("cumulative", 8 + 2 * (40 + bytes)),
            ("self_freed", 8 + 2 * bytes),
            ("cumulative_net", 0),
            ("max", 8 + 2 * (40 + bytes)),
            ("self_p100", 8),
        ],
    );
}

#[test]
fn a_panic_through_many_calls_leaves_all_of_them() {
    #[hotpath::measure]
    fn deep(depth: usize) {
        let _dropped = block(10);
        if depth == 0 {
            panics(1);
        }
        deeper(depth - 1);
    }

    #[hotpath::measure]
    fn deeper(depth: usize) {
        deep(depth);
    }

    #[hotpath::measure]
    fn afterwards() {
        use_block(77);
    }

    let report = measured(|| {
        assert!(catch_unwind(|| deep(20)).is_err());
        afterwards();
    });
    check(&report, "deep", &[("calls", 0), ("self", 210), ("self_count", 21), ("self_freed", 210)]);
    check(&report, "afterwards", &[("calls", 1), ("self", 77), ("cumulative", 77), ("p100", 77)]);
    hotpath_alloc_tests::check_path(&report, &["afterwards"], &[("bytes", 77), ("self_bytes", 77)]);
}

#[test]
fn calls_in_destructors_during_a_panic_are_charged_to_themselves() {
    #[hotpath::measure]
    fn cleans_up() {
        use_block(13);
    }

    struct CleansUp;
    impl Drop for CleansUp {
        fn drop(&mut self) {
            cleans_up();
        }
    }

    #[hotpath::measure]
    fn holds() {
        let _cleans_up = CleansUp;
        resume_unwind(Box::new(()));
    }

    let (bytes, allocations) = price_of_unwinding();
    let report = measured(|| drop(black_box(catch_unwind(AssertUnwindSafe(holds)))));
    check(&report, "cleans_up", &[("calls", 1), ("self", 13), ("p100", 13)]);
    check(&report, "holds", &[("calls", 0), ("self", bytes), ("self_count", allocations), ("cumulative", bytes + 13)]);
}
