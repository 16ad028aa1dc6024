//! flume.

use std::{
    pin::{Pin, pin},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use flume::Selector;
use futures::{
    Sink, SinkExt, Stream, StreamExt,
    executor::block_on,
    future::{FusedFuture, join_all},
    stream::FusedStream,
};

use crate::support::{
    Dropped, Random, SHORT, Scenario, Steps, Wakes, check, is_free, measured, number, past, poll, poll_with, same,
    until,
};

macro_rules! scenarios {
    ($name:ident, $($types:ident)::+, |$ends:ident| $followed:expr) => {
        mod $name {
            use super::*;
            use ::$($types)::+::{
                Drain, IntoIter, Iter, Receiver, Sender, TryIter, WeakSender,
                r#async::{RecvFut, RecvStream, SendFut, SendSink},
            };

            fn channel<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
                let $ends = capacity.map_or_else(flume::unbounded, flume::bounded);
                $followed
            }

            fn order_and_capacity() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(2), None] {
                    let (sender, receiver) = channel(capacity);
                    for number in 0..4 {
                        steps.see(sender.try_send(number));
                        steps.see((sender.len(), receiver.len(), sender.is_full(), receiver.is_full()));
                    }
                    steps.see((sender.capacity(), receiver.capacity(), sender.is_empty(), receiver.is_empty()));
                    steps.see((receiver.try_recv(), sender.try_send(4)));
                    steps.see(receiver.try_iter().collect::<Vec<_>>());
                    steps.see((receiver.try_recv(), receiver.is_empty()));
                    steps.see((sender.sender_count(), sender.receiver_count(), sender.is_disconnected()));
                    let others = (sender.clone(), receiver.clone(), receiver.clone());
                    steps.see((receiver.sender_count(), receiver.receiver_count(), receiver.is_disconnected()));
                    drop(others);
                    steps.see((receiver.sender_count(), receiver.receiver_count()));
                }
                steps.end()
            }

            fn times_that_are_up() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [0, 1] {
                    let (sender, receiver) = channel(Some(capacity));
                    steps.see((receiver.recv_timeout(SHORT), receiver.recv_timeout(Duration::ZERO)));
                    steps.see((receiver.recv_deadline(past()), receiver.recv_deadline(Instant::now() + SHORT)));
                    for number in 0..3 {
                        steps.see((sender.send_timeout(number, SHORT), sender.send_deadline(number + 10, past())));
                        steps.see(sender.send_timeout(number + 20, Duration::ZERO));
                    }
                    steps.see((receiver.try_recv(), receiver.try_recv()));
                }
                let (sender, receiver) = channel(Some(2));
                steps.see((sender.send_timeout(1, Duration::MAX), sender.send_deadline(2, past())));
                steps.see((receiver.recv_timeout(Duration::MAX), receiver.recv_deadline(past())));
                steps.end()
            }

            fn closing() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(1), Some(4), None] {
                    let (sender, receiver) = channel(capacity);
                    let _ = sender.try_send(1);
                    drop(receiver);
                    steps.see((sender.send(2), sender.try_send(3), sender.len(), sender.is_disconnected()));
                    steps.see((sender.send_timeout(4, SHORT), sender.send_deadline(5, past())));
                    steps.see((block_on(sender.send_async(6)), block_on(sender.clone().into_send_async(7))));
                    let (sender, receiver) = channel(capacity);
                    let _ = (sender.try_send(1), sender.try_send(2));
                    drop(sender);
                    steps.see((receiver.len(), receiver.is_disconnected()));
                    steps.see((receiver.try_recv(), receiver.recv(), receiver.recv()));
                    steps.see((receiver.try_recv(), receiver.recv_timeout(SHORT), receiver.recv_deadline(past())));
                    steps.see((block_on(receiver.recv_async()), block_on(receiver.stream().next())));
                    steps.see(receiver.into_iter().next());
                }
                steps.end()
            }

            fn who_waits_is_woken() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(1)] {
                    let (sender, receiver) = channel::<u32>(capacity);
                    let all = thread::scope(|scope| {
                        let receiver = scope.spawn(move || {
                            let first = receiver.recv();
                            thread::sleep(SHORT);
                            let others = (receiver.recv(), receiver.recv_timeout(Duration::from_secs(20)));
                            (first, others, block_on(receiver.recv_async()), receiver.recv())
                        });
                        thread::sleep(SHORT);
                        (0..3).for_each(|number| steps.see(sender.send(number)));
                        steps.see(block_on(sender.send_async(3)));
                        thread::sleep(SHORT);
                        drop(sender);
                        receiver.join().expect("it does not panic")
                    });
                    steps.see(all);
                    let (sender, receiver) = channel::<u32>(capacity);
                    let sent = thread::scope(|scope| {
                        let sender = scope.spawn(move || [sender.send(1), sender.send(2), sender.send(3)]);
                        until(|| receiver.len() == capacity.unwrap_or(0));
                        thread::sleep(SHORT);
                        drop(receiver);
                        sender.join().expect("it does not panic")
                    });
                    steps.see(sent);
                }
                steps.end()
            }

            fn messages_inside_are_dropped() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(2), None] {
                    let dropped = Dropped::default();
                    let (sender, receiver) = channel(capacity);
                    (0..4).for_each(|number| steps.see(sender.try_send(dropped.message(number)).is_ok()));
                    steps.see(receiver.try_recv().is_ok());
                    steps.see(receiver.drain().next().is_some());
                    steps.see(&dropped);
                    steps.see(sender.try_send(dropped.message(5)).is_ok());
                    // Futures that were not polled, that wait, and that were given up.
                    drop(sender.send_async(dropped.message(6)));
                    let mut waits = Box::pin(sender.send_async(dropped.message(7)));
                    let mut given_up = Box::pin(sender.send_async(dropped.message(8)));
                    steps.see((poll(waits.as_mut()).is_ready(), poll(given_up.as_mut()).is_ready()));
                    drop(given_up);
                    steps.see(&dropped);
                    drop(receiver);
                    steps.see((&dropped, poll(waits.as_mut())));
                    drop(waits);
                    drop(sender);
                    steps.see(dropped);
                }
                steps.end()
            }

            fn many_on_both_sides() -> Vec<String> {
                let mut steps = Steps::default();
                // Not all kinds of receivers at once: one that is given up wakes a blocked one for nothing, which flume then forgets.
                let kinds = [Some(0), Some(1), Some(7), None].into_iter().flat_map(|capacity| [(capacity, 0), (capacity, 1), (capacity, 2)]);
                for (capacity, kind) in kinds {
                    let (sender, receiver) = channel::<u64>(capacity);
                    let mut received: Vec<u64> = thread::scope(|scope| {
                        for part in 0..4 {
                            let sender = sender.clone();
                            scope.spawn(move || {
                                for number in part * 500..part * 500 + 500 {
                                    if number % 2 == 0 {
                                        sender.clone().send(number).expect("somebody receives");
                                    } else {
                                        block_on(sender.send_async(number)).expect("somebody receives");
                                    }
                                }
                            });
                        }
                        drop(sender);
                        let receivers: Vec<_> = (0..3)
                            .map(|_| {
                                let receiver = receiver.clone();
                                scope.spawn(move || match kind {
                                    0 => receiver.into_iter().collect::<Vec<_>>(),
                                    1 => block_on(receiver.into_stream().collect()),
                                    _ => block_on(async {
                                        let mut all = Vec::new();
                                        while let Ok(number) = receiver.recv_async().await {
                                            all.push(number);
                                        }
                                        all
                                    }),
                                })
                            })
                            .collect();
                        receivers.into_iter().flat_map(|receiver| receiver.join().expect("no panic")).collect()
                    });
                    received.sort_unstable();
                    assert!(received.iter().copied().eq(0..2_000));
                    steps.see((received.len(), receiver.len(), receiver.recv()));
                }
                steps.end()
            }

            fn iterators_and_identity() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(None);
                let (other, other_receiver) = channel::<u32>(None);
                steps.see((sender.same_channel(&sender.clone()), sender.same_channel(&other)));
                steps.see((receiver.same_channel(&receiver.clone()), receiver.same_channel(&other_receiver)));
                (0..9).for_each(|number| steps.see(sender.send(number)));
                let mut iter: Iter<'_, _> = receiver.iter();
                steps.see((iter.next(), iter.size_hint(), &iter));
                let mut try_iter: TryIter<'_, _> = receiver.try_iter();
                steps.see((try_iter.next(), try_iter.size_hint(), &try_iter));
                steps.see((&receiver).into_iter().take(2).collect::<Vec<_>>());
                let mut drain: Drain<'_, _> = receiver.drain();
                steps.see((drain.next(), drain.len(), drain.size_hint().0, &sender.len()));
                steps.see(drain.collect::<Vec<_>>());
                steps.see((receiver.drain().len(), &sender, &receiver, sender.send(9)));
                drop(sender);
                let mut into_iter: IntoIter<_> = receiver.into_iter();
                steps.see((into_iter.next(), &into_iter));
                steps.see(into_iter.next());
                steps.end()
            }

            fn weak_senders() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(None);
                let weak: WeakSender<u32> = sender.downgrade();
                let upgraded = weak.clone().upgrade().expect("there is a sender");
                steps.see((&weak, sender.sender_count(), upgraded.same_channel(&sender)));
                drop(sender);
                steps.see((upgraded.send(1), receiver.is_disconnected()));
                drop(upgraded);
                steps.see((weak.upgrade().is_some(), receiver.is_disconnected(), receiver.recv(), receiver.recv()));
                steps.end()
            }

            fn futures_that_send() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(1), None] {
                    let (sender, receiver) = channel::<u32>(capacity);
                    let wakes = Arc::new(Wakes::default());
                    let mut futures: Vec<SendFut<'_, u32>> = (0..3).map(|number| sender.send_async(number)).collect();
                    futures.push(sender.clone().into_send_async(3));
                    steps.see((&futures[0], futures[0].is_full(), futures[0].len(), futures[0].capacity()));
                    steps.see((futures[0].is_empty(), futures[0].is_disconnected(), futures[0].is_terminated()));
                    for future in &mut futures {
                        steps.see(poll_with(Pin::new(future), &wakes));
                    }
                    // The second is given up, the others go on as there is room.
                    drop(futures.remove(1));
                    for _ in 0..4 {
                        steps.see((receiver.try_recv(), wakes.count(), sender.len()));
                        for future in &mut futures {
                            steps.see(poll_with(Pin::new(future), &wakes));
                        }
                    }
                    steps.see(sender.sender_count());
                    drop(futures);
                    steps.see(sender.sender_count());
                }
                steps.end()
            }

            fn futures_that_receive() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(1), None] {
                    let (sender, receiver) = channel::<u32>(capacity);
                    let wakes = Arc::new(Wakes::default());
                    let mut futures: Vec<RecvFut<'_, u32>> = (0..2).map(|_| receiver.recv_async()).collect();
                    futures.push(receiver.clone().into_recv_async());
                    steps.see((&futures[0], futures[0].is_full(), futures[0].len(), futures[0].capacity()));
                    steps.see((futures[0].is_empty(), futures[0].is_disconnected(), futures[0].is_terminated()));
                    for future in &mut futures {
                        steps.see(poll_with(Pin::new(future), &wakes));
                    }
                    // A future that was woken and is given up wakes another.
                    steps.see((sender.try_send(1), wakes.count()));
                    drop(futures.remove(0));
                    steps.see((wakes.count(), sender.try_send(2), wakes.count()));
                    for future in &mut futures {
                        steps.see(poll_with(Pin::new(future), &wakes));
                    }
                    drop(sender);
                    steps.see(wakes.count());
                    for future in &mut futures {
                        steps.see((poll_with(Pin::new(future), &wakes), future.is_terminated()));
                    }
                }
                steps.end()
            }

            fn streams_and_sinks() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(2));
                let mut sink: SendSink<'_, u32> = sender.sink();
                let mut stream: RecvStream<'_, u32> = receiver.stream();
                steps.see((&sink, sink.is_disconnected(), sink.is_empty(), sink.is_full(), sink.len(), sink.capacity()));
                steps.see((&stream, stream.is_disconnected(), stream.is_empty(), stream.is_full()));
                steps.see((stream.len(), stream.capacity(), stream.size_hint(), stream.is_terminated()));
                let other = sender.clone().into_sink();
                steps.see((sink.same_channel(&sink.clone()), sink.sender().same_channel(&sender), other.len()));
                steps.see((stream.same_channel(&stream.clone()), sender.sender_count(), receiver.receiver_count()));
                for number in 0..4 {
                    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
                    steps.see(Pin::new(&mut sink).poll_ready(&mut context));
                    steps.see((Pin::new(&mut sink).start_send(number), sender.len()));
                    steps.see((Pin::new(&mut sink).poll_flush(&mut context), sender.len()));
                }
                // The second of what found no room takes the place of the first.
                steps.see(block_on(stream.next()));
                steps.see((poll(pin!(sink.flush())), poll(pin!(sink.close())), sender.sender_count()));
                let received = block_on(async {
                    let mut other = other;
                    let send = async {
                        steps.see(other.send_all(&mut futures::stream::iter((10..20).map(Ok))).await);
                        steps.see(sink.feed(20).await);
                        steps.see(sink.close().await);
                    };
                    futures::join!(send, stream.by_ref().take(13).collect::<Vec<_>>()).1
                });
                steps.see((received, poll(pin!(stream.next()))));
                drop(stream);
                drop(receiver);
                let failed = block_on(sink.send(30));
                steps.see((failed, sink.is_disconnected()));
                drop(sink);
                steps.see(block_on(sender.into_sink().send(31)));
                steps.end()
            }

            fn waiting_together() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(0));
                let (sent, mut received) = block_on(async {
                    let send = join_all((0..50).map(|number| sender.send_async(number)));
                    futures::join!(send, receiver.stream().take(50).collect::<Vec<_>>())
                });
                received.sort_unstable();
                steps.see((sent, received));
                steps.end()
            }

            fn selectors() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(1));
                let (other, other_receiver) = channel::<&str>(None);
                let select = || {
                    Selector::new()
                        .recv(&receiver, |number| format!("{number:?}"))
                        .recv(&other_receiver, |text| format!("{text:?}"))
                        .wait_timeout(SHORT)
                };
                steps.see(select());
                steps.see((sender.send(1), select(), other.send("a"), select()));
                for number in 0..2 {
                    steps.see(Selector::new().send(&sender, number, |sent| sent).wait_timeout(SHORT));
                }
                steps.see((receiver.try_recv(), receiver.try_recv()));
                thread::scope(|scope| {
                    scope.spawn(|| {
                        thread::sleep(SHORT);
                        sender.send(8)
                    });
                    steps.see(Selector::new().recv(&receiver, |number| number).wait());
                });
                drop(sender);
                steps.see(select());
                steps.end()
            }

            pub const ALL: &[Scenario] = &[
                ("order_and_capacity", order_and_capacity),
                ("times_that_are_up", times_that_are_up),
                ("closing", closing),
                ("who_waits_is_woken", who_waits_is_woken),
                ("messages_inside_are_dropped", messages_inside_are_dropped),
                ("many_on_both_sides", many_on_both_sides),
                ("iterators_and_identity", iterators_and_identity),
                ("weak_senders", weak_senders),
                ("futures_that_send", futures_that_send),
                ("futures_that_receive", futures_that_receive),
                ("streams_and_sinks", streams_and_sinks),
                ("waiting_together", waiting_together),
                ("selectors", selectors),
            ];
        }
    };
}

