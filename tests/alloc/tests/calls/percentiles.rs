//! How allocations are spread over the calls of a function; calls without any count as zero.

use hotpath_alloc_tests::{check, measured, use_block};

#[test]
fn calls_that_allocate_nothing_are_half_of_them() {
    #[hotpath::measure]
    fn every_other(call: u32) {
        if call.is_multiple_of(2) {
            use_block(64);
            use_block(36);
        }
    }

    let report = measured(|| (0..10).for_each(every_other));
    check(
        &report,
        "every_other",
        &[
            ("calls", 10),
            ("avg", 50),
            ("avg_count", 1),
            ("p50", 0),
            ("p50_count", 0),
            ("p95", 100),
            ("p95_count", 2),
            ("p100", 100),
            ("p100_count", 2),
            ("min", 0),
            ("max", 100),
            ("self_p50", 0),
            ("self_p95", 100),
        ],
    );
    let row = report.section("alloc").and_then(|section| section.row("every_other")).expect("it was called");
    let histogram = row.row.histogram.as_ref().expect("a distribution");
    assert_eq!(histogram.buckets, [(0.0, 5), (100.0, 5)]);
}

#[test]
fn one_call_more_with_an_allocation_moves_the_median() {
    #[hotpath::measure]
    fn mostly(call: u32) {
        if call < 6 {
            use_block(64);
        }
    }

    let report = measured(|| (0..11).for_each(mostly));
    check(&report, "mostly", &[("p50", 64), ("p50_count", 1), ("p100", 64), ("total", 384), ("avg", 35)]);
}

#[test]
fn one_call_in_a_hundred_shows_in_the_maximum_only() {
    #[hotpath::measure]
    fn seldom(call: u32) {
        if call == 50 {
            use_block(1 << 20);
        }
    }

    let report = measured(|| (0..100).for_each(seldom));
    check(&report, "seldom", &[("p50", 0), ("p95", 0), ("p100", 1 << 20), ("max", 1 << 20), ("largest", 1 << 20)]);
}

#[test]
fn calls_are_spread_by_all_that_they_call_and_alone() {
    #[hotpath::measure]
    fn callee(bytes: usize) {
        use_block(bytes);
    }

    #[hotpath::measure]
    fn caller(bytes: usize) {
        use_block(3);
        callee(bytes);
    }

    let report = measured(|| [10, 20, 30].into_iter().for_each(caller));
    check(
        &report,
        "caller",
        &[
            ("p50", 23),
            ("p100", 33),
            ("min", 13),
            ("avg", 23),
            ("p50_count", 2),
            ("self_p50", 3),
            ("self_p100", 3),
            ("self_avg", 3),
            ("self_p50_count", 1),
            ("self_avg_count", 1),
        ],
    );
    check(&report, "callee", &[("p50", 20), ("p100", 30), ("min", 10), ("self_p50", 20), ("p50_count", 1)]);
}

#[test]
fn large_amounts_are_read_from_their_bucket_and_kept_within_the_extremes() {
    #[hotpath::measure]
    fn large(bytes: usize) {
        use_block(bytes);
    }

    let report = measured(|| [1000, 1001, 5000].into_iter().for_each(large));
    // The bucket of 1 000 and 1 001 is 1 000 to 1 007 and its middle 1 003.5, which is rounded.
    check(&report, "large", &[("p50", 1004), ("p100", 5000), ("min", 1000), ("max", 5000), ("total", 7001)]);
}

#[test]
fn each_of_the_latest_calls_has_what_it_allocated() {
    #[hotpath::measure]
    fn by_number(call: usize) {
        if call.is_multiple_of(3) {
            below(call);
        }
    }
    #[hotpath::measure]
    fn below(bytes: usize) {
        use_block(bytes);
        use_block(1);
    }

    // Many times around the ring.
    let report = measured(|| (0..1_000).for_each(by_number));
    let row = report.function("by_number").expect("it was called");
    let found: Vec<_> = row.row.recent.iter().map(|call| (call.allocated_bytes, call.allocations)).collect();
    let expected: Vec<_> = (950..1_000)
        .rev()
        .map(|call: u64| if call.is_multiple_of(3) { (Some(call + 1), Some(2)) } else { (Some(0), Some(0)) })
        .collect();
    assert_eq!(found, expected);
}
