//! Threads that measure while another one reads and resets.

use std::{
    sync::atomic::{
        AtomicBool, AtomicU64,
        Ordering::{AcqRel, Acquire},
    },
    thread,
};

use crate::{StopOnDrop, calls, check, check_parts};

const THREADS: usize = 8;

#[test]
fn snapshots_under_load_only_grow_and_the_last_one_is_exact() {
    const ROUNDS: u64 = 20_000;

    #[hotpath::measure]
    fn stress_outer(x: u64) -> u64 {
        if x.is_multiple_of(3) { stress_inner(x) } else { stress_inner(x) ^ stress_inner(x + 1) }
    }

    #[hotpath::measure]
    fn stress_inner(x: u64) -> u64 {
        x.wrapping_mul(3)
    }

    check(|| {
        thread::scope(|scope| {
            let workers =
                [(); THREADS].map(|()| scope.spawn(|| (0..ROUNDS).map(stress_outer).fold(0, u64::wrapping_add)));
            let (mut outer, mut inner) = (0, 0);
            while workers.iter().any(|worker| !worker.is_finished()) {
                let report = hotpath::snapshot();
                let (outer_before, inner_before) = (outer, inner);
                (outer, inner) = (calls(&report, "stress_outer"), calls(&report, "stress_inner"));
                assert!(outer >= outer_before && inner >= inner_before, "a count fell");
                assert!(outer <= THREADS as u64 * ROUNDS, "a call too many");
            }
        });
        let report = hotpath::snapshot();
        check_parts(&report);
        let rounds = THREADS as u64 * ROUNDS;
        assert_eq!(calls(&report, "stress_outer"), rounds);
        assert_eq!(
            calls(&report, "stress_inner"),
            THREADS as u64 * (ROUNDS.div_ceil(3) + 2 * (ROUNDS - ROUNDS.div_ceil(3)))
        );
        assert_eq!((report.coverage.in_flight, report.coverage.truncated_calls), (0, 0));
        let inner = report.section("functions").unwrap().row("stress_inner").unwrap();
        let bucketed: u64 =
            inner.row.histogram.iter().flat_map(|histogram| &histogram.buckets).map(|(_, calls)| calls).sum();
        assert_eq!(Some(bucketed), inner.calls());
    });
}

#[test]
fn after_a_reset_under_load_exactly_the_calls_made_since_are_counted() {
    static MADE: AtomicU64 = AtomicU64::new(0);
    static DONE: AtomicBool = AtomicBool::new(false);

    #[hotpath::measure]
    fn reset_outer() {
        reset_inner();
    }

    #[hotpath::measure]
    fn reset_inner() {
        std::hint::black_box(());
    }

    // An update of one variable orders all that went before it in one thread before all that follows it in another.
    let made = || MADE.fetch_add(0, AcqRel);
    check(|| {
        let (mut before, mut after) = (0, 0);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    while !DONE.load(Acquire) {
                        MADE.fetch_add(1, AcqRel);
                        reset_outer();
                    }
                });
            }
            let _stop = StopOnDrop(&DONE);
            for _ in 0..300 {
                before = made();
                hotpath::reset();
                after = made();
                let report = hotpath::snapshot();
                let counted = calls(&report, "reset_outer");
                assert!(counted <= made() - before + THREADS as u64, "{counted} calls are more than were made");
            }
        });
        let counted = calls(&hotpath::snapshot(), "reset_outer");
        // A call whose start was noted before the reset may have entered after it: one per thread.
        let (least, most) = (made() - after, made() - before + THREADS as u64);
        assert!((least..=most).contains(&counted), "{counted} calls of {least} to {most}");

        hotpath::reset();
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| (0..1_000).for_each(|_| reset_outer()));
            }
        });
        let report = hotpath::snapshot();
        assert_eq!((calls(&report, "reset_outer"), calls(&report, "reset_inner")), (8_000, 8_000));
        check_parts(&report);
    });
}

#[test]
fn every_call_of_thousands_of_short_threads_is_counted() {
    #[hotpath::measure]
    fn short_outer() {
        short_inner();
    }

    #[hotpath::measure]
    fn short_inner() {}

    check(|| {
        for _ in 0..5_000 / THREADS {
            thread::scope(|scope| {
                for _ in 0..THREADS {
                    scope.spawn(short_outer);
                }
            });
        }
        let report = hotpath::snapshot();
        assert_eq!((calls(&report, "short_outer"), calls(&report, "short_inner")), (5_000, 5_000));
        // One path for all of them: program, elsewhere `short_outer`, below it `short_inner`.
        assert_eq!(report.section("tree").unwrap().rows.len(), 3);
    });
}

#[test]
fn a_snapshot_from_inside_a_measured_call_sees_it_in_flight() {
    #[hotpath::measure]
    fn asks() -> hotpath::Report {
        hotpath::snapshot()
    }

    check(|| {
        let report = asks();
        assert_eq!((calls(&report, "asks"), report.coverage.in_flight), (0, 1));
        let report = hotpath::snapshot();
        assert_eq!((calls(&report, "asks"), report.coverage.in_flight), (1, 0));
    });
}
