//! Measured calls in the destructors of thread-locals, before and after the recorder has been given back.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    task::{Context, Waker},
    thread,
};

use crate::{calls, check};

#[hotpath::measure]
fn in_thread() {}

#[hotpath::measure]
fn in_destructor() {
    below_destructor();
}

#[hotpath::measure]
fn below_destructor() {}

/// Calls measured functions when its thread ends.
struct Calls;

impl Drop for Calls {
    fn drop(&mut self) {
        in_destructor();
        in_destructor();
    }
}

thread_local! {
    static EARLY: Calls = const { Calls };
    static LATE: Calls = const { Calls };
}

#[test]
fn calls_count_until_the_recorder_is_given_back_and_are_harmless_after() {
    check(|| {
        for _ in 0..200 {
            thread::spawn(|| {
                // Destructors run in one order or the other: one of the two comes before the recorder's, one after it.
                EARLY.with(|_| ());
                in_thread();
                LATE.with(|_| ());
            })
            .join()
            .unwrap();
        }
        let report = hotpath::snapshot();
        assert_eq!(calls(&report, "in_thread"), 200);
        assert_eq!((calls(&report, "in_destructor"), calls(&report, "below_destructor")), (400, 400));
        assert_eq!(report.coverage.in_flight, 0);
    });
}

#[test]
fn a_thread_may_measure_its_first_call_in_a_destructor() {
    check(|| {
        for _ in 0..200 {
            thread::spawn(|| EARLY.with(|_| ())).join().unwrap();
        }
        let report = hotpath::snapshot();
        assert_eq!((calls(&report, "in_destructor"), calls(&report, "below_destructor")), (400, 400));
    });
}

/// Calls measured functions again and again as the thread ends: each drop makes another one.
struct Again(u32);

impl Drop for Again {
    fn drop(&mut self) {
        in_destructor();
        if self.0 > 0 {
            // After the last round of destructors the platform gives up, and so may we.
            let _ = AGAIN.try_with(|again| again.set(Some(Self(self.0 - 1))));
        }
    }
}

thread_local! {
    static AGAIN: Cell<Option<Again>> = const { Cell::new(None) };
}

#[test]
fn destructors_that_make_new_thread_locals_are_harmless() {
    check(|| {
        for _ in 0..50 {
            thread::spawn(|| {
                AGAIN.set(Some(Again(3)));
                in_thread();
            })
            .join()
            .unwrap();
        }
        assert_eq!(calls(&hotpath::snapshot(), "in_thread"), 50);
    });
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static TASK_BEFORE: RefCell<Option<Task>> = const { RefCell::new(None) };
    static TASK_AFTER: RefCell<Option<Task>> = const { RefCell::new(None) };
}

#[hotpath::measure]
async fn never_ready() {
    std::future::pending::<()>().await;
}

#[test]
fn futures_dropped_by_a_destructor_are_cancelled_or_ignored() {
    fn keep(place: &'static std::thread::LocalKey<RefCell<Option<Task>>>) {
        let mut task: Task = Box::pin(never_ready());
        assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        place.set(Some(task));
    }

    check(|| {
        for _ in 0..50 {
            thread::spawn(|| {
                TASK_BEFORE.set(None);
                in_thread();
                keep(&TASK_BEFORE);
                keep(&TASK_AFTER);
            })
            .join()
            .unwrap();
        }
        let report = hotpath::snapshot();
        let row = report.function("never_ready").unwrap();
        assert_eq!(row.number("polls"), Some(100));
        // The one that is dropped first is counted; the recorder is gone when the other one goes.
        assert_eq!((row.calls(), row.number("cancelled")), (Some(0), Some(50)));
    });
}
