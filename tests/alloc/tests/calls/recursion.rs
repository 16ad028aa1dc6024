//! Functions that call themselves, directly and through others, deeper than call paths are kept.

use std::hint::black_box;

use hotpath_alloc_tests::{block, check, check_path, measured, on_a_big_stack};

/// Call paths end here.
const MAX_PATH: u64 = 128;

#[hotpath::measure]
fn direct(depth: u64) -> u64 {
    let kept = block(16);
    let below = if depth == 0 { 0 } else { 1 + direct(depth - 1) };
    drop(kept);
    below
}

#[test]
fn direct_recursion_counts_every_level_once() {
    let report = measured(|| assert_eq!(on_a_big_stack(|| direct(100_000)), 100_000));
    let all = 16 * 100_001;
    check(
        &report,
        "direct",
        &[
            ("calls", 100_001),
            ("self", all),
            ("self_count", 100_001),
            ("self_frees", 100_001),
            ("self_freed", all),
            ("cumulative", all),
            ("cumulative_count", 100_001),
            ("total", all),
            ("largest", 16),
            ("min", 16),
            ("max", all),
        ],
    );
    check(&report, "direct", &[("self_p50", 16), ("self_p100", 16), ("self_avg", 16), ("self_p100_count", 1)]);
    // The mean of the calls, each with those below it.
    check(&report, "direct", &[("avg", 16 * 100_002 / 2), ("avg_count", 100_002 / 2)]);
    check_path(&report, &["direct"], &[("bytes", all), ("self_bytes", all), ("calls", 100_001)]);
    assert_eq!(report.coverage.truncated_calls, 0);
}

#[test]
fn what_is_kept_on_the_way_down_is_live_below() {
    #[hotpath::measure]
    fn keeps(depth: usize, kept: &mut Vec<Vec<u8>>) {
        kept.push(block(depth + 1));
        if depth > 0 {
            keeps(depth - 1, kept);
        }
    }

    let mut kept = Vec::with_capacity(100);
    let report = measured(|| keeps(99, &mut kept));
    check(&report, "keeps", &[("calls", 100), ("self", 5050), ("self_net", 5050), ("self_frees", 0), ("largest", 100)]);
    black_box(kept);
}

#[hotpath::measure]
fn even(depth: u64) {
    let _kept = block(8);
    if depth > 0 {
        odd(depth - 1);
    }
}

#[hotpath::measure]
fn odd(depth: u64) {
    let _kept = block(24);
    if depth > 0 {
        even(depth - 1);
    }
}

#[test]
fn mutual_recursion_is_exact_by_function_within_the_cap() {
    let report = measured(|| on_a_big_stack(|| even(MAX_PATH - 1)));
    check(
        &report,
        "even",
        &[("calls", 64), ("self", 64 * 8), ("self_count", 64), ("cumulative", 64 * 32), ("cumulative_count", 128)],
    );
    check(
        &report,
        "odd",
        &[
            ("calls", 64),
            ("self", 64 * 24),
            ("self_count", 64),
            ("cumulative", 64 * 32 - 8),
            ("cumulative_count", 127),
            ("self_p50", 24),
            ("self_p100", 24),
        ],
    );
    assert_eq!(report.coverage.truncated_calls, 0);
}

#[test]
fn mutual_recursion_beyond_the_cap_loses_nothing() {
    let report = measured(|| on_a_big_stack(|| even(99_999)));
    let alloc = report.section("alloc").expect("allocations are counted");
    let sum = |column| -> i64 {
        ["even", "odd"].iter().filter_map(|name| alloc.row(name).and_then(|row| row.number(column))).sum()
    };
    assert_eq!([sum("calls"), sum("self_count"), sum("self")], [100_000, 100_000, 50_000 * 32]);
    assert_eq!([sum("self_frees"), sum("self_freed"), sum("self_net")], [100_000, 50_000 * 32, 0]);
    check(&report, "even", &[("calls", 50_000), ("cumulative", 50_000 * 32), ("cumulative_count", 100_000)]);
    // Each call by itself is known at any depth.
    check(&report, "even", &[("self_p100", 8), ("self_p50", 8), ("self_avg", 8)]);
    check(&report, "odd", &[("self_p100", 24), ("self_p50", 24), ("self_avg", 24)]);
}

#[test]
fn recursion_through_another_function_counts_no_byte_twice() {
    #[hotpath::measure]
    fn outer(depth: u64) {
        let _kept = block(100);
        if depth > 0 {
            between(depth);
        }
    }

    #[hotpath::measure]
    fn between(depth: u64) {
        outer(depth - 1);
    }

    let report = measured(|| outer(3));
    check(&report, "outer", &[("calls", 4), ("self", 400), ("cumulative", 400), ("min", 100), ("max", 400)]);
    check(&report, "between", &[("calls", 3), ("self", 0), ("cumulative", 300), ("min", 100), ("max", 300)]);
}
