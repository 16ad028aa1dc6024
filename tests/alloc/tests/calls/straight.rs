//! Plain control flow: straight on, out early, out with an error, down into others.

use hotpath_alloc_tests::{block, check, check_path, check_row, measured, use_block};

#[hotpath::measure]
fn straight() {
    let first = block(100);
    let second = block(28);
    drop(first);
    drop(second);
}

#[test]
fn straight_code_is_counted_in_every_column() {
    let report = measured(straight);
    check(
        &report,
        "straight",
        &[
            ("calls", 1),
            ("avg", 128),
            ("avg_count", 2),
            ("p95", 128),
            ("p95_count", 2),
            ("total", 128),
            ("total_count", 2),
            ("self", 128),
            ("self_count", 2),
            ("cumulative", 128),
            ("cumulative_count", 2),
            ("largest", 100),
            ("min", 128),
            ("max", 128),
        ],
    );
    check(
        &report,
        "straight",
        &[
            ("self_reallocations", 0),
            ("self_frees", 2),
            ("self_freed", 128),
            ("self_net", 0),
            ("cumulative_reallocations", 0),
            ("cumulative_frees", 2),
            ("cumulative_freed", 128),
            ("cumulative_net", 0),
            ("self_avg", 128),
            ("self_avg_count", 2),
            ("self_p95", 128),
            ("self_p95_count", 2),
        ],
    );
    check_row(&report, "functions", "straight", &[("calls", 1)]);
}

#[test]
fn a_function_that_allocates_nothing_has_zeros() {
    #[hotpath::measure]
    fn idle() {}

    let report = measured(|| (0..3).for_each(|_| idle()));
    let zeros = ["avg", "avg_count", "p50", "p100", "total", "total_count", "self", "self_count", "cumulative", "max"];
    check(&report, "idle", &zeros.map(|column| (column, 0)));
    check(&report, "idle", &[("calls", 3), ("self_frees", 0), ("self_freed", 0), ("self_net", 0), ("largest", 0)]);
}

#[test]
fn an_early_return_frees_in_the_function() {
    #[hotpath::measure]
    fn returns(early: bool) -> usize {
        let first = block(10);
        if early {
            return first.capacity();
        }
        let second = block(20);
        first.capacity() + second.capacity()
    }

    let report = measured(|| assert_eq!([true, true, false].map(returns), [10, 10, 30]));
    check(
        &report,
        "returns",
        &[
            ("calls", 3),
            ("self", 50),
            ("self_count", 4),
            ("self_frees", 4),
            ("self_freed", 50),
            ("p50", 10),
            ("p100", 30),
            ("min", 10),
            ("max", 30),
            ("largest", 20),
        ],
    );
}

#[test]
fn an_error_by_question_mark_is_the_function_s_and_the_caller_frees_it() {
    #[hotpath::measure]
    fn parses(text: &str) -> Result<Vec<u8>, Vec<u8>> {
        let result = block(16);
        let number: u8 = text.parse().map_err(|_| block(40))?;
        assert_eq!(number, 7);
        Ok(result)
    }

    #[hotpath::measure]
    fn caller() {
        drop(parses("7"));
        drop(parses("seven"));
    }

    let report = measured(caller);
    check(
        &report,
        "parses",
        &[("calls", 2), ("self", 72), ("self_count", 3), ("self_frees", 1), ("self_freed", 16), ("self_net", 56)],
    );
    check(
        &report,
        "caller",
        &[
            ("self", 0),
            ("self_count", 0),
            ("self_frees", 2),
            ("self_freed", 56),
            ("self_net", -56),
            ("cumulative", 72),
            ("cumulative_count", 3),
            ("cumulative_net", 0),
        ],
    );
}

#[hotpath::measure]
fn leaf(bytes: usize) {
    use_block(bytes);
}

#[hotpath::measure]
fn left() {
    use_block(5);
    leaf(100);
}

#[hotpath::measure]
fn right() {
    leaf(1000);
    use_block(7);
    leaf(2000);
}

