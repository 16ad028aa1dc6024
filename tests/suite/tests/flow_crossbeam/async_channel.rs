//! async-channel.

use std::{
    pin::{Pin, pin},
    sync::{Arc, mpsc},
    task::{Context, Waker},
    thread,
};

use async_channel::{RecvError, TryRecvError};
use futures::{Stream, StreamExt, executor::block_on, future::join_all, stream::FusedStream};

use crate::support::{
    Dropped, Random, SHORT, Scenario, Steps, Wakes, check, is_free, measured, number, poll, poll_with, same, until,
};

macro_rules! scenarios {
    ($name:ident, $($types:ident)::+, |$ends:ident| $followed:expr) => {
        mod $name {
            use super::*;
            use ::$($types)::+::{Closed, Receiver, Recv, Send as SendFuture, Sender, WeakReceiver, WeakSender};

            fn channel<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
                let $ends = capacity.map_or_else(async_channel::unbounded, async_channel::bounded);
                $followed
            }

            fn order_and_capacity() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(1), Some(2), None] {
                    let (sender, receiver) = channel(capacity);
                    for number in 0..4 {
                        steps.see(sender.try_send(number));
                        steps.see((sender.len(), receiver.len(), sender.is_full(), receiver.is_full()));
                    }
                    steps.see((sender.capacity(), receiver.capacity(), sender.is_empty(), receiver.is_empty()));
                    steps.see((receiver.recv_blocking(), sender.send_blocking(4)));
                    while let Ok(number) = receiver.try_recv() {
                        steps.see(number);
                    }
                    steps.see((receiver.try_recv(), receiver.is_empty(), sender.is_closed(), receiver.is_closed()));
                    steps.see((sender.sender_count(), sender.receiver_count()));
                    let others = (sender.clone(), receiver.clone(), receiver.clone());
                    steps.see((receiver.sender_count(), receiver.receiver_count()));
                    drop(others);
                    steps.see((receiver.sender_count(), receiver.receiver_count(), &sender, &receiver));
                    steps.see((sender.same_channel(&sender.clone()), sender.same_channel(&channel(None).0)));
                    steps.see((receiver.same_channel(&receiver.clone()), receiver.same_channel(&channel(None).1)));
                }
                steps.end()
            }

            fn forced() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(1), Some(2), None] {
                    let (sender, receiver) = channel(capacity);
                    for number in 0..4 {
                        steps.see((sender.force_send(number), sender.len()));
                    }
                    steps.see((receiver.try_recv(), receiver.try_recv(), receiver.close(), sender.force_send(4)));
                }
                steps.end()
            }

            fn closing() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(1), Some(4), None] {
                    // By either side's end, or word.
                    for way in 0..4 {
                        let (sender, receiver) = channel(capacity);
                        let _ = (sender.try_send(1), sender.try_send(2));
                        let mut waits = pin!(sender.send(3));
                        let mut closed: Pin<&mut Closed<'_, _>> = pin!(sender.closed());
                        steps.see((poll(waits.as_mut()), poll(closed.as_mut()), sender.is_closed()));
                        let receiver = match way {
                            0 => Some((sender.close(), receiver)),
                            1 => Some((receiver.close(), receiver)),
                            2 => {
                                drop(receiver);
                                None
                            }
                            _ => Some((sender.clone().close() && receiver.clone().close(), receiver)),
                        };
                        steps.see((sender.is_closed(), sender.close(), poll(closed.as_mut()), sender.len()));
                        steps.see((sender.try_send(5), sender.send_blocking(6), block_on(sender.send(7))));
                        if let Some((was_open, receiver)) = receiver {
                            steps.see((was_open, receiver.is_closed(), receiver.is_terminated()));
                            steps.see((receiver.try_recv(), receiver.recv_blocking(), block_on(receiver.recv())));
                            let mut receiver = pin!(receiver);
                            steps.see((block_on(receiver.next()), receiver.is_terminated(), receiver.try_recv()));
                        }
                    }
                    let (sender, receiver) = channel(capacity);
                    steps.see(sender.try_send(1));
                    drop(sender);
                    steps.see((receiver.is_closed(), receiver.recv_blocking(), receiver.recv_blocking()));
                }
                steps.end()
            }

            fn who_waits_is_woken() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(1));
                let all = thread::scope(|scope| {
                    let receiver = scope.spawn(move || {
                        let first = receiver.recv_blocking();
                        thread::sleep(SHORT);
                        let others = (block_on(receiver.recv()), receiver.recv_blocking());
                        (first, others, receiver.recv_blocking())
                    });
                    thread::sleep(SHORT);
                    (0..2).for_each(|number| steps.see(sender.send_blocking(number)));
                    steps.see(block_on(sender.send(2)));
                    thread::sleep(SHORT);
                    drop(sender);
                    receiver.join().expect("it does not panic")
                });
                steps.see(all);
                let (sender, receiver) = channel::<u32>(Some(1));
                let sent = thread::scope(|scope| {
                    let sender = scope.spawn(move || [1, 2].map(|number| sender.send_blocking(number)));
                    until(|| receiver.len() == 1);
                    thread::sleep(SHORT);
                    drop(receiver);
                    sender.join().expect("it does not panic")
                });
                steps.see(sent);
                steps.end()
            }

            fn messages_inside_are_dropped() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(2), None] {
                    let dropped = Dropped::default();
                    let (sender, receiver) = channel(capacity);
                    (0..4).for_each(|number| steps.see(sender.try_send(dropped.message(number)).is_ok()));
                    steps.see((receiver.try_recv().is_ok(), sender.force_send(dropped.message(4)).is_ok()));
                    steps.see((sender.force_send(dropped.message(5)).is_ok(), &dropped));
                    // Futures that were not polled, that wait, and that were given up.
                    drop(sender.send(dropped.message(6)));
                    let mut waits = Box::pin(sender.send(dropped.message(7)));
                    let mut given_up = Box::pin(sender.send(dropped.message(8)));
                    steps.see((poll(waits.as_mut()).is_ready(), poll(given_up.as_mut()).is_ready()));
                    drop(given_up);
                    steps.see(&dropped);
                    drop(receiver);
                    steps.see(&dropped);
                    drop(waits);
                    drop(sender);
                    steps.see(dropped);
                }
                steps.end()
            }

            fn many_on_both_sides() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(1), Some(7), None] {
                    let (sender, receiver) = channel::<u64>(capacity);
                    let mut received: Vec<u64> = thread::scope(|scope| {
                        for part in 0..4 {
                            let sender = sender.clone();
                            scope.spawn(move || {
                                for number in part * 500..part * 500 + 500 {
                                    if number % 2 == 0 {
                                        sender.clone().send_blocking(number).expect("somebody receives");
                                    } else {
                                        block_on(sender.send(number)).expect("somebody receives");
                                    }
                                }
                            });
                        }
                        drop(sender);
                        let receivers: Vec<_> = (0..3)
                            .map(|part| {
                                let receiver = receiver.clone();
                                scope.spawn(move || match part {
                                    0 => std::iter::from_fn(|| receiver.recv_blocking().ok()).collect::<Vec<_>>(),
                                    1 => block_on(receiver.collect()),
                                    _ => std::iter::from_fn(|| block_on(receiver.recv()).ok()).collect(),
                                })
                            })
                            .collect();
                        receivers.into_iter().flat_map(|receiver| receiver.join().expect("no panic")).collect()
                    });
                    received.sort_unstable();
                    assert!(received.iter().copied().eq(0..2_000));
                    steps.see((received.len(), receiver.len(), receiver.recv_blocking()));
                }
                steps.end()
            }

            fn weak_endpoints() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(None);
                let weak: WeakSender<u32> = sender.downgrade();
                let weak_receiver: WeakReceiver<u32> = receiver.downgrade();
                let upgraded = weak.clone().upgrade().expect("it is open");
                let other = weak_receiver.clone().upgrade().expect("it is open");
                steps.see((&weak, &weak_receiver, sender.sender_count(), sender.receiver_count()));
                steps.see((upgraded.same_channel(&sender), other.same_channel(&receiver)));
                drop((sender, receiver));
                steps.see((upgraded.try_send(1), upgraded.try_send(2), other.try_recv(), other.is_closed()));
                drop(upgraded);
                steps.see((weak.upgrade().is_some(), weak_receiver.upgrade().is_some()));
                steps.see((other.is_closed(), other.try_recv(), other.try_recv()));
                steps.end()
            }

            fn futures_that_wait() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(1));
                let [wakes, others] = [(); 2].map(|()| Arc::new(Wakes::default()));
                let mut sends: Vec<Pin<Box<SendFuture<'_, u32>>>> = (0..4).map(|number| Box::pin(sender.send(number))).collect();
                for future in &mut sends {
                    steps.see(poll_with(future.as_mut(), &wakes));
                }
                // One that was woken and is given up wakes another.
                steps.see((receiver.try_recv(), wakes.count()));
                drop(sends.remove(1));
                steps.see(wakes.count());
                drop(sends.remove(0));
                for future in &mut sends {
                    steps.see((poll_with(future.as_mut(), &others), wakes.count(), others.count()));
                }
                steps.see((receiver.try_recv(), receiver.try_recv(), wakes.count(), others.count()));
                drop(sends);
                let mut receives: Vec<Pin<Box<Recv<'_, u32>>>> = (0..3).map(|_| Box::pin(receiver.recv())).collect();
                while let Ok(number) = receiver.try_recv() {
                    steps.see(number);
                }
                for future in &mut receives {
                    steps.see(poll_with(future.as_mut(), &wakes));
                }
                let mut stream = pin!(receiver.clone());
                steps.see((stream.size_hint(), stream.is_terminated()));
                steps.see(stream.as_mut().poll_next(&mut Context::from_waker(&others.clone().into())));
                steps.see((sender.try_send(5), wakes.count(), others.count()));
                drop(receives.remove(0));
                steps.see((wakes.count(), stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop()))));
                for future in &mut receives {
                    steps.see(poll_with(future.as_mut(), &wakes));
                }
                drop(sender);
                for future in &mut receives {
                    steps.see(poll_with(future.as_mut(), &wakes));
                }
                steps.see((stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop())), stream.is_terminated()));
                steps.end()
            }

            fn waiting_together() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(1));
                let (sent, mut received) = block_on(async {
                    let send = join_all((0..50).map(|number| sender.send(number)));
                    futures::join!(send, receiver.take(50).collect::<Vec<_>>())
                });
                received.sort_unstable();
                steps.see((sent, received));
                steps.end()
            }

            pub const ALL: &[Scenario] = &[
                ("order_and_capacity", order_and_capacity),
                ("forced", forced),
                ("closing", closing),
                ("who_waits_is_woken", who_waits_is_woken),
                ("messages_inside_are_dropped", messages_inside_are_dropped),
                ("many_on_both_sides", many_on_both_sides),
                ("weak_endpoints", weak_endpoints),
                ("futures_that_wait", futures_that_wait),
                ("waiting_together", waiting_together),
            ];
        }
    };
}

