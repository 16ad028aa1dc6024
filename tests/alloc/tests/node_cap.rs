//! More call paths than a thread keeps: what a function that is only called beyond them allocates is known call by call.

use hotpath_alloc_tests::{block, check, measured_untracked};

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();

/// Three functions that call each of the other two: 3 × 2^(n - 1) paths of length n, more in all than a thread keeps.
const DEPTH: u32 = 16;

macro_rules! functions {
    ($($function:ident: $one:ident $other:ident;)*) => {
        $(#[hotpath::measure]
        fn $function(depth: u32) {
            if depth > 0 {
                $one(depth - 1);
                $other(depth - 1);
            }
        })*
    };
}

functions! {
    red: green blue;
    green: red blue;
    blue: red green;
}

#[hotpath::measure]
fn beyond(bytes: usize) {
    // So long that no clock reads 0.
    for _ in 0..100 {
        drop(block(bytes));
    }
}

#[hotpath::measure]
fn caller(sizes: &[usize]) {
    sizes.iter().copied().for_each(beyond);
}

#[test]
fn sums_of_a_function_without_a_node_are_unknown_and_its_calls_are_known() {
    let report = measured_untracked(|| {
        let fill_and_call = || {
            // Before the others, so that it has a node and what it calls has none.
            caller(&[]);
            [red, green, blue].iter().for_each(|function| function(DEPTH - 1));
            caller(&[10, 30]);
        };
        std::thread::spawn(fill_and_call).join().expect("no panic");
    });
    assert!(report.coverage.truncated_calls > 2);
    check(&report, "beyond", &[("calls", 2), ("avg", 2000), ("max", 3000), ("avg_count", 100), ("self_avg", 2000)]);
    check(&report, "caller", &[("calls", 2), ("self", 4000), ("cumulative", 4000), ("largest", 30), ("max", 4000)]);
    let alloc = report.section("alloc").expect("allocations are counted");
    let row = alloc.row("beyond").expect("it was called");
    for id in ["total", "percent_total", "self", "cumulative", "largest", "live", "self_frees", "cumulative_net"] {
        assert_eq!(row.number(id), None, "{id}");
    }
    let in_functions = report.function("beyond").expect("it was called");
    assert_eq!((in_functions.number("total"), in_functions.number("self")), (None, None));
}
