//! Sessions one after the other, with and without threads that live across them.

use std::{
    sync::{
        atomic::{AtomicBool, Ordering::Acquire},
        mpsc,
    },
    thread,
};

use crate::{StopOnDrop, calls, check_parts, start, turn};

#[hotpath::measure]
fn step() {}

#[test]
fn sequential_sessions_start_from_zero_and_calls_between_them_are_nobody_s() {
    let _turn = turn();
    let (give, tasks) = mpsc::channel::<u64>();
    let (answer, done) = mpsc::channel();
    let worker = thread::spawn(move || {
        for steps in tasks {
            (0..steps).for_each(|_| step());
            answer.send(()).unwrap();
        }
    });
    let both = |steps: u64| {
        give.send(steps).unwrap();
        (0..steps).for_each(|_| step());
        done.recv().unwrap();
    };
    both(7);
    for steps in [3, 5] {
        let session = start();
        assert_eq!(calls(&hotpath::snapshot(), "step"), 0);
        both(steps);
        assert_eq!(calls(&hotpath::snapshot(), "step"), 2 * steps);
        drop(session);
        both(11);
        assert_eq!(hotpath::snapshot(), hotpath::Report::default());
    }
    drop(give);
    worker.join().unwrap();
}

#[test]
fn a_thread_idle_since_an_older_session_is_not_in_the_new_one() {
    let _turn = turn();
    let (wake, woken) = mpsc::channel::<()>();
    let (called, has_called) = mpsc::channel();
    let session = start();
    let idle = thread::spawn(move || {
        step();
        called.send(()).unwrap();
        woken.recv().unwrap();
        step();
    });
    has_called.recv().unwrap();
    assert_eq!(calls(&hotpath::snapshot(), "step"), 1);
    drop(session);
    let _session = start();
    assert_eq!(calls(&hotpath::snapshot(), "step"), 0);
    wake.send(()).unwrap();
    idle.join().unwrap();
    assert_eq!(calls(&hotpath::snapshot(), "step"), 1);
}

#[test]
fn a_call_that_spans_sessions_counts_in_none() {
    #[hotpath::measure]
    fn spans(body: impl FnOnce()) {
        body();
    }

    let _turn = turn();
    let mut session = None;
    spans(|| session = Some(start()));
    assert_eq!(calls(&hotpath::snapshot(), "spans"), 0);
    spans(|| {
        step();
        drop(session.take());
        session = Some(start());
        step();
    });
    let report = hotpath::snapshot();
    assert_eq!((calls(&report, "spans"), calls(&report, "step")), (0, 1));
    spans(step);
    let report = hotpath::snapshot();
    assert_eq!((calls(&report, "spans"), calls(&report, "step")), (1, 2));
    check_parts(&report);
}

#[test]
fn sessions_start_and_end_while_threads_measure_and_end() {
    static DONE: AtomicBool = AtomicBool::new(false);

    let _turn = turn();
    thread::scope(|scope| {
        let busy = || {
            while !DONE.load(Acquire) {
                // Each of these begins and ends somewhere in the life of a session.
                scope.spawn(step).join().unwrap();
                step();
            }
        };
        let _stop = StopOnDrop(&DONE);
        for _ in 0..2 {
            scope.spawn(busy);
        }
        for _ in 0..100 {
            let session = start();
            let report = hotpath::snapshot();
            assert!(report.function("step").is_none_or(|row| row.calls() > Some(0)));
            drop(session);
        }
    });
    let _session = start();
    step();
    assert_eq!(calls(&hotpath::snapshot(), "step"), 1);
}
