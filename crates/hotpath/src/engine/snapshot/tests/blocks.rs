//! Blocks that await: what the report says of them when tasks take turns, move between threads and are dropped.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    task::{Context as TaskContext, Poll, Waker},
    thread,
};

use futures::future::{Either, join, select};
use hotpath_report::{Report, RowView, TREE};

use crate::{
    __private as private,
    engine::{
        clock::{self, Anchor, Mode, fake},
        record,
        site::{Site, SiteKind},
        snapshot::{Context, Leads, take},
    },
    measure_block,
};

const FUNCTION: [&str; 8] = ["calls", "polls", "total", "busy", "self", "suspended", "cancelled", "panicked"];
const PATH: [&str; 4] = ["calls", "polls", "total", "self"];

/// Runs `scenario` in a session on the fake clock and compares its functions, and then its call paths, with `expected`: in
/// alphabetical order and without numbers that are 0. A path starts with a `>` on the calling thread.
#[track_caller]
fn check(scenario: impl FnOnce(), expected: &[&str]) {
    let report = report(scenario);
    let mut lines = Vec::new();
    for (section, columns) in [("functions", &FUNCTION[..]), (TREE, &PATH[..])] {
        let rows = report.section(section).into_iter().flat_map(|section| section.iter());
        let mut of_section: Vec<_> =
            rows.filter(|row| row.name() != "test").map(|row| line(&report, row, columns)).collect();
        of_section.sort();
        lines.append(&mut of_section);
    }
    assert_eq!(lines, expected, "{lines:#?}");
}

fn line(report: &Report, row: RowView<'_>, columns: &[&str]) -> String {
    let mut callers = String::new();
    let mut parent = row.row.parent;
    while let Some(caller) = parent.and_then(|parent| report.section(TREE)?.iter().nth(parent)) {
        callers =
            if caller.name() == "test" { format!("> {callers}") } else { format!("{} > {callers}", caller.name()) };
        parent = caller.row.parent;
    }
    let figures = columns.iter().filter_map(|column| {
        let number = row.number(column).filter(|number| *number != 0)?;
        Some(format!(" {column} {number}"))
    });
    format!("{callers}{}:{}", row.name(), figures.collect::<String>())
}

fn report(scenario: impl FnOnce()) -> Report {
    /// Beyond the numbers that other tests of the process use.
    static NEXT: AtomicU64 = AtomicU64::new(1 << 29);
    let _turn = fake::turn();
    clock::choose(Mode::Fake);
    clock::set_cost(0, 0);
    let (session, anchor) = (NEXT.fetch_add(1, Relaxed), Anchor::now());
    record::set_session(session);
    let wrapper = record::joined();
    scenario();
    let report = take(&Context {
        session,
        caller_name: "test",
        percentiles: &[],
        limit: 0,
        anchor: &anchor,
        started_unix_ms: 0,
        wrapper,
        cost_ticks: 0,
        cost_independent_ticks: 0,
        resolution_ticks: 1,
        counts_memory: None,
        tracks_blocks: false,
        leads: Leads::default(),
        cpu_looks_per_second: 0,
        threads_interval: std::time::Duration::from_secs(1),
        paused: std::time::Duration::ZERO,
    });
    record::set_session(0);
    report
}

fn work(ticks: u64) {
    fake::advance(ticks);
}

async fn pause() {
    let mut paused = false;
    poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Polls `future` to its end; between its polls the thread does something else, for 1 000 ticks.
fn run<R>(future: impl Future<Output = R>) -> R {
    let mut future = pin!(future);
    loop {
        match poll(future.as_mut()) {
            Poll::Ready(result) => return result,
            Poll::Pending => work(1_000),
        }
    }
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut TaskContext::from_waker(Waker::noop()))
}

/// The same on another thread, where the same time goes on.
fn poll_elsewhere<F: Future<Output: Send> + Send + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    let now = fake::now();
    let elsewhere = || {
        fake::advance(now - fake::now());
        (poll(future), fake::now())
    };
    let (result, then) = thread::scope(|scope| scope.spawn(elsewhere).join().expect("nothing panics there"));
    fake::advance(then - fake::now());
    result
}

fn fails() {
    std::panic::resume_unwind(Box::new(()));
}

