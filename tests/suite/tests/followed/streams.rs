//! What streams yield and how they end, counted once each at the place that made them.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    thread::sleep,
    time::{Duration, Instant},
};

use hotpath_report::{CallState, Cell};

use crate::{check, measured};
use ::futures::{
    Stream, StreamExt,
    executor::block_on,
    stream::{self, FusedStream},
};

fn poll<S: Stream>(stream: Pin<&mut S>) -> Poll<Option<S::Item>> {
    stream.poll_next(&mut Context::from_waker(Waker::noop()))
}

/// Every other poll is pending.
fn halting(items: u32) -> impl Stream<Item = u32> {
    let mut polls = 0;
    stream::poll_fn(move |_| {
        polls += 1;
        match (polls % 2, polls / 2) {
            (1, _) => Poll::Pending,
            (_, item) if item <= items => Poll::Ready(Some(item)),
            _ => Poll::Ready(None),
        }
    })
}

#[test]
fn items_and_ends_are_counted_once() {
    let report = measured(|| {
        let make = |items| hotpath::stream!(halting(items), label = "made");
        let mut whole = pin!(make(3));
        let next = |_| match poll(whole.as_mut()) {
            Poll::Ready(item) => item,
            Poll::Pending => None,
        };
        let yielded: Vec<_> = (0..8).filter_map(next).collect();
        assert_eq!(yielded, [1, 2, 3]);
        // Dropped after an item.
        let mut part = Box::pin(make(9));
        assert!(poll(part.as_mut()).is_pending() && poll(part.as_mut()).is_ready());
        drop(part);
        // Never polled, and alive.
        drop(make(1));
        let mut alive = Box::pin(make(1));
        assert!(poll(alive.as_mut()).is_pending());
        std::mem::forget(alive);
    });
    let expected = [
        ("streams", 3),
        ("yielded", 4),
        ("polls", 11),
        ("completed", 1),
        ("dropped", 1),
        ("panicked", 0),
        ("alive", 1),
    ];
    check("streams", &report, "made", &expected);
    assert!(report.function("made").is_none(), "it is no function");
    assert_eq!(report.coverage.in_flight, 1);
}

#[test]
fn a_stream_that_is_dropped_early_is_among_the_latest_items() {
    let report = measured(|| {
        for items in 1..=2 {
            let mut stream = Box::pin(hotpath::stream!(stream::iter(0..2), label = "cut", log = true));
            for _ in 0..items {
                assert!(poll(stream.as_mut()).is_ready());
            }
        }
        assert_eq!(block_on(hotpath::stream!(stream::empty::<u8>(), label = "whole").count()), 0);
        let panics = stream::poll_fn(|_| -> Poll<Option<u8>> { panic!("on purpose") });
        let mut panics = Box::pin(hotpath::stream!(panics, label = "panics"));
        assert!(catch_unwind(AssertUnwindSafe(|| poll(panics.as_mut()))).is_err());
    });
    let recent = |name| -> Vec<_> {
        let row = report.section("streams").and_then(|section| section.row(name)).expect("it was polled").row;
        row.recent.iter().map(|call| (call.state, call.result.as_deref())).collect()
    };
    let dropped = (Some(CallState::Dropped), None);
    assert_eq!(recent("cut"), [dropped, (None, Some("1")), (None, Some("0")), dropped, (None, Some("0"))]);
    assert_eq!(recent("whole"), []);
    assert_eq!(recent("panics"), [(Some(CallState::Panicked), None)]);
}