scenarios!(plain, flume, |ends| ends);
scenarios!(followed, hotpath::wrap::flume, |ends| hotpath::channel!(ends));

#[test]
fn it_does_what_the_plain_channel_does() {
    same(plain::ALL, followed::ALL);
}

#[test]
fn every_method_that_sends_or_receives_counts() {
    let row = "flume, one call each";
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(flume::bounded::<u32>(64), label = "flume, one call each");
        let later = Instant::now() + Duration::from_secs(20);
        sender.send(1).expect("there is room");
        sender.try_send(2).expect("there is room");
        sender.send_timeout(3, SHORT).expect("there is room");
        sender.send_deadline(4, later).expect("there is room");
        block_on(sender.send_async(5)).expect("there is room");
        block_on(sender.clone().into_send_async(6)).expect("there is room");
        block_on(sender.sink().send(7)).expect("there is room");
        block_on(sender.clone().into_sink().send(8)).expect("there is room");
        sender.downgrade().upgrade().expect("there is a sender").send(9).expect("there is room");
        // A future that is not polled sends nothing, and one that is polled again nothing more.
        drop(sender.send_async(0));
        let mut once = sender.send_async(10);
        assert!(poll(Pin::new(&mut once)).is_ready() && poll(Pin::new(&mut once)).is_ready());
        (11..=16).for_each(|number| sender.send(number).expect("there is room"));
        check(&hotpath::snapshot(), row, &[("sent", 16), ("received", 0), ("queued", 16)]);
        let received = [
            receiver.recv().ok(),
            receiver.try_recv().ok(),
            receiver.recv_timeout(SHORT).ok(),
            receiver.recv_deadline(later).ok(),
            block_on(receiver.recv_async()).ok(),
            block_on(receiver.clone().into_recv_async()).ok(),
            block_on(receiver.stream().next()),
            block_on(receiver.clone().into_stream().next()),
            receiver.iter().next(),
            receiver.try_iter().next(),
            (&receiver).into_iter().next(),
            receiver.clone().into_iter().next(),
        ];
        assert!(received.into_iter().eq((1..=12).map(Some)));
        check(&hotpath::snapshot(), row, &[("sent", 16), ("received", 12), ("queued", 4)]);
        assert_eq!(receiver.drain().next(), Some(13));
        let looks = (sender.len(), sender.is_empty(), sender.is_full(), receiver.capacity(), receiver.len());
        assert_eq!(looks, (0, true, false, Some(64), 0));
        sender.send(17).expect("there is room");
    });
    let expected = [
        ("sent", 17),
        ("received", 16),
        ("queued", 0),
        ("max_queued", 16),
        ("abandoned", 1),
        ("failed_sends", 0),
        ("failed_receives", 0),
        ("blocked_sends", 0),
        ("waited_receives", 0),
        ("ended", 1),
        ("alive", 0),
    ];
    check(&report, row, &expected);
}

