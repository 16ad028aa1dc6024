//! `channel!` with `proxy = true`: the types stay, and messages are carried from one channel to another.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use futures::{SinkExt, StreamExt, executor::block_on};
use hotpath::Report;

use crate::{channels, check, measured};

/// The row says how many messages were carried, and nothing of what nobody knows.
#[track_caller]
fn check_carried(report: &Report, label: &str, messages: i64) {
    check("channels", report, label, &[("sent", messages), ("received", messages)]);
    let row = report.section("channels").and_then(|section| section.row(label)).expect("it is there");
    let unknown = "queued max_queued queued_bytes queue_avg queue_p95 queue_max queue_samples blocked blocked_sends blocked_now waiting_now waited \
                   waited_receives failed_sends failed_receives abandoned";
    let known: Vec<_> = unknown.split_whitespace().filter(|column| row.number(column).is_some()).collect();
    assert!(known.is_empty(), "{known:?}");
    assert!(text(report, label, "type").ends_with(", carried"));
}

fn text(report: &Report, label: &str, column: &str) -> String {
    channels::text(report.section("channels").expect("there are some"), label, column)
}

fn wait_until(is_so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < until, "it takes too long");
        thread::yield_now();
    }
}

/// A hundred messages in their order.
#[track_caller]
fn check_hundred(label: &str, run: impl FnOnce() -> Vec<u32>) {
    let report = measured(|| assert_eq!(run(), (0..100).collect::<Vec<_>>()));
    check_carried(&report, label, 100);
}

#[test]
fn std_unbounded() {
    check_hundred("std", || {
        let (sender, receiver): (mpsc::Sender<u32>, mpsc::Receiver<u32>) =
            hotpath::channel!(mpsc::channel(), label = "std", proxy = true);
        (0..100).for_each(|number| sender.send(number).expect("somebody receives"));
        drop(sender);
        receiver.into_iter().collect()
    });
}

#[test]
fn std_bounded() {
    check_hundred("std bounded", || {
        let (sender, receiver) =
            hotpath::channel!(mpsc::sync_channel(3), label = "std bounded", proxy = true, log = true);
        thread::scope(|scope| {
            scope.spawn(move || (0..100).for_each(|number| sender.send(number).expect("somebody receives")));
            receiver.into_iter().collect()
        })
    });
}

#[test]
fn crossbeam() {
    for pair in [crossbeam_channel::bounded(3), crossbeam_channel::unbounded()] {
        check_hundred("crossbeam", || {
            let (sender, receiver): (crossbeam_channel::Sender<u32>, crossbeam_channel::Receiver<u32>) =
                hotpath::channel!(pair, label = "crossbeam", proxy = true);
            thread::scope(|scope| {
                scope.spawn(move || (0..100).for_each(|number| sender.send(number).expect("somebody receives")));
                receiver.into_iter().collect()
            })
        });
    }
}

#[test]
fn flume() {
    check_hundred("flume", || {
        let (sender, receiver) = hotpath::channel!(::flume::bounded(3), label = "flume", proxy = true);
        thread::scope(|scope| {
            scope.spawn(move || (0..100).for_each(|number| sender.send(number).expect("somebody receives")));
            receiver.into_iter().collect()
        })
    });
}

#[test]
fn async_channel() {
    check_hundred("async-channel", || {
        let (sender, receiver) = hotpath::channel!(::async_channel::bounded(3), label = "async-channel", proxy = true);
        block_on(async {
            let send = async move {
                for number in 0..100 {
                    sender.send(number).await.expect("somebody receives");
                }
            };
            futures::join!(send, receiver.collect::<Vec<u32>>()).1
        })
    });
}

#[test]
fn tokio_bounded_and_unbounded() {
    check_hundred("tokio", || {
        let (sender, mut receiver): (tokio::sync::mpsc::Sender<u32>, tokio::sync::mpsc::Receiver<u32>) =
            hotpath::channel!(tokio::sync::mpsc::channel(3), label = "tokio", proxy = true);
        block_on(async {
            let send = async move {
                for number in 0..100 {
                    sender.send(number).await.expect("somebody receives");
                }
            };
            let receive = async {
                let mut numbers = Vec::new();
                while let Some(number) = receiver.recv().await {
                    numbers.push(number);
                }
                numbers
            };
            futures::join!(send, receive).1
        })
    });
    check_hundred("tokio unbounded", || {
        let (sender, mut receiver) =
            hotpath::channel!(tokio::sync::mpsc::unbounded_channel(), label = "tokio unbounded", proxy = true);
        (0..100).for_each(|number| sender.send(number).expect("somebody receives"));
        drop(sender);
        std::iter::from_fn(|| receiver.blocking_recv()).collect()
    });
}

