//! What the numbers are.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::*;

#[test]
fn tasks_are_counted_while_they_are_alive() {
    let _turn = turn();
    let runtime = workers(2);
    hotpath::tokio_runtime!(runtime.handle(), label = "alive");
    let _session = session();
    let end = Arc::new(Semaphore::new(0));
    for _ in 0..7 {
        let end = end.clone();
        // Some have begun and some have not: both are alive.
        runtime.spawn(async move { drop(end.acquire().await) });
    }
    wait_for("alive", "alive_tasks", |alive| alive == 7);
    end.add_permits(7);
    wait_for("alive", "alive_tasks", |alive| alive == 0);
}

#[test]
fn tasks_wait_in_the_queue_while_all_workers_are_kept() {
    let _turn = turn();
    let runtime = workers(2);
    hotpath::tokio_runtime!(runtime.handle(), label = "queue");
    let _session = session();
    // One after the other: a worker that takes both would keep the second one waiting.
    let kept = [keep_worker(runtime.handle()), keep_worker(runtime.handle())];
    assert_eq!(number(&hotpath::snapshot(), "queue", "global_queue"), Some(0));
    for _ in 0..5 {
        runtime.spawn(async {});
    }
    let report = hotpath::snapshot();
    assert_eq!(number(&report, "queue", "global_queue"), Some(5));
    assert_eq!(number(&report, "queue", "alive_tasks"), Some(7));
    assert_eq!(number(&report, "queue", "parked"), Some(0));
    drop(kept);
    wait_for("queue", "alive_tasks", |alive| alive == 0);
    wait_for("queue", "global_queue", |queued| queued == 0);
    wait_for("queue", "parked", |parked| parked == 2);
}

#[test]
fn the_worker_that_works_is_busy() {
    let _turn = turn();
    let runtime = workers(1);
    hotpath::tokio_runtime!(runtime.handle(), label = "busy");
    let _session = session();
    let report = worked(&runtime, "busy worker 0");
    assert!(number(&report, "busy worker 0", "busy_share").is_some_and(|share| share > 0));
    assert!(number(&report, "busy worker 0", "parks").is_some_and(|parks| parks > 0));
    // What is said of the runtime only.
    for column in ["workers", "alive_tasks", "global_queue"] {
        assert!(number(&report, "busy", column).is_some(), "{column}");
        assert_eq!(number(&report, "busy worker 0", column), None, "{column}");
    }
}

#[test]
fn the_row_of_a_runtime_is_the_sum_of_its_workers() {
    let _turn = turn();
    let runtime = workers(3);
    hotpath::tokio_runtime!(runtime.handle(), label = "sum");
    let _session = session();
    let report = worked(&runtime, "sum");
    assert_eq!(names(&report, "sum"), ["sum", "sum worker 0", "sum worker 1", "sum worker 2"]);
    assert_eq!(number(&report, "sum", "workers"), Some(3));
    let of_workers = |column: &str| -> i64 {
        (0..3).filter_map(|worker| number(&report, &format!("sum worker {worker}"), column)).sum()
    };
    for column in ["busy", "parks", "parked"] {
        assert_eq!(number(&report, "sum", column), Some(of_workers(column)), "{column}");
    }
    // Each share is rounded down.
    let share = number(&report, "sum", "busy_share").expect("it is known");
    assert!((0..3).contains(&(share * 3 - of_workers("busy_share")).abs()), "{share} of {}", of_workers("busy_share"));
    let elapsed_ns = i64::try_from(report.elapsed_ns).expect("it is short");
    assert!(share <= 10_000 && of_workers("busy") <= 3 * elapsed_ns);
}

#[test]
fn a_runtime_of_one_thread_has_one_worker() {
    let _turn = turn();
    let runtime = current_thread();
    hotpath::tokio_runtime!(runtime.handle(), label = "current");
    let _session = session();
    runtime.block_on(async {
        let handle = tokio::spawn(async { work() });
        assert_eq!(number(&hotpath::snapshot(), "current", "alive_tasks"), Some(1));
        handle.await.expect("no panic");
        // It tells what it did when it goes to sleep.
        tokio::time::sleep(Duration::from_millis(1)).await;
    });
    let report = hotpath::snapshot();
    assert_eq!(names(&report, "current"), ["current", "current worker 0"]);
    assert_eq!(number(&report, "current", "workers"), Some(1));
    let work_ns = WORK.as_nanos().try_into().expect("it is short");
    assert!(number(&report, "current", "busy").is_some_and(|busy| busy >= work_ns));
}

#[test]
fn a_runtime_that_has_ended_keeps_what_it_did() {
    let _turn = turn();
    let runtime = workers(2);
    hotpath::tokio_runtime!(runtime.handle(), label = "ended");
    let _session = session();
    let before = worked(&runtime, "ended");
    runtime.spawn(std::future::pending::<()>());
    drop(runtime);
    let after = hotpath::snapshot();
    assert_eq!(names(&after, "ended"), names(&before, "ended"));
    for column in ["alive_tasks", "global_queue", "parked"] {
        assert_eq!(number(&after, "ended", column), Some(0), "{column}");
    }
    for column in ["busy", "parks"] {
        assert!(number(&after, "ended", column) >= number(&before, "ended", column), "{column}");
    }
    assert_eq!(number(&hotpath::snapshot(), "ended", "busy"), number(&after, "ended", "busy"));
}

/// Also in builds that tell more.
#[test]
fn what_tokio_does_not_tell_is_absent() {
    let _turn = turn();
    let runtime = workers(2);
    hotpath::tokio_runtime!(runtime.handle(), label = "told");
    let _session = session();
    let report = worked(&runtime, "told");
    for column in ["polls", "local_queue", "steals", "overflows"] {
        for row in ["told", "told worker 1"] {
            assert_eq!(number(&report, row, column).is_some(), cfg!(tokio_unstable), "{column} of {row}");
        }
    }
    for column in
        ["spawned", "remote_schedules", "forced_yields", "blocking_threads", "idle_blocking_threads", "blocking_queue"]
    {
        assert_eq!(number(&report, "told", column).is_some(), cfg!(tokio_unstable), "{column}");
        assert_eq!(number(&report, "told worker 1", column), None, "{column}");
    }
}

#[cfg(tokio_unstable)]
#[test]
fn unstable_numbers_are_those_since_the_session_began() {
    let _turn = turn();
    let runtime = workers(1);
    hotpath::tokio_runtime!(runtime.handle(), label = "more");
    for expected in [3, 5] {
        let _session = session();
        let start = hotpath::snapshot();
        assert_eq!((number(&start, "more", "spawned"), number(&start, "more", "polls")), (Some(0), Some(0)));
        for _ in 0..expected {
            runtime.spawn(async {});
        }
        wait_for("more", "polls", |polls| polls == expected);
        let report = wait_for("more", "parked", |parked| parked == 1);
        assert_eq!(number(&report, "more", "spawned"), Some(expected));
        assert_eq!(number(&report, "more", "remote_schedules"), Some(expected));
    }
    let _session = session();
    let (release, released) = mpsc::channel::<()>();
    runtime.spawn_blocking(move || {
        let _ = released.recv();
    });
    let report = wait_for("more", "blocking_threads", |threads| threads == 1);
    assert_eq!(number(&report, "more", "idle_blocking_threads"), Some(0));
    drop(release);
    wait_for("more", "idle_blocking_threads", |threads| threads == 1);
}
