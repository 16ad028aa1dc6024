//! What becomes of futures: each is counted once, as ready, cancelled, panicked or pending, at the place that made it.

use std::{
    future::{pending, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    thread::sleep,
    time::Duration,
};

use hotpath_report::CallState;

use crate::{check, measured};

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending so many times.
async fn pause(times: u32) {
    let mut left = times;
    poll_fn(|_| match left.checked_sub(1) {
        Some(less) => {
            left = less;
            Poll::Pending
        }
        None => Poll::Ready(()),
    })
    .await;
}

#[test]
fn each_future_is_counted_once() {
    let report = measured(|| {
        let make = |times: Option<u32>| {
            let future = async move {
                match times {
                    Some(u32::MAX) => panic!("on purpose"),
                    Some(times) => pause(times).await,
                    None => pending().await,
                }
            };
            hotpath::future!(future, label = "made")
        };
        let mut ready = pin!(make(Some(2)));
        assert!(poll(ready.as_mut()).is_pending() && poll(ready.as_mut()).is_pending());
        assert!(poll(ready).is_ready());
        assert!(poll(pin!(make(Some(0)))).is_ready());
        assert!(poll(pin!(make(None))).is_pending(), "and dropped");
        let panics = catch_unwind(AssertUnwindSafe(|| poll(pin!(make(Some(u32::MAX))))));
        assert!(panics.is_err());
        // Made and never polled: it has not begun.
        drop(make(Some(1)));
        // Left alive.
        let mut alive = Box::pin(make(None));
        assert!(poll(alive.as_mut()).is_pending());
        std::mem::forget(alive);
    });
    let expected = [("calls", 5), ("polls", 7), ("ready", 2), ("cancelled", 1), ("panicked", 1), ("pending", 1)];
    check("futures", &report, "made", &expected);
    assert!(report.function("made").is_none(), "it is no function");
    assert_eq!(report.coverage.in_flight, 1);
}

#[test]
fn the_latest_calls_say_how_they_ended() {
    let report = measured(|| {
        for number in 0..60 {
            let future = async move {
                match number % 3 {
                    0 => pending().await,
                    1 => panic!("on purpose"),
                    _ => number,
                }
            };
            let mut future = Box::pin(hotpath::future!(future, label = "ends", log = true));
            let _ = catch_unwind(AssertUnwindSafe(|| poll(future.as_mut())));
        }
    });
    let row = report.section("futures").and_then(|section| section.row("ends")).expect("they were polled").row;
    let found: Vec<_> = row.recent.iter().map(|call| (call.state, call.result.clone())).collect();
    let expected = (10..60).rev().map(|number| match number % 3 {
        0 => (Some(CallState::Cancelled), None),
        1 => (Some(CallState::Panicked), None),
        _ => (Some(CallState::Ready), Some(number.to_string())),
    });
    assert_eq!(found, expected.collect::<Vec<_>>(), "newest first");
    // Each begins after the one before it.
    assert!(
        row.recent.windows(2).all(|calls| calls[0].start_ns >= calls[1].start_ns + calls[1].duration_ns),
        "{row:?}"
    );
}

#[test]
fn a_cancelled_future_lasts_until_it_is_dropped() {
    const PAUSE: Duration = Duration::from_millis(5);
    let report = measured(|| {
        let mut future = Box::pin(hotpath::future!(pending::<()>(), label = "given up"));
        assert!(poll(future.as_mut()).is_pending());
        sleep(PAUSE);
    });
    let row = report.section("futures").and_then(|section| section.row("given up")).expect("it was polled").row;
    let [call] = row.recent.as_slice() else { panic!("{row:?}") };
    assert_eq!((call.state, call.thread.is_some()), (Some(CallState::Cancelled), true));
    assert!(Duration::from_nanos(call.duration_ns) >= PAUSE, "{call:?}");
}

#[hotpath::measure]
async fn measured_function(times: u32) {
    pause(times).await;
}

#[test]
fn async_functions_and_blocks_have_states_and_functions_have_none() {
    let report = measured(|| {
        assert!(poll(pin!(measured_function(0))).is_ready());
        assert!(poll(pin!(measured_function(1))).is_pending());
        let block = async |times| hotpath::measure_block!("block", pause(times).await);
        assert!(poll(pin!(block(0))).is_ready());
        assert!(poll(pin!(block(1))).is_pending());
        hotpath::measure_block!("plain", ());
    });
    let states = |name| -> Vec<_> {
        report.function(name).expect("it was called").row.recent.iter().map(|call| call.state).collect()
    };
    let both = [Some(CallState::Cancelled), Some(CallState::Ready)];
    assert_eq!((states("measured_function"), states("block")), (both.to_vec(), both.to_vec()));
    assert_eq!(states("plain"), [None]);
}

#[test]
fn a_future_without_a_label_has_the_name_of_its_place() {
    let line = line!() + 2;
    let report = measured(|| {
        assert_eq!(poll(pin!(hotpath::future!(std::future::ready(7)))), Poll::Ready(7));
    });
    check("futures", &report, &format!("followed/futures.rs:{line}"), &[("calls", 1), ("ready", 1), ("polls", 1)]);
}

#[test]
fn a_logged_future_keeps_the_text_of_what_it_resolves_to() {
    let report = measured(|| {
        for number in 0..3 {
            let future = hotpath::future!(std::future::ready(Some(number)), log = true, label = "logged",);
            assert_eq!(poll(pin!(future)), Poll::Ready(Some(number)));
        }
    });
    let section = report.section("futures").expect("futures were made");
    let row = section.row("logged").expect("it was polled").row;
    let texts: Vec<_> = row.recent.iter().map(|call| call.result.as_deref()).collect();
    assert_eq!(texts, [Some("Some(2)"), Some("Some(1)"), Some("Some(0)")], "newest first");
}

#[hotpath::future_fn]
async fn followed(times: u32) {
    pause(times).await;
}

#[test]
fn a_followed_function_is_among_the_futures_and_in_the_tree() {
    let report = measured(|| {
        let mut future = pin!(followed(1));
        assert!(poll(future.as_mut()).is_pending());
        assert!(poll(future).is_ready());
    });
    check("futures", &report, "followed", &[("calls", 1), ("polls", 2), ("ready", 1), ("pending", 0)]);
    assert!(report.function("followed").is_none(), "it is no function");
    let tree = report.section("tree").expect("there is always a tree");
    assert_eq!(tree.row("followed").and_then(|row| row.number("polls")), Some(2));
}

#[hotpath::measure(future = true)]
async fn followed_and_measured(times: Option<u32>) {
    pause(times.expect("a number")).await;
}

type Named = Pin<Box<dyn Future<Output = u8> + Send>>;

#[hotpath::measure(future = true, label = "named", log = true)]
fn named() -> Named {
    Box::pin(async { 7 })
}

#[test]
fn a_measured_function_whose_futures_are_followed_is_among_both() {
    let report = measured(|| {
        assert!(poll(pin!(followed_and_measured(Some(0)))).is_ready());
        assert!(poll(pin!(followed_and_measured(Some(1)))).is_pending());
        let mut panics = Box::pin(followed_and_measured(None));
        assert!(catch_unwind(AssertUnwindSafe(|| poll(panics.as_mut()))).is_err());
        let mut alive = Box::pin(followed_and_measured(Some(2)));
        assert!(poll(alive.as_mut()).is_pending());
        std::mem::forget(alive);
        assert_eq!(poll(pin!(named())), Poll::Ready(7));
    });
    let outcomes = [("cancelled", 1), ("panicked", 1), ("polls", 4)];
    let of_futures = [&outcomes[..], &[("calls", 4), ("ready", 1), ("pending", 1)]].concat();
    check("futures", &report, "followed_and_measured", &of_futures);
    check("functions", &report, "followed_and_measured", &[&outcomes[..], &[("calls", 1)]].concat());
    assert_eq!(report.coverage.in_flight, 1, "a future is one, in however many sections");
    for section in ["functions", "futures"] {
        let row =
            report.section(section).and_then(|section| section.row("followed_and_measured")).expect("it was polled");
        let states: Vec<_> = row.row.recent.iter().map(|call| call.state).collect();
        let expected = [CallState::Panicked, CallState::Cancelled, CallState::Ready].map(Some);
        assert_eq!(states, expected, "{section}");
        check(section, &report, "named", &[("calls", 1), ("polls", 1)]);
    }
    for column in ["busy", "longest_poll", "total", "max"] {
        let of = |section: &str| report.section(section)?.row("named")?.number(column);
        assert!(of("futures").is_some() && of("futures") == of("functions"), "{column}");
    }
}

#[test]
fn only_what_is_asked_for_is_among_the_futures() {
    let report = measured(|| assert!(poll(pin!(measured_function(0))).is_ready()));
    assert!(report.section("futures").is_none_or(|section| section.row("measured_function").is_none()));
}

#[test]
fn a_future_is_as_large_as_its_own_and_a_few_words() {
    let plain = async { pause(3).await };
    let size = size_of_val(&plain);
    assert!(size_of_val(&hotpath::future!(plain)) <= size + 64);
}

#[test]
fn each_of_the_latest_futures_says_how_often_it_was_polled() {
    let report = measured(|| {
        for polls in 0..70_u32 {
            let mut left = polls;
            let counting = poll_fn(move |_| match left.checked_sub(1) {
                Some(less) => {
                    left = less;
                    Poll::Pending
                }
                None => Poll::Ready(()),
            });
            let mut future = Box::pin(hotpath::future!(counting, label = "counted"));
            let mut context = Context::from_waker(Waker::noop());
            // Every seventh is dropped after a poll less.
            let polled = if polls.is_multiple_of(7) { polls } else { polls + 1 };
            (0..polled).for_each(|_| _ = future.as_mut().poll(&mut context));
        }
    });
    let row = report.section("futures").and_then(|section| section.row("counted")).expect("they were polled").row;
    assert_eq!(row.recent.len(), 50);
    let polls: Vec<_> = row.recent.iter().map(|call| (call.state, call.polls)).collect();
    let expected: Vec<_> = (20..70_u64)
        .rev()
        .map(|polls| match polls.is_multiple_of(7) {
            true => (Some(CallState::Cancelled), Some(polls)),
            false => (Some(CallState::Ready), Some(polls + 1)),
        })
        .collect();
    assert_eq!(polls, expected);
}