scenarios!(plain, async_channel, |ends| ends);
scenarios!(followed, hotpath::wrap::async_channel, |ends| hotpath::channel!(ends));

#[test]
fn it_does_what_the_plain_channel_does() {
    same(plain::ALL, followed::ALL);
}

#[test]
fn every_method_that_sends_or_receives_counts() {
    let row = "async-channel, one call each";
    let report = measured(|| {
        let ends = async_channel::bounded::<u32>(8);
        let (sender, receiver) = hotpath::channel!(ends, label = "async-channel, one call each");
        block_on(sender.send(1)).expect("there is room");
        sender.try_send(2).expect("there is room");
        sender.send_blocking(3).expect("there is room");
        assert_eq!(sender.force_send(4), Ok(None));
        sender.downgrade().upgrade().expect("it is open").try_send(5).expect("there is room");
        // A future that is not polled sends nothing.
        drop(sender.send(0));
        (6..=8).for_each(|number| sender.try_send(number).expect("there is room"));
        check(&hotpath::snapshot(), row, &[("sent", 8), ("received", 0), ("queued", 8), ("abandoned", 0)]);
        assert_eq!(sender.force_send(9), Ok(Some(1)));
        check(&hotpath::snapshot(), row, &[("sent", 9), ("received", 0), ("queued", 8), ("abandoned", 1)]);
        let received = [
            block_on(receiver.recv()).ok(),
            receiver.try_recv().ok(),
            receiver.recv_blocking().ok(),
            block_on(pin!(receiver.clone()).next()),
            receiver.downgrade().upgrade().and_then(|receiver| receiver.try_recv().ok()),
        ];
        assert!(received.into_iter().eq((2..=6).map(Some)));
        let looks = (sender.len(), sender.is_empty(), sender.is_full(), receiver.capacity(), receiver.len());
        assert_eq!(looks, (3, false, false, Some(8), 3));
        check(&hotpath::snapshot(), row, &[("sent", 9), ("received", 5), ("queued", 3), ("abandoned", 1)]);
        assert!(sender.close() && !receiver.close());
        assert_eq!(receiver.try_recv(), Ok(7));
    });
    let expected = [
        ("sent", 9),
        ("received", 6),
        ("queued", 0),
        ("max_queued", 8),
        ("abandoned", 3),
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
    let row = "async-channel, waits";
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(async_channel::bounded::<u32>(1), label = "async-channel, waits");
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        sender.try_send(1).expect("there is room");
        sender.try_send(2).expect_err("it is full");
        let mut waits = pin!(sender.send(3));
        assert!(poll(waits.as_mut()).is_pending() && poll(waits.as_mut()).is_pending());
        let mut given_up = Box::pin(sender.send(4));
        assert!(poll(given_up.as_mut()).is_pending());
        drop(given_up);
        assert_eq!(receiver.recv_blocking(), Ok(1));
        thread::sleep(SHORT);
        assert!(poll(waits).is_ready());
        assert_eq!(receiver.try_recv(), Ok(3));
        // A future, a stream and a thread that find no message.
        let mut receives = pin!(receiver.recv());
        assert!(poll(receives.as_mut()).is_pending() && poll(receives.as_mut()).is_pending());
        let mut stream = pin!(receiver.clone());
        assert!(poll(pin!(stream.next())).is_pending() && poll(pin!(stream.next())).is_pending());
        thread::sleep(SHORT);
        sender.try_send(5).expect("there is room");
        assert_eq!(block_on(receives), Ok(5));
        sender.try_send(6).expect("there is room");
        assert_eq!(block_on(stream.next()), Some(6));
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(4 * SHORT);
                sender.close()
            });
            assert_eq!(receiver.recv_blocking(), Err(RecvError));
        });
        assert_eq!(sender.force_send(7).map_err(|error| error.0), Err(7));
    });
    let expected = [
        ("sent", 4),
        ("received", 4),
        ("waited_receives", 3),
        ("failed_receives", 1),
        ("failed_sends", 2),
        ("blocked_sends", 2),
        ("abandoned", 0),
    ];
    check(&report, row, &expected);
    let least = i64::try_from(SHORT.as_nanos()).expect("it is short") * 9 / 10;
    assert!(number(&report, row, "waited") >= Some(2 * least));
    assert!(number(&report, row, "blocked") >= Some(least));
}