#[test]
fn polls_have_times_of_their_own() {
    const LONG: Duration = Duration::from_millis(5);
    let report = measured(|| {
        let mut polls = 0;
        let stream = stream::poll_fn(move |_| {
            polls += 1;
            let begun = Instant::now();
            while polls == 4 && begun.elapsed() < LONG {}
            if polls % 2 == 1 { Poll::Pending } else { Poll::Ready(Some(polls)) }
        });
        let mut stream = Box::pin(hotpath::stream!(stream, label = "paused"));
        for _ in 0..5 {
            assert!(poll(stream.as_mut()).is_pending());
            // Nobody polls meanwhile: it is part of the time between items, and of no poll.
            sleep(2 * LONG);
            assert!(poll(stream.as_mut()).is_ready());
        }
    });
    let row = report.section("streams").and_then(|section| section.row("paused")).expect("it was polled");
    let ns = |column| row.number(column).unwrap_or_else(|| panic!("no {column}"));
    let long = i64::try_from(LONG.as_nanos()).expect("it is short");
    // One poll of ten: the 95th percentile is this one. A bucket is off by less than 1 %.
    assert!(ns("longest_poll") >= long && ns("poll_p95") >= long / 100 * 99, "{row:?}");
    assert!(ns("poll_p95") <= ns("longest_poll") && ns("poll_avg") <= ns("longest_poll"), "{row:?}");
    assert!((ns("poll_avg") - ns("busy") / 10).abs() <= 1, "{row:?}");
    assert!(ns("min") >= 2 * long && ns("avg") >= 2 * long, "{row:?}");
}

#[test]
fn polls_of_an_earlier_session_are_forgotten() {
    let mut stream = Box::pin(hotpath::stream!(stream::repeat(1), label = "forgetful"));
    let mut spin = |time: Duration| {
        let begun = Instant::now();
        while poll(stream.as_mut()).is_ready() && begun.elapsed() < time {}
    };
    measured(|| spin(Duration::from_millis(5)));
    let report = measured(|| spin(Duration::ZERO));
    let row = report.section("streams").and_then(|section| section.row("forgetful")).expect("it was polled");
    assert_eq!(row.number("polls"), Some(1));
    // A single poll is its own percentile, but for the width of a bucket.
    let (p95, only) = (row.number("poll_p95").expect("known"), row.number("poll_avg").expect("known"));
    assert!((p95 - only).abs() <= only / 100 + 1, "{row:?}");
}

#[test]
fn a_stream_that_panics_is_over() {
    let line = line!() + 3;
    let report = measured(|| {
        let stream = stream::poll_fn(|_| -> Poll<Option<u8>> { panic!("on purpose") });
        let mut panics = Box::pin(hotpath::stream!(stream));
        let outcome = catch_unwind(AssertUnwindSafe(|| poll(panics.as_mut())));
        assert!(outcome.is_err());
    });
    let name = format!("followed/streams.rs:{line}");
    check("streams", &report, &name, &[("streams", 1), ("panicked", 1), ("dropped", 0), ("alive", 0)]);
}

#[test]
fn a_stream_goes_on_in_the_next_session() {
    let mut stream = Box::pin(hotpath::stream!(stream::iter(0..10), label = "long"));
    let mut take = |items: usize| {
        for _ in 0..items {
            assert!(poll(stream.as_mut()).is_ready());
        }
    };
    take(2);
    check("streams", &measured(|| take(3)), "long", &[("streams", 1), ("yielded", 3), ("alive", 1)]);
    check("streams", &measured(|| take(4)), "long", &[("streams", 1), ("yielded", 4), ("alive", 1)]);
}

#[test]
fn it_is_what_the_plain_stream_is() {
    let plain = || stream::iter([1, 2, 3]).fuse();
    let mut followed = hotpath::stream!(plain(), log = true);
    assert_eq!(followed.size_hint(), plain().size_hint());
    assert!(!followed.is_terminated());
    assert_eq!(block_on(followed.by_ref().collect::<Vec<_>>()), [1, 2, 3]);
    assert!(followed.is_terminated());
    // It is one, and can do what the one inside can.
    let _: &stream::Fuse<_> = &followed;
    fn unpin_and_send<T: Unpin + Send>(_: &T) {}
    unpin_and_send(&followed);
    assert!(size_of_val(&followed) <= size_of_val(&plain()) + 64);
}

