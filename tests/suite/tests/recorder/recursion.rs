//! Recursion a hundred thousand calls deep, on a stack that holds it.

use std::thread;

use crate::{calls, check, check_parts};

const DEPTH: u64 = 100_000;
/// Call paths end here.
const MAX_PATH: usize = 128;

#[hotpath::measure]
fn direct(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + direct(depth - 1) }
}

#[hotpath::measure]
fn even(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + odd(depth - 1) }
}

#[hotpath::measure]
fn odd(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + even(depth - 1) }
}

#[hotpath::measure]
fn first_of_three(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + second_of_three(depth - 1) }
}

#[hotpath::measure]
fn second_of_three(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + third_of_three(depth - 1) }
}

#[hotpath::measure]
fn third_of_three(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + first_of_three(depth - 1) }
}

fn on_a_big_stack(body: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(1 << 30).spawn_scoped(scope, body);
        thread.unwrap().join().unwrap();
    });
}

#[test]
fn direct_recursion_stays_on_one_path() {
    check(|| {
        on_a_big_stack(|| assert_eq!(direct(DEPTH), DEPTH));
        let report = hotpath::snapshot();
        assert_eq!((calls(&report, "direct"), report.coverage.truncated_calls), (DEPTH + 1, 0));
        assert_eq!(report.section("tree").unwrap().rows.len(), 2, "the program and one path");
        check_parts(&report);
    });
}

#[test]
fn mutual_recursion_stops_growing_at_the_cap() {
    check(|| {
        on_a_big_stack(|| assert_eq!(even(DEPTH), DEPTH));
        let report = hotpath::snapshot();
        assert_eq!((calls(&report, "even"), calls(&report, "odd")), (DEPTH / 2 + 1, DEPTH / 2));
        let tree = report.section("tree").unwrap();
        assert_eq!(tree.rows.len(), 1 + MAX_PATH);
        // The last path ends in `odd`. Below it, `odd` is direct recursion; `even` has no path of its own.
        let in_tree: u64 = tree.iter().skip(1).filter_map(|row| row.calls()).sum();
        assert_eq!(report.coverage.truncated_calls, DEPTH / 2 + 1 - MAX_PATH as u64 / 2);
        assert_eq!(in_tree + report.coverage.truncated_calls, DEPTH + 1);
        check_parts(&report);
    });
}

#[test]
fn calls_beyond_the_cap_are_counted_by_function() {
    check(|| {
        on_a_big_stack(|| {
            for _ in 0..2 {
                assert_eq!(first_of_three(DEPTH), DEPTH);
            }
        });
        let report = hotpath::snapshot();
        let functions = ["first_of_three", "second_of_three", "third_of_three"];
        let counted = functions.map(|function| calls(&report, function));
        assert_eq!(counted, [66_668, 66_668, 66_666]);
        let in_tree: u64 = report.section("tree").unwrap().iter().skip(1).filter_map(|row| row.calls()).sum();
        assert!(report.coverage.truncated_calls > 0);
        assert_eq!(in_tree + report.coverage.truncated_calls, counted.iter().sum::<u64>());
        check_parts(&report);
    });
}