#[test]
fn the_latest_messages_of_all_ways_are_kept() {
    let report = measured(|| {
        let ends = async_channel::bounded::<u32>(2);
        let (sender, receiver) = hotpath::channel!(ends, label = "async-channel, logged", log = true);
        block_on(sender.send(1)).expect("there is room");
        sender.send_blocking(2).expect("there is room");
        let mut waits = pin!(sender.send(3));
        assert!(poll(waits.as_mut()).is_pending());
        assert_eq!(block_on(receiver.recv()), Ok(1));
        assert!(poll(waits).is_ready());
        assert_eq!(block_on(pin!(receiver).take(2).collect::<Vec<_>>()), [2, 3]);
    });
    let section = report.section("channels").expect("there is one");
    let row = section.rows.iter().find(|row| row.name == "async-channel, logged").expect("there is a row");
    let of = |state| -> Vec<_> {
        let calls = row.recent.iter().filter(|call| call.state == Some(state));
        calls.filter_map(|call| call.result.as_deref()).collect()
    };
    assert_eq!(of(hotpath_report::CallState::Sent), ["3", "2", "1"]);
    assert_eq!(of(hotpath_report::CallState::Received), ["3", "2", "1"]);
}

/// All that can be done on one thread, messages that take the place of others included, against a model.
#[test]
fn whatever_is_done_is_counted() {
    let report = measured(|| {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let capacity = [None, Some(1), Some(2), Some(5)][random.below(4) as usize];
            let ends = capacity.map_or_else(async_channel::unbounded, async_channel::bounded);
            let (sender, receiver) = hotpath::channel!(ends, label = "async-channel, random");
            let [mut sent, mut received, mut displaced, mut deepest] = [0_i64; 4];
            let [mut failed_sends, mut failed_receives, mut blocked, mut waited] = [0_i64; 4];
            // What waits when a session begins is of it.
            (0..random.below(4)).for_each(|_| sent += i64::from(sender.force_send(0) == Ok(None)));
            hotpath::reset();
            deepest = deepest.max(sent);
            for _ in 0..60 {
                match random.below(8) {
                    0 if sender.try_send(0).is_err() => failed_sends += 1,
                    1 if poll(pin!(sender.send(0))).is_pending() => blocked += 1,
                    2 => {
                        sent += 1;
                        displaced += i64::from(sender.force_send(0) == Ok(Some(0)));
                    }
                    0..=2 => sent += 1,
                    3 if receiver.try_recv().is_err() => failed_receives += 1,
                    4 if poll(pin!(receiver.recv())).is_pending() => waited += 1,
                    5 if poll(pin!(pin!(receiver.clone()).next())).is_pending() => waited += 1,
                    3..=5 => received += 1,
                    6 => drop((sender.clone(), receiver.downgrade().upgrade())),
                    _ => drop((sender.downgrade().upgrade(), receiver.clone())),
                }
                deepest = deepest.max(sent - received - displaced);
            }
            let expected = [
                ("sent", sent),
                ("received", received),
                ("abandoned", displaced),
                ("queued", sent - received - displaced),
                ("max_queued", deepest),
                ("failed_sends", failed_sends),
                ("failed_receives", failed_receives),
                ("blocked_sends", blocked),
                ("waited_receives", waited),
            ];
            check(&hotpath::snapshot(), "async-channel, random", &expected);
        }
    });
    assert!(number(&report, "async-channel, random", "sent") > Some(0));
}

