//! Tasks whose polls take turns on one thread or run on several: nobody pays for another one.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use hotpath::Report;
use hotpath_alloc_tests::{block, check, check_path, measured, use_block};

/// Is pending so many times, and ready to be polled again at once.
struct Turns(u32);

impl Future for Turns {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

const MEGABYTE: usize = 1 << 20;

#[hotpath::measure]
async fn greedy() {
    for _ in 0..16 {
        let kept = block(MEGABYTE / 16);
        Turns(1).await;
        drop(kept);
    }
}

#[hotpath::measure]
async fn frugal() {
    for _ in 0..16 {
        Turns(1).await;
    }
}

#[track_caller]
fn check_both(report: &Report) {
    check(
        report,
        "greedy",
        &[
            ("calls", 1),
            ("self", 1 << 20),
            ("self_count", 16),
            ("self_frees", 16),
            ("self_freed", 1 << 20),
            ("cumulative", 1 << 20),
            ("p50", 1 << 20),
            ("max", 1 << 20),
            ("p100_count", 16),
            ("largest", 1 << 16),
        ],
    );
    check(
        report,
        "frugal",
        &[
            ("calls", 1),
            ("self", 0),
            ("self_count", 0),
            ("self_frees", 0),
            ("self_freed", 0),
            ("cumulative", 0),
            ("cumulative_count", 0),
            ("cumulative_freed", 0),
            ("max", 0),
            ("largest", 0),
        ],
    );
}

#[test]
fn join_of_one_that_allocates_and_one_that_does_not() {
    #[hotpath::measure]
    async fn joins() {
        use_block(9);
        tokio::join!(greedy(), frugal());
        use_block(1);
    }

    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let report = measured(|| runtime.block_on(joins()));
    check_both(&report);
    check(&report, "joins", &[("calls", 1), ("self", 10), ("self_count", 2), ("cumulative", (1 << 20) + 10)]);
    check_path(&report, &["joins", "greedy"], &[("bytes", 1 << 20), ("net", 0)]);
    check_path(&report, &["joins", "frugal"], &[("bytes", 0), ("count", 0), ("freed", 0)]);
}

#[test]
fn join_of_the_futures_crate() {
    let report = measured(|| {
        futures::executor::block_on(async {
            futures::join!(frugal(), greedy());
        });
    });
    check_both(&report);
}

#[test]
fn spawned_on_one_thread() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let report = measured(|| {
        runtime.block_on(async {
            let (greedy, frugal) = (tokio::spawn(greedy()), tokio::spawn(frugal()));
            greedy.await.expect("no panic");
            frugal.await.expect("no panic");
        });
    });
    check_both(&report);
}

#[test]
fn spawned_on_many_threads() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(3).build().expect("a runtime");
    let report = measured(|| {
        runtime.block_on(async {
            let tasks = [tokio::spawn(greedy()), tokio::spawn(frugal())];
            for task in tasks {
                task.await.expect("no panic");
            }
        });
    });
    check_both(&report);
}

#[test]
fn synchronous_functions_called_in_turns_keep_their_callers() {
    #[hotpath::measure]
    fn shared(bytes: usize) {
        use_block(bytes);
    }

    #[hotpath::measure]
    async fn ones() {
        for _ in 0..10 {
            shared(1);
            Turns(1).await;
        }
    }

    #[hotpath::measure]
    async fn hundreds() {
        for _ in 0..10 {
            shared(100);
            Turns(1).await;
        }
    }

    let report = measured(|| {
        futures::executor::block_on(async {
            futures::join!(ones(), hundreds());
        });
    });
    check(&report, "ones", &[("self", 0), ("cumulative", 10), ("cumulative_count", 10), ("max", 10)]);
    check(&report, "hundreds", &[("self", 0), ("cumulative", 1000), ("cumulative_count", 10), ("max", 1000)]);
    check(&report, "shared", &[("calls", 20), ("self", 1010), ("p50", 1), ("p100", 100)]);
    check_path(&report, &["ones", "shared"], &[("bytes", 10), ("count", 10)]);
    check_path(&report, &["hundreds", "shared"], &[("bytes", 1000), ("count", 10)]);
}
