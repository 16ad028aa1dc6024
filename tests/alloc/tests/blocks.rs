//! Blocks across an await: `measure_block!` whose body is suspended, and resumed on whatever thread.
//!
//! These depend on blocks that are entered and left with the polls around them, like measured futures. Where the macro
//! falls back to wall time, what such a block allocates is its caller's.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use hotpath_alloc_tests::{Gate, Rounds, block, check, check_path, measured, open_from_elsewhere, use_block};

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();

/// Is pending once; whoever polls next need not be woken, and is.
#[derive(Default)]
struct HandOn(bool);

impl Future for HandOn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

#[test]
fn a_block_with_an_await_has_what_it_allocates_on_both_sides_of_it() {
    static GATE: Gate = Gate::new();

    #[hotpath::measure]
    async fn around() {
        use_block(1);
        hotpath::measure_block!("both sides", {
            use_block(10);
            GATE.pass().await;
            use_block(200);
        });
        use_block(3000);
    }

    let report = open_from_elsewhere(&GATE, || measured(|| futures::executor::block_on(around())));
    check(
        &report,
        "both sides",
        &[
            ("calls", 1),
            ("self", 210),
            ("self_count", 2),
            ("self_freed", 210),
            ("cumulative", 210),
            ("max", 210),
            ("p100_count", 2),
            ("largest", 200),
        ],
    );
    check(&report, "around", &[("calls", 1), ("self", 3001), ("self_count", 2), ("cumulative", 3211), ("max", 3211)]);
}

#[test]
fn a_block_around_a_call_to_a_measured_future_is_its_caller() {
    #[hotpath::measure]
    async fn callee() {
        use_block(40);
        HandOn::default().await;
        use_block(2);
    }

    async fn caller() {
        hotpath::measure_block!("calls a future", callee().await);
    }

    let report = measured(|| futures::executor::block_on(caller()));
    check(&report, "callee", &[("calls", 1), ("self", 42), ("max", 42)]);
    check(&report, "calls a future", &[("calls", 1), ("self", 0), ("cumulative", 42), ("max", 42), ("self_p100", 0)]);
}

#[test]
fn two_blocks_in_a_join_do_not_pay_for_each_other() {
    async fn greedy() {
        hotpath::measure_block!("greedy block", {
            for _ in 0..16 {
                use_block(1 << 16);
                HandOn::default().await;
            }
        });
    }

    async fn frugal() {
        hotpath::measure_block!("frugal block", {
            for _ in 0..16 {
                HandOn::default().await;
            }
        });
    }

    let report = measured(|| {
        futures::executor::block_on(async {
            futures::join!(greedy(), frugal());
        });
    });
    check(&report, "greedy block", &[("calls", 1), ("self", 1 << 20), ("self_count", 16), ("max", 1 << 20)]);
    check(&report, "frugal block", &[("calls", 1), ("self", 0), ("self_count", 0), ("self_frees", 0), ("max", 0)]);
}

#[test]
fn a_block_that_migrates_at_every_poll_is_exact() {
    async fn travels() {
        hotpath::measure_block!("travels", {
            for bytes in 1..=30 {
                let kept = block(bytes);
                HandOn::default().await;
                drop(kept);
            }
        });
        use_block(5000);
    }

    let report = measured(|| assert_eq!(Rounds::of(4).run(travels()), 31));
    check(
        &report,
        "travels",
        &[("calls", 1), ("self", 465), ("self_count", 30), ("self_frees", 30), ("self_freed", 465), ("max", 465)],
    );
    check_path(&report, &["travels"], &[("bytes", 465), ("calls", 1)]);
}

#[test]
fn a_block_that_is_left_by_an_error_or_dropped_keeps_what_it_allocated() {
    async fn fails() -> Result<(), ()> {
        hotpath::measure_block!("fails", {
            use_block(60);
            HandOn::default().await;
            Err::<(), ()>(())?;
            use_block(700);
        });
        Ok(())
    }

    async fn never() {
        hotpath::measure_block!("never", {
            use_block(80);
            std::future::pending::<()>().await;
        });
    }

    let report = measured(|| {
        futures::executor::block_on(async {
            let (never, fails) = (std::pin::pin!(never()), std::pin::pin!(fails()));
            futures::future::select(never, fails).await;
        });
        use_block(11);
    });
    check(&report, "fails", &[("self", 60), ("self_count", 1), ("cumulative", 60)]);
    check(&report, "never", &[("self", 80), ("self_count", 1), ("cumulative", 80)]);
}

#[test]
fn nested_blocks_split_what_they_allocate() {
    async fn nested() {
        hotpath::measure_block!("outer block", {
            use_block(1);
            hotpath::measure_block!("inner block", {
                use_block(20);
                HandOn::default().await;
                use_block(300);
            });
            HandOn::default().await;
            use_block(4000);
        });
    }

    let report = measured(|| futures::executor::block_on(nested()));
    check(&report, "inner block", &[("calls", 1), ("self", 320), ("cumulative", 320), ("max", 320)]);
    check(&report, "outer block", &[("calls", 1), ("self", 4001), ("cumulative", 4321), ("max", 4321)]);
}
