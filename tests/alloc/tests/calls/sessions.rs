//! Sessions one after the other, numbers set back in between, and allocations that no session sees.

use hotpath_alloc_tests::{block, check, measured, report, start, turn, use_block};

#[hotpath::measure]
fn allocates(bytes: usize) {
    use_block(bytes);
}

#[hotpath::measure]
fn keeps(bytes: usize) -> Vec<u8> {
    block(bytes)
}

#[test]
fn each_session_starts_from_zero() {
    let _turn = turn();
    for bytes in [10, 20] {
        let session = start();
        allocates(bytes);
        let bytes = i64::try_from(bytes).expect("few");
        let report = report();
        check(&report, "allocates", &[("calls", 1), ("self", bytes), ("self_count", 1), ("self_freed", bytes)]);
        check(&report, "allocates", &[("largest", bytes), ("max", bytes), ("min", bytes), ("p50", bytes)]);
        drop(session);
    }
}

#[test]
fn what_is_allocated_between_sessions_is_counted_nowhere() {
    let _turn = turn();
    drop(start());
    let early = keeps(1000);
    allocates(2000);
    let session = start();
    let before = report();
    assert!(before.section("alloc").is_none_or(|section| section.row("allocates").is_none()));
    allocates(1);
    let after = report();
    check(&after, "allocates", &[("calls", 1), ("self", 1), ("self_frees", 1), ("largest", 1)]);
    drop(session);
    allocates(4000);
    drop(early);
    assert_eq!(hotpath::snapshot(), hotpath::Report::default());
    let session = start();
    allocates(2);
    check(&report(), "allocates", &[("calls", 1), ("self", 2), ("largest", 2)]);
    drop(session);
}

#[test]
fn a_reset_forgets_what_was_allocated_before_it() {
    let report = measured(|| {
        allocates(100);
        let kept = keeps(50);
        hotpath::reset();
        allocates(7);
        allocates(9);
        drop(kept);
    });
    check(
        &report,
        "allocates",
        &[
            ("calls", 2),
            ("self", 16),
            ("self_count", 2),
            ("self_frees", 2),
            ("self_freed", 16),
            ("largest", 9),
            ("min", 7),
            ("max", 9),
            ("p50", 7),
        ],
    );
    assert!(
        report
            .section("alloc")
            .is_none_or(|section| section.row("keeps").is_none_or(|row| row.number("self") == Some(0)))
    );
}

#[test]
fn a_reset_inside_a_call_leaves_it_out_and_its_callees_in() {
    #[hotpath::measure]
    fn resets() {
        use_block(1000);
        allocates(500);
        hotpath::reset();
        allocates(3);
    }

    let report = measured(|| {
        resets();
        allocates(4);
    });
    check(&report, "allocates", &[("calls", 2), ("self", 7), ("self_count", 2), ("max", 4), ("cumulative", 7)]);
}

#[test]
fn a_call_that_began_before_the_session_is_not_counted_and_what_it_calls_is() {
    #[hotpath::measure]
    fn spans(body: impl FnOnce()) {
        use_block(1000);
        body();
    }

    let _turn = turn();
    let mut session = None;
    spans(|| {
        session = Some(start());
        allocates(5);
    });
    let report = report();
    check(&report, "allocates", &[("calls", 1), ("self", 5), ("p100", 5)]);
    drop(session);
}

#[test]
fn a_block_of_before_the_session_that_is_freed_in_it_lowers_the_net() {
    #[hotpath::measure]
    fn frees(block: Vec<u8>) {
        drop(block);
    }

    let before = block(300);
    let report = measured(move || frees(before));
    check(&report, "frees", &[("self", 0), ("self_frees", 1), ("self_freed", 300), ("self_net", -300)]);
}