fn called(ticks: u64) {
    static SITE: Site = Site::new(SiteKind::Function, || "unused", Some("called"), file!(), line!(), column!());
    private::call(&SITE, || work(ticks));
}

fn parent<F: Future>(future: F) -> impl Future<Output = F::Output> {
    static SITE: Site = Site::new(SiteKind::AsyncFunction, || "unused", Some("parent"), file!(), line!(), column!());
    private::future(&SITE, future)
}

#[test]
fn joined_blocks_have_their_own_time_each() {
    let first = || async {
        measure_block!("first", {
            work(1);
            pause().await;
            work(2);
            called(3);
            pause().await;
            work(4);
        });
        work(5);
    };
    let second = || async {
        measure_block!("second", pause().await);
        measure_block!("second, in braces", {
            work(10);
            pause().await;
            work(20);
        });
    };
    // From 0 to 1, from 1 001 to 1 006 and from 2 016 to 2 020: `first`. At 1 and at 1 006: `second`. From 1 006 to 1 016 and
    // from 2 025 to 2 045: `second, in braces`.
    check(
        || assert_eq!(run(join(first(), second())), ((), ())),
        &[
            "called: calls 1 total 3 self 3",
            "first: calls 1 polls 3 total 2020 busy 10 self 7 suspended 2010",
            "second, in braces: calls 1 polls 2 total 1039 busy 30 self 30 suspended 1009",
            "second: calls 1 polls 2 total 1005 suspended 1005",
            "> first > called: calls 1 total 3 self 3",
            "> first: calls 1 polls 3 total 10 self 7",
            "> second, in braces: calls 1 polls 2 total 30 self 30",
            "> second: calls 1 polls 2",
        ],
    );
    check(
        || assert_eq!(run(parent(join(first(), second()))), ((), ())),
        &[
            "called: calls 1 total 3 self 3",
            "first: calls 1 polls 3 total 2020 busy 10 self 7 suspended 2010",
            "parent: calls 1 polls 3 total 2045 busy 45 self 5 suspended 2000",
            "second, in braces: calls 1 polls 2 total 1039 busy 30 self 30 suspended 1009",
            "second: calls 1 polls 2 total 1005 suspended 1005",
            "> parent > first > called: calls 1 total 3 self 3",
            "> parent > first: calls 1 polls 3 total 10 self 7",
            "> parent > second, in braces: calls 1 polls 2 total 30 self 30",
            "> parent > second: calls 1 polls 2",
            "> parent: calls 1 polls 3 total 45 self 5",
        ],
    );
}

#[test]
fn a_block_in_a_block_is_below_it_after_each_await() {
    let nested = async {
        measure_block!("outer", {
            work(1);
            for _ in 0..2 {
                measure_block!("inner", {
                    work(10);
                    pause().await;
                    work(20);
                });
            }
            measure_block!("last", async { work(100) }.await);
            pause().await;
        });
    };
    check(
        || run(nested),
        &[
            "inner: calls 2 polls 4 total 2060 busy 60 self 60 suspended 2000",
            "last: calls 1 polls 1 total 100 busy 100 self 100",
            "outer: calls 1 polls 4 total 3161 busy 161 self 1 suspended 3000",
            "> outer > inner: calls 2 polls 4 total 60 self 60",
            "> outer > last: calls 1 polls 1 total 100 self 100",
            "> outer: calls 1 polls 4 total 161 self 1",
        ],
    );
}

#[test]
fn a_block_may_go_on_on_another_thread_at_every_poll() {
    let migrates = || async {
        measure_block!("braces", {
            for ticks in [1, 2, 4, 8] {
                measure_block!(
                    "chain",
                    async {
                        work(ticks);
                        pause().await;
                        work(ticks)
                    }
                    .await
                );
                called(100);
            }
        });
    };
    let scenario = || {
        let mut one = pin!(migrates());
        let mut other = pin!(migrates());
        for round in 0..5 {
            let result = if round % 2 == 0 { poll(one.as_mut()) } else { poll_elsewhere(one.as_mut()) };
            assert_eq!(result.is_ready(), round == 4);
            let result = if round % 2 == 1 { poll(other.as_mut()) } else { poll_elsewhere(other.as_mut()) };
            assert_eq!(result.is_ready(), round == 4);
        }
    };
    check(
        scenario,
        &[
            "braces: calls 2 polls 10 total 1611 busy 860 suspended 751",
            "called: calls 8 total 800 self 800",
            "chain: calls 8 polls 16 total 811 busy 60 self 60 suspended 751",
            "> braces > called: calls 4 total 400 self 400",
            "> braces > chain: calls 4 polls 8 total 30 self 30",
            "> braces: calls 1 polls 5 total 430",
            "braces > called: calls 4 total 400 self 400",
            "braces > chain: calls 4 polls 8 total 30 self 30",
            "braces: calls 1 polls 5 total 430",
        ],
    );
}