#[test]
fn futures_bounded_and_unbounded() {
    use futures::channel::mpsc;
    check_hundred("futures", || {
        let (mut sender, receiver) = hotpath::channel!(mpsc::channel(3), label = "futures", proxy = true);
        block_on(async {
            let send = async move {
                for number in 0..100 {
                    sender.send(number).await.expect("somebody receives");
                }
            };
            futures::join!(send, receiver.collect::<Vec<u32>>()).1
        })
    });
    check_hundred("futures unbounded", || {
        let (sender, receiver) = hotpath::channel!(mpsc::unbounded(), label = "futures unbounded", proxy = true);
        (0..100).for_each(|number| sender.unbounded_send(number).expect("somebody receives"));
        drop(sender);
        block_on(receiver.collect())
    });
}

#[test]
fn oneshots() {
    let report = measured(|| {
        let made = |_| hotpath::channel!(tokio::sync::oneshot::channel(), label = "oneshot", proxy = true);
        let (sender, receiver) = made(());
        sender.send(7).expect("somebody receives");
        assert_eq!(block_on(receiver), Ok(7));
        let (sender, receiver) = made(());
        sender.send(8).expect("somebody receives");
        assert_eq!(receiver.blocking_recv(), Ok(8));
        // A receiver that goes is noticed, and so is a sender that goes.
        let (mut sender, receiver) = made(());
        drop(receiver);
        block_on(sender.closed());
        let (sender, receiver) = made(());
        drop(sender);
        assert!(block_on(receiver).is_err());
    });
    check_carried(&report, "oneshot", 2);
    let report = measured(|| {
        let made = |_| hotpath::channel!(futures::channel::oneshot::channel(), label = "of futures", proxy = true);
        let (sender, receiver) = made(());
        sender.send(7).expect("somebody receives");
        assert_eq!(block_on(receiver), Ok(7));
        let (mut sender, receiver) = made(());
        drop(receiver);
        block_on(sender.cancellation());
    });
    check_carried(&report, "of futures", 1);
}

#[test]
fn every_session_counts_from_zero_and_a_channel_is_active_or_closed() {
    let (sender, receiver) =
        hotpath::channel!(mpsc::sync_channel(10), label = "in sessions", proxy = true, capacity = 10, iter = true);
    let carry = |sender: &mpsc::SyncSender<i64>, receiver: &mpsc::Receiver<i64>, messages| {
        (0..messages).for_each(|number| sender.send(number).expect("somebody receives"));
        (0..messages).for_each(|number| assert_eq!(receiver.recv(), Ok(number)));
    };
    for messages in [3, 0, 2] {
        let report = measured(|| carry(&sender, &receiver, messages));
        check_carried(&report, "in sessions (all)", messages);
        assert_eq!(text(&report, "in sessions (all)", "type"), "bounded[10], carried");
        assert_eq!(text(&report, "in sessions (all)", "state"), "active");
    }
    let report = measured(|| {
        carry(&sender, &receiver, 1);
        drop((sender, receiver));
        wait_until(|| text(&hotpath::snapshot(), "in sessions (all)", "state") == "closed");
    });
    check_carried(&report, "in sessions (all)", 1);
    check_carried(&report, "in sessions", 1);
}

#[test]
fn tokio_and_async_channel_notice_that_the_receiver_went() {
    let _ = measured(|| {
        let (sender, receiver) = hotpath::channel!(tokio::sync::mpsc::channel::<u8>(3), label = "left", proxy = true);
        let (unbounded, other) =
            hotpath::channel!(tokio::sync::mpsc::unbounded_channel::<u8>(), label = "left", proxy = true);
        let (last, another) = hotpath::channel!(::async_channel::bounded::<u8>(3), label = "left", proxy = true);
        drop((receiver, other, another));
        block_on(async { futures::join!(sender.closed(), unbounded.closed(), last.closed()) });
    });
}