#[test]
fn waits_and_failures_are_counted_where_they_are() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(flume::bounded::<u32>(1), label = "flume, waits");
        receiver.recv_timeout(SHORT).expect_err("it is empty");
        receiver.try_recv().expect_err("it is empty");
        assert_eq!(receiver.try_iter().next(), None);
        sender.send(1).expect("there is room");
        sender.try_send(2).expect_err("it is full");
        sender.send_timeout(3, SHORT).expect_err("it is full");
        // Futures that find no room, three of them: one is given up, and the message of one that is was sent before.
        let mut sent = sender.send_async(4);
        let mut given_up = sender.send_async(5);
        let mut too_late = sender.send_async(6);
        for future in [&mut sent, &mut given_up, &mut too_late] {
            assert!(poll(Pin::new(future)).is_pending());
        }
        drop(given_up);
        assert_eq!((receiver.recv(), receiver.recv(), receiver.recv()), (Ok(1), Ok(4), Ok(6)));
        assert!(poll(Pin::new(&mut sent)).is_ready());
        drop(too_late);
        check(&hotpath::snapshot(), "flume, waits", &[("sent", 3), ("received", 3), ("queued", 0)]);
        // And such as find no message.
        let mut receives = receiver.recv_async();
        let mut stream = receiver.stream();
        assert!(poll(Pin::new(&mut receives)).is_pending() && poll(Pin::new(&mut receives)).is_pending());
        assert!(poll(pin!(stream.next())).is_pending());
        sender.send(7).expect("there is room");
        assert_eq!(block_on(receives), Ok(7));
        drop(stream);
        // The sink waits, and then what it was given is forgotten.
        sender.send(8).expect("there is room");
        let mut sink = sender.sink();
        assert!(poll(pin!(sink.send(9))).is_pending());
        drop(sink);
        assert_eq!(receiver.drain().count(), 1);
    });
    let expected = [
        ("sent", 5),
        ("received", 5),
        ("waited_receives", 3),
        ("failed_receives", 1),
        ("failed_sends", 1),
        ("blocked_sends", 5),
        ("max_queued", 1),
        ("abandoned", 0),
    ];
    check(&report, "flume, waits", &expected);
    let least = i64::try_from(SHORT.as_nanos()).expect("it is short") * 9 / 10;
    assert!(number(&report, "flume, waits", "waited") >= Some(least));
    assert!(number(&report, "flume, waits", "blocked") >= Some(least));
}

