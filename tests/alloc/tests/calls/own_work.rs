//! hotpath's own allocations are nobody's: first calls, texts of results, snapshots, new threads.

use std::{fmt, thread};

use hotpath_alloc_tests::{block, check, measured, start, turn, use_block};

#[test]
fn the_text_of_a_result_is_not_charged() {
    #[hotpath::measure(log = true)]
    fn logged() -> Vec<u8> {
        let mut result = block(10);
        result.extend(0..10);
        result
    }

    #[hotpath::measure]
    fn caller() {
        (0..100).for_each(|_| drop(logged()));
    }

    let report = measured(caller);
    check(
        &report,
        "logged",
        &[("calls", 100), ("self", 1000), ("self_count", 100), ("self_frees", 0), ("p100", 10), ("largest", 10)],
    );
    check(
        &report,
        "caller",
        &[("self", 0), ("self_count", 0), ("self_frees", 100), ("self_freed", 1000), ("cumulative", 1000)],
    );
    let row = report.function("logged").expect("it was called");
    assert_eq!(row.row.recent[0].result.as_deref(), Some("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"));
}

/// Text that allocates, and calls what is measured.
struct Wordy;

#[hotpath::measure]
fn called_by_debug() {
    use_block(99);
}

impl fmt::Debug for Wordy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        called_by_debug();
        f.write_str(&"wordy ".repeat(1000))
    }
}

#[test]
fn a_debug_that_allocates_is_not_charged() {
    #[hotpath::measure(log = true)]
    fn wordy() -> Wordy {
        use_block(5);
        Wordy
    }

    #[hotpath::measure]
    fn caller() {
        (0..10).for_each(|_| _ = wordy());
        use_block(1);
    }

    let report = measured(caller);
    check(&report, "wordy", &[("calls", 10), ("self", 50), ("self_count", 10), ("cumulative", 50), ("largest", 5)]);
    check(&report, "caller", &[("self", 1), ("self_count", 1), ("self_frees", 1), ("cumulative", 51)]);
    assert!(report.section("alloc").is_none_or(|section| section.row("called_by_debug").is_none()));
}

macro_rules! many {
    ($($function:ident)*) => {
        $(#[hotpath::measure] fn $function() { use_block(1); })*
        /// Functions that are called for the first time.
        static MANY: &[fn()] = &[$($function),*];
    };
}

many!(
    n00 n01 n02 n03 n04 n05 n06 n07 n08 n09 n10 n11 n12 n13 n14 n15 n16 n17 n18 n19 n20 n21 n22 n23 n24 n25 n26 n27 n28
    n29 n30 n31 n32 n33 n34 n35 n36 n37 n38 n39 n40 n41 n42 n43 n44 n45 n46 n47 n48 n49 n50 n51 n52 n53 n54 n55 n56 n57
);

#[test]
fn first_calls_are_not_charged() {
    #[hotpath::measure]
    fn calls_many() {
        MANY.iter().for_each(|function| function());
    }

    let report = measured(|| {
        calls_many();
        // On a new thread everything is first again.
        thread::spawn(calls_many).join().expect("no panic");
    });
    check(
        &report,
        "calls_many",
        &[("calls", 2), ("self", 0), ("self_count", 0), ("self_frees", 0), ("cumulative", 116), ("max", 58)],
    );
    let columns = [("calls", 2), ("self", 2), ("self_count", 2), ("self_frees", 2), ("p100", 1)];
    ["n00", "n31", "n57"].iter().for_each(|function| check(&report, function, &columns));
}

#[test]
fn a_snapshot_inside_a_call_is_not_charged() {
    #[hotpath::measure]
    fn asks(reports: &mut Vec<hotpath::Report>) {
        use_block(20);
        reports.push(hotpath::snapshot());
        use_block(22);
    }

    // The reports are the program's once it has them: it frees them outside of any function.
    let mut reports = Vec::with_capacity(10);
    let report = measured(|| (0..10).for_each(|_| asks(&mut reports)));
    check(
        &report,
        "asks",
        &[
            ("calls", 10),
            ("self", 420),
            ("self_count", 20),
            ("self_reallocations", 0),
            ("self_frees", 20),
            ("self_freed", 420),
            ("largest", 22),
            ("p100", 42),
        ],
    );
    // The fifth one saw four finished calls, and what the fifth had allocated so far.
    let fifth = reports[4].section("alloc").and_then(|section| section.row("asks")).expect("it was called");
    assert_eq!((fifth.calls(), fifth.number("self"), fifth.number("p100")), (Some(4), Some(4 * 42 + 20), Some(42)));
}

#[test]
fn snapshots_of_another_thread_do_not_disturb_a_running_function() {
    #[hotpath::measure]
    fn busy() {
        use_block(8);
    }

    let report = measured(|| {
        thread::scope(|scope| {
            let worker = scope.spawn(|| (0..50_000).for_each(|_| busy()));
            let mut before = 0;
            while !worker.is_finished() {
                let report = hotpath::snapshot();
                let bytes = report.section("alloc").and_then(|section| section.row("busy")?.number("self"));
                assert!(bytes.unwrap_or(0) >= before, "bytes fell");
                before = bytes.unwrap_or(0);
            }
        });
    });
    check(
        &report,
        "busy",
        &[("calls", 50_000), ("self", 400_000), ("self_count", 50_000), ("self_frees", 50_000), ("p100", 8)],
    );
}

#[test]
fn a_session_that_begins_and_ends_inside_a_scope_is_not_in_it() {
    let _turn = turn();
    // Once before, for what is made once in a process.
    drop(start());
    let scope = hotpath::alloc_scope(|| {
        let session = start();
        use_block(11);
        drop(session);
    });
    let counts = scope.counts.expect("the allocator is installed");
    assert_eq!((counts.allocations, counts.bytes, counts.frees, counts.freed_bytes), (1, 11, 1, 11));
}
