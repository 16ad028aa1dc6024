//! Numbers are those of the session, whenever the runtime came.

use super::*;

#[test]
fn a_session_starts_from_zero() {
    let _turn = turn();
    let runtime = workers(2);
    hotpath::tokio_runtime!(runtime.handle(), label = "zero");
    let first = session();
    worked(&runtime, "zero");
    drop(first);

    // All workers sleep, and nobody wakes them.
    let second = session();
    let check_zero = || {
        let report = hotpath::snapshot();
        for row in ["zero", "zero worker 0", "zero worker 1"] {
            for column in ["busy", "busy_share", "parks"] {
                assert_eq!(number(&report, row, column), Some(0), "{column} of {row}");
            }
        }
        assert_eq!(number(&report, "zero", "parked"), Some(2));
    };
    check_zero();
    worked(&runtime, "zero");
    hotpath::reset();
    check_zero();
    drop(second);
}

#[test]
fn a_runtime_may_come_between_sessions_and_in_one() {
    let _turn = turn();
    let between = workers(1);
    let first = session();
    assert_eq!(names(&hotpath::snapshot(), "between"), Vec::<String>::new());
    drop(first);
    hotpath::tokio_runtime!(between.handle(), label = "between");
    // There is no session in which this counts.
    between.block_on(async { tokio::spawn(async { work() }).await.expect("no panic") });

    let _second = session();
    worked(&between, "between");
    let within = workers(1);
    // Nor does this, before it is followed.
    within.block_on(async { tokio::spawn(async { work() }).await.expect("no panic") });
    while within.metrics().worker_park_unpark_count(0).is_multiple_of(2) {
        thread::yield_now();
    }
    hotpath::tokio_runtime!(within.handle(), label = "within");
    let report = hotpath::snapshot();
    assert_eq!(number(&report, "within", "busy"), Some(0));
    assert_eq!(number(&report, "within", "parks"), Some(0));
    worked(&within, "within");
}

/// What is told in a session may have begun long before.
#[test]
fn a_worker_was_busy_no_longer_than_the_session() {
    let _turn = turn();
    let runtime = workers(1);
    hotpath::tokio_runtime!(runtime.handle(), label = "before");
    let kept = keep_worker(runtime.handle());
    // Longer than the session will take to find out.
    thread::sleep(Duration::from_millis(200));
    let _session = session();
    drop(kept);
    let report = wait_for("before", "busy", |busy| busy > 0);
    let elapsed_ns = i64::try_from(report.elapsed_ns).expect("it is short");
    assert!(number(&report, "before", "busy").is_some_and(|busy| busy <= elapsed_ns));
    assert!(number(&report, "before", "busy_share").is_some_and(|share| share <= 10_000));
}

#[test]
fn the_section_survives_json() {
    let _turn = turn();
    let runtime = workers(2);
    hotpath::tokio_runtime!(runtime.handle(), label = "json");
    let _session = session();
    let report = worked(&runtime, "json");
    let text = serde_json::to_string(&report).expect("it is a report");
    let back: hotpath_report::Report = serde_json::from_str(&text).expect("it is one");
    assert!(number(&report, "json worker 1", "busy").is_some());
    assert_eq!(back.section("runtimes"), report.section("runtimes"));
    // All that counts up is a counter, and nothing else is.
    let section = report.section("runtimes").expect("it is there");
    let counters: Vec<_> =
        section.columns.iter().filter(|column| column.is_counter).map(|column| column.id.as_str()).collect();
    let expected = ["busy", "parks", "polls", "steals", "overflows", "spawned", "remote_schedules", "forced_yields"];
    assert_eq!(counters, [&expected[..], &["refused"]].concat());
}
