//! A task that is on another thread at every poll.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use hotpath_alloc_tests::{Rounds, block, check, check_path, check_row, measured, use_block};

/// Is pending once; whoever polls next need not be woken.
#[derive(Default)]
struct HandOn(bool);

impl Future for HandOn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

#[hotpath::measure]
async fn travels() {
    for stop in 1..=50 {
        let kept = block(stop);
        HandOn::default().await;
        // Freed on the next thread.
        drop(kept);
        visits(stop).await;
    }
}

#[hotpath::measure]
async fn visits(stop: usize) {
    use_block(1000);
    HandOn::default().await;
    at_a_stop(stop);
    HandOn::default().await;
}

#[hotpath::measure]
fn at_a_stop(stop: usize) {
    use_block(2 * stop);
}

#[test]
fn a_task_that_migrates_at_every_poll_is_exact() {
    let report = measured(|| assert_eq!(Rounds::of(4).run(travels()), 151));
    let stops = 50 * 51 / 2;
    check(
        &report,
        "travels",
        &[
            ("calls", 1),
            ("self", stops),
            ("self_count", 50),
            ("self_frees", 50),
            ("self_freed", stops),
            ("self_net", 0),
            ("cumulative", 3 * stops + 50_000),
            ("cumulative_count", 150),
            ("max", 3 * stops + 50_000),
            ("min", 3 * stops + 50_000),
            ("self_p100", stops),
            ("p100_count", 150),
            ("largest", 50),
        ],
    );
    check(
        &report,
        "visits",
        &[("calls", 50), ("self", 50_000), ("cumulative", 50_000 + 2 * stops), ("min", 1002), ("max", 1100)],
    );
    check(&report, "at_a_stop", &[("calls", 50), ("self", 2 * stops), ("min", 2), ("max", 100), ("p50", 50)]);
    check_path(&report, &["travels", "visits", "at_a_stop"], &[("bytes", 2 * stops), ("calls", 50)]);
    check_row(&report, "functions", "travels", &[("calls", 1), ("polls", 151)]);
}

#[test]
fn two_tasks_that_migrate_together_do_not_mix() {
    #[hotpath::measure]
    async fn one(bytes: usize) {
        for _ in 0..40 {
            use_block(bytes);
            HandOn::default().await;
        }
    }

    #[hotpath::measure]
    async fn other(bytes: usize) {
        let kept = block(bytes);
        for _ in 0..40 {
            HandOn::default().await;
        }
        drop(kept);
    }

    let report = measured(|| {
        let both = async {
            futures::join!(one(7), other(10_000), one(5));
        };
        assert_eq!(Rounds::of(3).run(both), 41);
    });
    check(&report, "one", &[("calls", 2), ("self", 40 * 12), ("self_count", 80), ("min", 200), ("max", 280)]);
    check(&report, "other", &[("calls", 1), ("self", 10_000), ("self_count", 1), ("self_frees", 1), ("max", 10_000)]);
}