#[test]
fn many_threads_lose_nothing() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(async_channel::bounded::<u64>(8), label = "async-channel, many");
        let (end, ended) = mpsc::channel::<()>();
        thread::scope(|scope| {
            for part in 0..4 {
                let (sender, receiver, end) = (sender.clone(), receiver.clone(), end.clone());
                scope.spawn(move || {
                    for number in 0..2_000 {
                        if part % 2 == 0 {
                            sender.send_blocking(number).expect("somebody receives");
                        } else {
                            block_on(sender.send(number)).expect("somebody receives");
                        }
                    }
                });
                scope.spawn(move || {
                    assert_eq!(block_on(receiver.take(1_999).count()), 1_999);
                    drop(end);
                });
            }
            drop(end);
            ended.recv().expect_err("it only ends");
        });
        check(&hotpath::snapshot(), "async-channel, many", &[("sent", 8_000), ("received", 7_996), ("queued", 4)]);
    });
    let expected = [("sent", 8_000), ("received", 7_996), ("abandoned", 4), ("ended", 1), ("max_queued", 8)];
    check(&report, "async-channel, many", &expected);
}

#[test]
fn it_has_the_traits_of_the_plain_channel() {
    use hotpath::wrap::async_channel::{Receiver, Recv, Send as SendFuture, Sender, WeakReceiver, WeakSender};

    is_free::<(Sender<u8>, Receiver<u8>, WeakSender<u8>, WeakReceiver<u8>)>();
    is_free::<(SendFuture<'_, u8>, Recv<'_, u8>)>();
    fn is_fused<S: FusedStream + Stream + Clone + std::fmt::Debug>() {}
    is_fused::<Receiver<u8>>();
    fn is_unpin<T: Unpin>() {}
    is_unpin::<(Sender<u8>, WeakSender<u8>, WeakReceiver<u8>)>();
    fn is_sent<T: Send + Sync>() {}
    is_sent::<(Sender<std::cell::Cell<u8>>, Receiver<std::cell::Cell<u8>>)>();
}