/// Others do when they have the next message.
#[test]
fn the_next_message_shows_that_the_receiver_went() {
    let _ = measured(|| {
        let (sender, receiver) = hotpath::channel!(mpsc::channel::<u8>(), label = "gone", proxy = true);
        let (second, other) = hotpath::channel!(crossbeam_channel::unbounded::<u8>(), label = "gone", proxy = true);
        let (third, another) = hotpath::channel!(::flume::unbounded::<u8>(), label = "gone", proxy = true);
        let (fourth, last) = hotpath::channel!(futures::channel::mpsc::unbounded::<u8>(), label = "gone", proxy = true);
        drop((receiver, other, another, last));
        wait_until(|| sender.send(0).is_err());
        wait_until(|| second.send(0).is_err());
        wait_until(|| third.send(0).is_err());
        wait_until(|| fourth.unbounded_send(0).is_err());
    });
}

#[test]
fn what_flume_carried_is_there_to_be_drained() {
    let _ = measured(|| {
        let (sender, receiver) = hotpath::channel!(::flume::bounded(3), label = "drained", proxy = true);
        sender.send(1).expect("somebody receives");
        wait_until(|| receiver.len() == 1);
        assert_eq!(receiver.drain().collect::<Vec<_>>(), [1]);
        sender.send(2).expect("somebody receives");
        wait_until(|| receiver.try_recv() == Ok(2));
    });
}

/// What is in the queue, in the hand of the carrier and in the place of the second channel.
#[test]
fn a_carried_channel_holds_one_or_two_messages_more() {
    let _ = measured(|| {
        let (sender, receiver) = hotpath::channel!(mpsc::sync_channel::<u8>(3), label = "held", proxy = true);
        let (other, others) = hotpath::channel!(tokio::sync::mpsc::channel::<u8>(3), label = "held", proxy = true);
        let (third, _receiver) = hotpath::channel!(::flume::bounded::<u8>(3), label = "held", proxy = true);
        let (fourth, _receiver) = hotpath::channel!(::async_channel::bounded::<u8>(3), label = "held", proxy = true);
        let (rendezvous, _receiver) = hotpath::channel!(mpsc::sync_channel::<u8>(0), label = "held", proxy = true);
        let mut sent = [0; 5];
        let mut send = || {
            sent[0] += u32::from(sender.try_send(0).is_ok());
            sent[1] += u32::from(other.try_send(0).is_ok());
            sent[2] += u32::from(third.try_send(0).is_ok());
            sent[3] += u32::from(fourth.try_send(0).is_ok());
            sent[4] += u32::from(rendezvous.try_send(0).is_ok());
            sent
        };
        let most = [4, 4, 5, 5, 1];
        let until = Instant::now() + Duration::from_secs(10);
        while send() != most {
            assert!(Instant::now() < until, "{:?}", send());
            thread::yield_now();
        }
        // And no more.
        let until = Instant::now() + Duration::from_millis(100);
        while Instant::now() < until {
            assert_eq!(send(), most);
        }
        drop(sender);
        assert_eq!(receiver.iter().count(), 4);
        drop(others);
        block_on(other.closed());
    });
}

#[test]
fn a_message_that_panics_when_it_is_dropped_ends_its_channel_only() {
    struct Loud;
    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(tokio::sync::mpsc::channel(3), label = "loud", proxy = true);
        let (quiet, mut quiet_receiver) =
            hotpath::channel!(tokio::sync::mpsc::channel(3), label = "quiet", proxy = true);
        // One message goes with the receiver, the carrier drops the other one.
        (0..2).for_each(|_| assert!(sender.try_send(Loud).is_ok()));
        wait_until(|| sender.capacity() == 2 && receiver.len() == 1);
        assert!(catch_unwind(AssertUnwindSafe(|| drop(receiver))).is_err());
        block_on(sender.closed());
        quiet.try_send(1).expect("somebody receives");
        assert_eq!(quiet_receiver.blocking_recv(), Some(1));
    });
    check_carried(&report, "quiet", 1);
}