#[test]
fn what_a_selector_receives_is_counted_at_the_latest_when_the_endpoint_goes() {
    let row = "flume, selector";
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(flume::unbounded::<u32>(), label = "flume, selector");
        for number in 0..100 {
            sender.send(number).expect("somebody receives");
            assert_eq!(Selector::new().recv(&receiver, |received| received).wait(), Ok(number));
        }
        check(&hotpath::snapshot(), row, &[("sent", 100), ("received", 99), ("queued", 1)]);
        drop(receiver.clone());
        check(&hotpath::snapshot(), row, &[("sent", 100), ("received", 100), ("queued", 0), ("max_queued", 2)]);
        sender.send(0).expect("somebody receives");
        assert_eq!(Selector::new().recv(&receiver, |received| received).wait(), Ok(0));
    });
    check(&report, row, &[("sent", 101), ("received", 101), ("abandoned", 0), ("ended", 1)]);
}

#[test]
fn the_latest_messages_of_all_ways_are_kept() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(flume::bounded::<u32>(2), label = "flume, logged", log = true);
        sender.send(1).expect("there is room");
        block_on(sender.send_async(2)).expect("there is room");
        let mut waits = sender.send_async(3);
        let mut given_up = sender.send_async(4);
        assert!(poll(Pin::new(&mut waits)).is_pending() && poll(Pin::new(&mut given_up)).is_pending());
        drop(given_up);
        assert_eq!(receiver.recv(), Ok(1));
        drop(waits);
        assert_eq!(receiver.drain().collect::<Vec<_>>(), [2, 3]);
    });
    let section = report.section("channels").expect("there is one");
    let row = section.rows.iter().find(|row| row.name == "flume, logged").expect("there is a row");
    let of = |state| -> Vec<_> {
        let calls = row.recent.iter().filter(|call| call.state == Some(state));
        calls.filter_map(|call| call.result.as_deref()).collect()
    };
    assert_eq!(of(hotpath_report::CallState::Sent), ["3", "2", "1"]);
    assert_eq!(of(hotpath_report::CallState::Received), ["3", "2", "1"]);
}

