//! Futures that are dropped before they are ready, or panic: what they allocated stays theirs.

use std::{
    future::{Future, pending},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Waker},
};

use hotpath_alloc_tests::{block, check, check_row, measured, use_block};

#[hotpath::measure]
async fn loses() {
    let kept = block(500);
    pending::<()>().await;
    drop(kept);
}

#[hotpath::measure]
async fn wins() {
    use_block(30);
}

#[test]
fn the_loser_of_a_select_is_charged_for_what_it_did() {
    #[hotpath::measure]
    async fn selects() {
        tokio::select! {
            biased;
            () = loses() => unreachable!("it never ends"),
            () = wins() => use_block(4),
        }
        use_block(6);
    }

    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let report = measured(|| runtime.block_on(selects()));
    // The loser's block is freed by who drops the loser.
    check(
        &report,
        "loses",
        &[("calls", 0), ("self", 500), ("self_count", 1), ("self_frees", 0), ("cumulative", 500), ("largest", 500)],
    );
    check(&report, "wins", &[("calls", 1), ("self", 30), ("self_freed", 30), ("max", 30)]);
    check(
        &report,
        "selects",
        &[
            ("calls", 1),
            ("self", 10),
            ("self_count", 2),
            ("self_frees", 3),
            ("self_freed", 510),
            ("cumulative", 540),
            ("cumulative_net", 0),
            ("max", 540),
        ],
    );
    check_row(&report, "functions", "loses", &[("calls", 0), ("cancelled", 1), ("polls", 1)]);
}

#[test]
fn a_task_that_is_aborted_is_charged_for_what_it_did() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let report = measured(|| {
        runtime.block_on(async {
            let task = tokio::spawn(loses());
            tokio::task::yield_now().await;
            task.abort();
            assert!(task.await.is_err_and(|error| error.is_cancelled()));
        });
    });
    check(&report, "loses", &[("calls", 0), ("self", 500), ("self_count", 1), ("cumulative", 500)]);
    check_row(&report, "functions", "loses", &[("calls", 0), ("cancelled", 1)]);
}

#[test]
fn a_future_that_is_never_polled_allocates_nothing() {
    let report = measured(|| {
        drop(loses());
        futures::executor::block_on(wins());
    });
    check(&report, "wins", &[("calls", 1), ("self", 30)]);
    assert!(
        report
            .section("alloc")
            .is_none_or(|section| section.row("loses").is_none_or(|row| row.number("self") == Some(0)))
    );
}

#[test]
fn a_future_that_panics_is_charged_up_to_there() {
    #[hotpath::measure]
    async fn panics() {
        let _dropped = block(70);
        std::panic::resume_unwind(Box::new(()));
    }

    #[hotpath::measure]
    fn afterwards() {
        use_block(8);
    }

    let report = measured(|| {
        let poll = || pin!(panics()).poll(&mut Context::from_waker(Waker::noop())).is_ready();
        assert!(catch_unwind(AssertUnwindSafe(poll)).is_err());
        afterwards();
    });
    check(&report, "panics", &[("calls", 0), ("self_freed", 70), ("self_frees", 1)]);
    check(&report, "afterwards", &[("calls", 1), ("self", 8), ("cumulative", 8)]);
    hotpath_alloc_tests::check_path(&report, &["afterwards"], &[("bytes", 8)]);
}
