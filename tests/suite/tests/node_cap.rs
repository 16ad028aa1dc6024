//! More call paths than a thread keeps: every call is still counted, and memory is bounded.

use hotpath::{Format, FunctionsGuardBuilder};

/// Paths that a thread keeps.
const MAX_PATHS: usize = 65_536;
/// Three functions that call each of the other two: 3 × 2^(n - 1) paths of length n.
const DEPTH: u32 = 16;

#[hotpath::measure]
fn red(depth: u32) {
    if depth > 0 {
        green(depth - 1);
        blue(depth - 1);
    }
}

#[hotpath::measure]
fn green(depth: u32) {
    if depth > 0 {
        red(depth - 1);
        blue(depth - 1);
    }
}

#[hotpath::measure]
fn blue(depth: u32) {
    if depth > 0 {
        red(depth - 1);
        green(depth - 1);
    }
}

#[test]
fn beyond_the_cap_calls_stay_with_their_caller() {
    let _session = FunctionsGuardBuilder::new("test").format(Format::None).build();
    for round in 1..=2 {
        // A thread of its own: the one that starts the session has the path of the calibration, too.
        std::thread::spawn(|| [red, green, blue].iter().for_each(|function| function(DEPTH - 1))).join().unwrap();

        let made = round * 3 * ((1 << DEPTH) - 1);
        let report = hotpath::snapshot();
        let calls = |function| report.function(function).and_then(|row| row.calls()).unwrap_or(0);
        assert_eq!(calls("red") + calls("green") + calls("blue"), made);
        let tree = report.section("tree").unwrap();
        assert_eq!(tree.rows.len(), 1 + MAX_PATHS);
        let in_tree: u64 = tree.iter().skip(1).filter_map(|row| row.calls()).sum();
        assert!(report.coverage.truncated_calls > 0);
        assert_eq!(in_tree + report.coverage.truncated_calls, made);
    }
}