/// All that can be done on one thread, futures that wait and are given up included, against a model.
#[test]
fn whatever_is_done_adds_up() {
    let report = measured(|| {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let capacity = [None, Some(1), Some(2), Some(5)][random.below(4) as usize];
            let ends = capacity.map_or_else(flume::unbounded, flume::bounded);
            let (sender, receiver) = hotpath::channel!(ends, label = "flume, random");
            let mut received = 0_i64;
            let mut waiting = Vec::new();
            hotpath::reset();
            for _ in 0..60 {
                match random.below(8) {
                    0 => _ = sender.try_send(0),
                    1 => _ = sender.send_timeout(0, Duration::ZERO),
                    2 => {
                        let mut future = sender.send_async(0);
                        if poll(Pin::new(&mut future)).is_pending() {
                            waiting.push(future);
                        }
                    }
                    3 if !waiting.is_empty() => {
                        let index = random.below(waiting.len() as u64) as usize;
                        drop(waiting.swap_remove(index));
                    }
                    4 => waiting.retain_mut(|future| poll(Pin::new(future)).is_pending()),
                    5 => received += i64::from(receiver.try_recv().is_ok()),
                    6 => received += i64::from(poll(pin!(receiver.recv_async())).is_ready()),
                    _ if random.below(8) == 0 => received += receiver.drain().len() as i64,
                    _ => received += i64::from(poll(pin!(receiver.stream().next())).is_ready()),
                }
            }
            // Whoever waits knows what became of it.
            drop(waiting);
            let queued = receiver.len() as i64;
            let expected = [("sent", received + queued), ("received", received), ("queued", queued)];
            check(&hotpath::snapshot(), "flume, random", &expected);
        }
    });
    assert!(number(&report, "flume, random", "sent") > Some(0));
}