#[hotpath::measure]
fn both() {
    left();
    use_block(1);
    right();
}

#[test]
fn figures_are_exclusive_and_cumulative_by_function_and_by_path() {
    let report = measured(both);
    check(&report, "both", &[("self", 1), ("cumulative", 3113), ("cumulative_count", 6), ("largest", 1)]);
    check(&report, "left", &[("self", 5), ("cumulative", 105), ("self_count", 1), ("cumulative_count", 2)]);
    check(&report, "right", &[("self", 7), ("cumulative", 3007), ("self_count", 1), ("cumulative_count", 3)]);
    check(&report, "leaf", &[("calls", 3), ("self", 3100), ("cumulative", 3100), ("largest", 2000), ("p50", 1004)]);
    let path = |path: &[&str], bytes, own, count, own_count| {
        let expected = [("bytes", bytes), ("self_bytes", own), ("count", count), ("self_count", own_count)];
        check_path(&report, path, &expected);
        check_path(&report, path, &[("frees", count), ("freed", bytes), ("net", 0), ("self_net", 0)]);
    };
    path(&["both"], 3113, 1, 6, 1);
    path(&["both", "left"], 105, 5, 2, 1);
    path(&["both", "left", "leaf"], 100, 100, 1, 1);
    path(&["both", "right"], 3007, 7, 3, 1);
    path(&["both", "right", "leaf"], 3000, 3000, 2, 2);
}

#[test]
fn shares_are_of_all_bytes_of_the_program_s_functions() {
    let report = measured(both);
    let memory = report.memory.as_ref().expect("the feature is on");
    assert!(memory.is_counted);
    for name in ["both", "left", "leaf"] {
        let row = report.section("alloc").and_then(|section| section.row(name)).expect("it was called");
        let total = u64::try_from(row.number("total").expect("a total")).expect("bytes");
        let exact = u128::from(total) * 10_000 / u128::from(memory.bytes);
        assert_eq!(row.number("percent_total").map(i128::from), i128::try_from(exact).ok(), "{name}");
    }
}

#[test]
fn a_plain_block_is_charged_like_a_function() {
    fn around() {
        hotpath::measure_block!("a plain block", {
            use_block(30);
            leaf(12);
        });
        use_block(500);
    }

    let report = measured(around);
    check(&report, "a plain block", &[("calls", 1), ("self", 30), ("cumulative", 42), ("cumulative_count", 2)]);
}

#[test]
fn a_call_that_has_not_returned_allocates_and_is_no_call_yet() {
    #[hotpath::measure]
    fn unfinished(look: impl FnOnce()) {
        unfinished_caller(look);
        use_block(9);
    }

    #[hotpath::measure]
    fn unfinished_caller(look: impl FnOnce()) {
        returned();
        look();
    }

    #[hotpath::measure]
    fn returned() {
        use_block(40);
    }

    let mut early = None;
    let report = measured(|| {
        unfinished(|| {
            use_block(2);
            early = Some(hotpath::snapshot());
        });
    });
    let early = early.expect("it was called");
    check(&early, "unfinished_caller", &[("calls", 0), ("self", 2), ("cumulative", 42), ("total", 42)]);
    // Itself it has allocated nothing so far.
    check(&early, "unfinished", &[("calls", 0), ("self", 0), ("cumulative", 42), ("total", 42)]);
    check(&early, "returned", &[("calls", 1), ("self", 40)]);
    let names: Vec<_> = early.section("functions").into_iter().flat_map(|section| section.iter()).collect();
    let in_functions = |name| names.iter().any(|row| row.name().rsplit("::").next() == Some(name));
    assert!(in_functions("returned") && !in_functions("unfinished") && !in_functions("unfinished_caller"));
    check(&report, "unfinished", &[("calls", 1), ("self", 9), ("cumulative", 51)]);
    check_row(&report, "functions", "unfinished", &[("calls", 1)]);
}