#[test]
fn a_block_that_is_dropped_at_an_await_is_cancelled_and_one_left_early_is_a_call() {
    let loses = || async {
        let slow = pin!(async {
            measure_block!("slow", {
                work(1);
                pause().await;
                pause().await;
            });
        });
        let fast = pin!(async { measure_block!("fast", pause().await) });
        assert!(matches!(select(slow, fast).await, Either::Right(_)));
    };
    let leaves = |way: u8| async move {
        measure_block!("left", {
            work(10);
            pause().await;
            work(20);
            if way == 0 {
                return Ok(());
            }
            Err(way)?;
        });
        Ok(())
    };
    let panics = async {
        measure_block!("panicked", {
            pause().await;
            work(100);
            fails();
        });
    };
    let scenario = || {
        run(loses());
        assert_eq!(run(leaves(0)), Ok(()));
        assert_eq!(run(leaves(1)), Err(1));
        assert!(catch_unwind(AssertUnwindSafe(|| run(panics))).is_err());
        // Nothing of them is left on the stack.
        called(5);
    };
    check(
        scenario,
        &[
            "called: calls 1 total 5 self 5",
            "fast: calls 1 polls 2 total 1000 suspended 1000",
            "left: calls 2 polls 4 total 2060 busy 60 self 60 suspended 2000",
            "panicked: polls 2 busy 100 self 100 panicked 1",
            "slow: polls 2 busy 1 self 1 cancelled 1",
            "> called: calls 1 total 5 self 5",
            "> fast: calls 1 polls 2",
            "> left: calls 2 polls 4 total 60 self 60",
            "> panicked: polls 2 total 100 self 100",
            "> slow: polls 2 total 1 self 1",
        ],
    );
}

/// What an expansion would be that overlooks an await.
async fn overlooked(polls: usize) {
    static SITE: Site = Site::new(SiteKind::AsyncBlock, || "unused", Some("overlooked"), file!(), line!(), column!());
    let block = private::block(&SITE);
    for _ in 0..polls {
        work(1);
        pause().await;
    }
    private::finish_block((), block);
}

#[test]
fn a_block_with_an_await_that_nobody_saw_keeps_its_wall_time_and_disturbs_nobody() {
    let moved = || {
        let mut future = pin!(overlooked(1));
        assert!(poll_elsewhere(future.as_mut()).is_pending());
        work(1_000);
        assert!(poll(future).is_ready());
        called(5);
    };
    check(
        moved,
        &["called: calls 1 total 5 self 5", "overlooked: calls 1 total 1001", "> called: calls 1 total 5 self 5"],
    );
    let returned = || {
        run(parent(overlooked(1)));
        called(5);
    };
    check(
        returned,
        &[
            "called: calls 1 total 5 self 5",
            "overlooked: calls 1 total 1001",
            "parent: calls 1 polls 2 total 1001 busy 1 self 1 suspended 1000",
            "> called: calls 1 total 5 self 5",
            "> parent: calls 1 polls 2 total 1 self 1",
        ],
    );
}

#[test]
fn a_block_that_began_before_the_session_is_no_call_of_it() {
    let began = async {
        measure_block!("began", {
            pause().await;
            work(7);
            pause().await;
        });
    };
    let scenario = || {
        let mut began = pin!(began);
        let session = record::joined().map_or(0, |recorder| recorder.epoch.get());
        record::set_session(0);
        assert!(poll(began.as_mut()).is_pending());
        record::set_session(session);
        assert!(poll(began.as_mut()).is_pending());
        assert!(poll(began.as_mut()).is_ready());
        called(5);
    };
    check(
        scenario,
        &[
            "began: polls 2 busy 7 self 7",
            "called: calls 1 total 5 self 5",
            "> began: polls 2 total 7 self 7",
            "> called: calls 1 total 5 self 5",
        ],
    );
}