#[test]
fn many_threads_lose_nothing() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(flume::bounded::<u64>(8), label = "flume, many");
        let (end, ended) = mpsc::channel::<()>();
        thread::scope(|scope| {
            for part in 0..4 {
                let (sender, receiver, end) = (sender.clone(), receiver.clone(), end.clone());
                scope.spawn(move || {
                    for number in 0..2_000 {
                        if part % 2 == 0 {
                            sender.send(number).expect("somebody receives");
                        } else {
                            block_on(sender.send_async(number)).expect("somebody receives");
                        }
                    }
                });
                scope.spawn(move || {
                    assert_eq!(block_on(receiver.stream().take(1_999).count()), 1_999);
                    drop(end);
                });
            }
            drop(end);
            ended.recv().expect_err("it only ends");
        });
        check(&hotpath::snapshot(), "flume, many", &[("sent", 8_000), ("received", 7_996), ("queued", 4)]);
    });
    let expected = [("sent", 8_000), ("received", 7_996), ("abandoned", 4), ("ended", 1)];
    check(&report, "flume, many", &expected);
}

#[test]
fn it_has_the_traits_of_the_plain_channel() {
    use hotpath::wrap::flume::{
        Drain, IntoIter, Iter, Receiver, Sender, TryIter, WeakSender,
        r#async::{RecvFut, RecvStream, SendFut, SendSink},
    };
    use std::cell::Cell;

    type Odd = Cell<u8>;
    is_free::<(Sender<Odd>, Receiver<Odd>, WeakSender<Odd>)>();
    is_free::<(Iter<'_, Odd>, TryIter<'_, Odd>, IntoIter<Odd>)>();
    fn is_mobile<T: Send + Sync + Unpin>() {}
    is_mobile::<(SendFut<'_, u8>, SendSink<'_, u8>, Drain<'_, u8>)>();
    is_mobile::<(RecvFut<'_, Odd>, RecvStream<'_, Odd>)>();
    fn is_fused<F: FusedFuture, G: FusedFuture, S: FusedStream + Stream + Clone, K: Sink<u8> + Clone>() {}
    is_fused::<SendFut<'_, u8>, RecvFut<'_, u8>, RecvStream<'_, u8>, SendSink<'_, u8>>();
    fn is_exact<I: ExactSizeIterator + std::fmt::Debug>() {}
    is_exact::<Drain<'_, u8>>();
}