#[test]
fn a_logged_stream_keeps_the_text_of_items() {
    let report = measured(|| {
        let letters = hotpath::stream!(stream::iter(["a", "b"]), label = "letters", log = true);
        assert_eq!(block_on(letters.count()), 2);
    });
    let row = report.section("streams").and_then(|section| section.row("letters")).expect("it was polled").row;
    let texts: Vec<_> = row.recent.iter().map(|call| call.result.as_deref()).collect();
    assert_eq!(texts, [Some("\"b\""), Some("\"a\"")], "newest first");
}

#[test]
fn listed_streams_have_rows_of_their_own() {
    let report = measured(|| {
        for items in 1..=3 {
            let mut stream = pin!(hotpath::stream!(stream::iter(0..items), label = "listed", iter = true));
            // The last one is dropped early.
            let polls = if items == 3 { 3 } else { items + 1 };
            (0..polls).for_each(|_| assert!(poll(stream.as_mut()).is_ready()));
        }
    });
    check("streams", &report, "listed (all)", &[("streams", 3), ("yielded", 6), ("completed", 2), ("dropped", 1)]);
    check("streams", &report, "listed", &[("streams", 1), ("yielded", 1), ("completed", 1), ("alive", 0)]);
    check("streams", &report, "listed-2", &[("instance", 1), ("yielded", 2), ("completed", 1), ("dropped", 0)]);
    check("streams", &report, "listed-3", &[("yielded", 3), ("completed", 0), ("dropped", 1)]);
}

#[test]
fn a_listed_stream_that_never_yields_has_a_row() {
    let mut stuck = Box::pin(hotpath::stream!(stream::pending::<u8>(), label = "stuck", iter = true));
    for _ in 0..2 {
        let report = measured(|| assert!(poll(stuck.as_mut()).is_pending()));
        let expected = [("streams", 1), ("yielded", 0), ("completed", 0), ("dropped", 0), ("alive", 1)];
        check("streams", &report, "stuck", &expected);
        check("streams", &report, "stuck (all)", &expected);
    }
    let report = measured(|| {
        assert!(poll(stuck.as_mut()).is_pending());
        drop(stuck);
        // Never polled: it is no stream of the place.
        drop(hotpath::stream!(stream::pending::<u8>(), label = "unpolled", iter = true));
    });
    check("streams", &report, "stuck", &[("streams", 1), ("yielded", 0), ("dropped", 1), ("alive", 0)]);
    let section = report.section("streams").expect("there is one");
    assert!(section.iter().all(|row| !row.name().starts_with("unpolled")));
}

#[test]
fn the_type_of_the_items_is_known() {
    let report = measured(|| {
        let stream = hotpath::stream!(stream::iter(["a", "b"]), label = "texts", iter = true);
        assert_eq!(block_on(stream.count()), 2);
    });
    let section = report.section("streams").expect("there are some");
    let item_type = section.column("item_type").expect("the type has a column");
    for row in section.iter() {
        assert_eq!(row.row.cell(item_type), &Cell::Text("&str".into()), "{}", row.name());
        assert_eq!(row.number("item_bytes"), Some(i64::try_from(size_of::<&str>()).unwrap()), "{}", row.name());
    }
}

#[test]
fn each_listed_stream_has_its_own_items() {
    let report = measured(|| {
        for first in [10, 20] {
            let stream = hotpath::stream!(stream::iter(first..first + 2), label = "each", log = true, iter = true);
            assert_eq!(block_on(stream.count()), 2);
        }
    });
    let section = report.section("streams").expect("there are some");
    let texts = |name: &str| -> Vec<_> {
        let row = section.rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no row {name}"));
        row.recent.iter().filter_map(|item| item.result.clone()).collect()
    };
    assert_eq!(texts("each (all)"), ["21", "20", "11", "10"]);
    assert_eq!(
        (texts("each"), texts("each-2")),
        (vec!["11".to_owned(), "10".into()], vec!["21".to_owned(), "20".into()])
    );
}
