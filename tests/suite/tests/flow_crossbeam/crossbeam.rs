//! crossbeam-channel.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Select, select, select_biased};
use hotpath::wrap::crossbeam_channel::Receiver;

use crate::support::{Dropped, Random, SHORT, Scenario, Steps, check, is_free, measured, number, past, same, until};

macro_rules! scenarios {
    ($name:ident, $($types:ident)::+, |$ends:ident| $followed:expr) => {
        mod $name {
            use super::*;
            use ::$($types)::+::{IntoIter, Iter, Receiver, Sender, TryIter};

            fn channel<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
                let $ends = capacity.map_or_else(crossbeam_channel::unbounded, crossbeam_channel::bounded);
                $followed
            }

            fn order_and_capacity() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(2), Some(3), None] {
                    let (sender, receiver) = channel(capacity);
                    for number in 0..4 {
                        steps.see(sender.try_send(number));
                        steps.see((sender.len(), receiver.len(), sender.is_full(), receiver.is_full()));
                    }
                    steps.see((sender.capacity(), receiver.capacity(), sender.is_empty(), receiver.is_empty()));
                    steps.see(receiver.recv());
                    steps.see(sender.send(4));
                    steps.see(receiver.try_iter().collect::<Vec<_>>());
                    steps.see((receiver.try_recv(), receiver.is_empty()));
                }
                steps.end()
            }

            fn times_that_are_up() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [0, 1] {
                    let (sender, receiver) = channel(Some(capacity));
                    steps.see(receiver.recv_timeout(SHORT));
                    steps.see(receiver.recv_timeout(Duration::ZERO));
                    steps.see(receiver.recv_deadline(past()));
                    steps.see(receiver.recv_deadline(Instant::now() + SHORT));
                    for number in 0..3 {
                        steps.see(sender.send_timeout(number, SHORT));
                        steps.see(sender.send_deadline(number + 10, past()));
                        steps.see(sender.send_timeout(number + 20, Duration::ZERO));
                    }
                    steps.see(receiver.try_recv());
                    steps.see(receiver.try_recv());
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
                    steps.see((sender.send(2), sender.try_send(3), sender.len()));
                    steps.see((sender.send_timeout(4, SHORT), sender.send_deadline(5, past())));
                    let (sender, receiver) = channel(capacity);
                    let _ = (sender.try_send(1), sender.try_send(2));
                    drop(sender);
                    steps.see(receiver.len());
                    steps.see((receiver.try_recv(), receiver.recv(), receiver.recv()));
                    steps.see((receiver.try_recv(), receiver.recv_timeout(SHORT), receiver.recv_deadline(past())));
                    steps.see(receiver.into_iter().next());
                }
                steps.end()
            }

            fn from_hand_to_hand() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel(Some(0));
                steps.see((sender.try_send(0), receiver.try_recv(), sender.is_full(), sender.is_empty()));
                let received: Vec<u32> = thread::scope(|scope| {
                    let received = scope.spawn(|| receiver.iter().take(100).collect());
                    for number in 0..99 {
                        steps.see(sender.send(number));
                    }
                    // The receiver comes again.
                    until(|| sender.try_send(99).is_ok());
                    received.join().expect("it does not panic")
                });
                steps.see(received);
                steps.see((sender.len(), sender.try_send(1)));
                steps.end()
            }

            fn who_waits_is_woken() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(1)] {
                    // By a message, by room, and by the end of the other side.
                    let (sender, receiver) = channel::<u32>(capacity);
                    let all = thread::scope(|scope| {
                        let receiver = scope.spawn(move || {
                            let first = receiver.recv();
                            thread::sleep(SHORT);
                            let others = (receiver.recv(), receiver.recv_timeout(Duration::from_secs(20)));
                            (first, others, receiver.recv(), receiver.recv())
                        });
                        thread::sleep(SHORT);
                        (0..4).for_each(|number| steps.see(sender.send(number)));
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
                    (0..3).for_each(|number| steps.see(sender.try_send(dropped.message(number)).is_ok()));
                    steps.see(&dropped);
                    steps.see(receiver.try_recv().is_ok());
                    steps.see(&dropped);
                    drop(receiver);
                    steps.see(&dropped);
                    steps.see(sender.send(dropped.message(7)).map_err(|error| error.0));
                    drop(sender);
                    steps.see(dropped);
                }
                steps.end()
            }

            fn many_on_both_sides() -> Vec<String> {
                let mut steps = Steps::default();
                for capacity in [Some(0), Some(1), Some(7), None] {
                    let (sender, receiver) = channel::<u64>(capacity);
                    let mut received: Vec<u64> = thread::scope(|scope| {
                        for part in 0..4 {
                            let sender = sender.clone();
                            scope.spawn(move || {
                                for number in part * 1_000..part * 1_000 + 1_000 {
                                    sender.clone().send(number).expect("somebody receives");
                                }
                            });
                        }
                        drop(sender);
                        let receivers: Vec<_> = (0..3)
                            .map(|_| {
                                let receiver = receiver.clone();
                                scope.spawn(move || receiver.into_iter().collect::<Vec<_>>())
                            })
                            .collect();
                        receivers.into_iter().flat_map(|receiver| receiver.join().expect("no panic")).collect()
                    });
                    received.sort_unstable();
                    assert!(received.iter().copied().eq(0..4_000));
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
                for number in &receiver {
                    steps.see(number);
                    if number > 3 {
                        break;
                    }
                }
                steps.see((&sender, &receiver));
                drop(sender);
                let mut into_iter: IntoIter<_> = receiver.into_iter();
                steps.see((into_iter.next(), &into_iter));
                steps.see(into_iter.by_ref().collect::<Vec<_>>());
                steps.see(into_iter.next());
                steps.end()
            }

            fn a_receiver_that_panics() -> Vec<String> {
                let mut steps = Steps::default();
                let dropped = Dropped::default();
                let (sender, receiver) = channel(Some(4));
                (0..3).for_each(|number| steps.see(sender.send(dropped.message(number)).is_ok()));
                let panics = catch_unwind(AssertUnwindSafe(|| {
                    let receiver = receiver;
                    let _message = receiver.recv();
                    panic!("on purpose");
                }));
                steps.see((panics.is_err(), &dropped));
                steps.see(sender.send(dropped.message(3)).is_err());
                steps.end()
            }

            fn select_by_macro() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(2));
                let (other, other_receiver) = channel::<&str>(None);
                let select = |steps: &mut Steps| {
                    select_biased! {
                        recv(receiver) -> number => steps.see(number),
                        recv(other_receiver) -> text => steps.see(text),
                        default => steps.see("nothing"),
                    }
                };
                select(&mut steps);
                steps.see((sender.send(1), other.send("a"), sender.send(2)));
                (0..4).for_each(|_| select(&mut steps));
                for number in 0..4 {
                    select! {
                        send(sender, number) -> sent => steps.see(sent),
                        default => steps.see("full"),
                    }
                }
                steps.see(receiver.try_iter().collect::<Vec<_>>());
                select! {
                    recv(receiver) -> number => steps.see(number),
                    default(SHORT) => steps.see("time is up"),
                }
                // References, clones and an expression are endpoints, too.
                steps.see(sender.send(7));
                select! {
                    recv(&receiver) -> number => steps.see(number),
                    recv(other_receiver.clone()) -> text => steps.see(text),
                }
                // Waits until the other thread sends.
                thread::scope(|scope| {
                    scope.spawn(|| {
                        thread::sleep(SHORT);
                        sender.send(8)
                    });
                    select! {
                        recv(receiver) -> number => steps.see(number),
                        recv(other_receiver) -> text => steps.see(text),
                    }
                });
                drop((sender, other));
                (0..2).for_each(|_| select(&mut steps));
                steps.end()
            }

            fn select_by_list() -> Vec<String> {
                let mut steps = Steps::default();
                let (sender, receiver) = channel::<u32>(Some(1));
                let (other, other_receiver) = channel::<u32>(Some(0));
                let mut list = Select::new_biased();
                let (send, recv, rendezvous) = (list.send(&sender), list.recv(&receiver), list.recv(&other_receiver));
                let operation = list.select();
                steps.see((operation.index(), send, recv, rendezvous));
                steps.see(operation.send(&sender, 5));
                let operation = list.try_select().expect("a message is there");
                steps.see(operation.index());
                steps.see(operation.recv(&receiver));
                list.remove(send);
                steps.see(list.try_select().is_err());
                steps.see(list.select_timeout(SHORT).is_err());
                steps.see(list.ready_deadline(Instant::now() + SHORT).is_err());
                steps.see(sender.send(6));
                steps.see((list.ready(), list.ready_timeout(SHORT)));
                steps.see(receiver.try_recv());
                thread::scope(|scope| {
                    scope.spawn(|| other.send(9));
                    let operation = list.select();
                    steps.see(operation.index());
                    steps.see(operation.recv(&other_receiver));
                });
                drop(list);
                steps.end()
            }

            pub const ALL: &[Scenario] = &[
                ("order_and_capacity", order_and_capacity),
                ("times_that_are_up", times_that_are_up),
                ("closing", closing),
                ("from_hand_to_hand", from_hand_to_hand),
                ("who_waits_is_woken", who_waits_is_woken),
                ("messages_inside_are_dropped", messages_inside_are_dropped),
                ("many_on_both_sides", many_on_both_sides),
                ("iterators_and_identity", iterators_and_identity),
                ("a_receiver_that_panics", a_receiver_that_panics),
                ("select_by_macro", select_by_macro),
                ("select_by_list", select_by_list),
            ];
        }
    };
}

scenarios!(plain, crossbeam_channel, |ends| ends);
scenarios!(followed, hotpath::wrap::crossbeam_channel, |ends| hotpath::channel!(ends));

#[test]
fn it_does_what_the_plain_channel_does() {
    same(plain::ALL, followed::ALL);
}

#[test]
fn every_method_that_sends_or_receives_counts() {
    let row = "crossbeam, one call each";
    let report = measured(|| {
        let (sender, receiver) =
            hotpath::channel!(crossbeam_channel::bounded::<u32>(64), label = "crossbeam, one call each");
        let later = Instant::now() + Duration::from_secs(20);
        sender.send(1).expect("there is room");
        sender.try_send(2).expect("there is room");
        sender.send_timeout(3, SHORT).expect("there is room");
        sender.send_deadline(4, later).expect("there is room");
        (5..=10).for_each(|number| sender.send(number).expect("there is room"));
        check(&hotpath::snapshot(), row, &[("sent", 10), ("received", 0), ("queued", 10)]);
        let received = [
            receiver.recv().ok(),
            receiver.try_recv().ok(),
            receiver.recv_timeout(SHORT).ok(),
            receiver.recv_deadline(later).ok(),
            receiver.iter().next(),
            receiver.try_iter().next(),
            (&receiver).into_iter().next(),
            receiver.clone().into_iter().next(),
        ];
        assert!(received.into_iter().eq((1..=8).map(Some)));
        // What only looks counts nothing.
        let looks = (sender.len(), sender.is_empty(), sender.is_full(), receiver.capacity(), receiver.len());
        assert_eq!(looks, (2, false, false, Some(64), 2));
    });
    let expected = [
        ("sent", 10),
        ("received", 8),
        ("queued", 0),
        ("max_queued", 10),
        ("abandoned", 2),
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
        let (sender, receiver) = hotpath::channel!(crossbeam_channel::bounded::<u32>(1), label = "crossbeam, waits");
        receiver.recv_timeout(SHORT).expect_err("it is empty");
        receiver.try_recv().expect_err("it is empty");
        assert_eq!(receiver.try_iter().next(), None);
        sender.send(1).expect("there is room");
        sender.try_send(2).expect_err("it is full");
        sender.send_timeout(3, SHORT).expect_err("it is full");
        sender.send_deadline(4, past()).expect_err("it is full");
        thread::scope(|scope| {
            let (begin, begun) = mpsc::channel();
            scope.spawn(move || {
                begin.send(()).expect("somebody waits for it");
                sender.send(5).expect("there is room at last");
            });
            begun.recv().expect("it begins");
            thread::sleep(4 * SHORT);
            assert_eq!(receiver.recv(), Ok(1));
        });
        assert_eq!(receiver.recv(), Ok(5));
    });
    let expected = [
        ("sent", 2),
        ("received", 2),
        ("waited_receives", 1),
        ("failed_receives", 1),
        ("failed_sends", 1),
        ("blocked_sends", 3),
        ("max_queued", 1),
    ];
    check(&report, "crossbeam, waits", &expected);
    let least = i64::try_from(SHORT.as_nanos()).expect("it is short") * 9 / 10;
    assert!(number(&report, "crossbeam, waits", "waited") >= Some(least));
    assert!(number(&report, "crossbeam, waits", "blocked") >= Some(least));
}

#[test]
fn what_select_receives_is_counted_at_the_next_one() {
    let row = "crossbeam, select";
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(crossbeam_channel::unbounded::<u32>(), label = "crossbeam, select");
        for number in 0..1_000 {
            sender.send(number).expect("somebody receives");
            let received = select! {
                recv(receiver) -> received => received,
            };
            assert_eq!(received, Ok(number));
        }
        // The last one was seen by nobody so far.
        check(&hotpath::snapshot(), row, &[("sent", 1_000), ("received", 999), ("queued", 1)]);
        let _: &crossbeam_channel::Receiver<u32> = &receiver;
        check(&hotpath::snapshot(), row, &[("sent", 1_000), ("received", 1_000), ("queued", 0), ("max_queued", 2)]);
        // And what it sends, when that is received.
        for number in 0..3 {
            select! {
                send(sender, number) -> sent => assert_eq!(sent, Ok(())),
            }
        }
        assert_eq!((receiver.recv(), receiver.recv()), (Ok(0), Ok(1)));
        let _: &crossbeam_channel::Sender<u32> = &sender;
        check(&hotpath::snapshot(), row, &[("sent", 1_003), ("received", 1_002), ("queued", 1)]);
    });
    check(&report, row, &[("sent", 1_003), ("received", 1_002), ("abandoned", 1), ("ended", 1)]);
}

/// The last thing that is received says that it is over, and nobody looks again.
#[test]
fn what_select_receives_last_is_counted_when_the_endpoint_goes() {
    let report = measured(|| {
        let (quit, to_quit) = hotpath::channel!(crossbeam_channel::bounded::<()>(1), label = "crossbeam, quit");
        quit.send(()).expect("somebody receives");
        select! {
            recv(to_quit) -> quit => assert_eq!(quit, Ok(())),
        }
        drop(to_quit);
        // A message that is sent by `select!` to nobody.
        let (sender, receiver) = hotpath::channel!(crossbeam_channel::unbounded::<u8>(), label = "crossbeam, left");
        for _ in 0..2 {
            select! {
                send(sender, 1) -> sent => assert_eq!(sent, Ok(())),
            }
        }
        drop((sender, receiver));
    });
    check(&report, "crossbeam, quit", &[("sent", 1), ("received", 1), ("abandoned", 0), ("ended", 1)]);
    check(&report, "crossbeam, left", &[("sent", 2), ("received", 0), ("abandoned", 2), ("ended", 1)]);
}

/// Messages that `select!` took are no part of the queue, whose others are timed as if it had not been there.
#[test]
fn times_in_the_queue_are_right_beside_select() {
    let row = "crossbeam, times beside select";
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(
            crossbeam_channel::unbounded::<u32>(),
            label = "crossbeam, times beside select",
            stamp = true
        );
        (0..10).for_each(|number| sender.send(number).expect("somebody receives"));
        for _ in 0..10 {
            select! {
                recv(receiver) -> received => assert!(received.is_ok()),
            }
        }
        thread::sleep(Duration::from_millis(200));
        let _: &crossbeam_channel::Receiver<u32> = &receiver;
        for number in 0..10 {
            sender.send(number).expect("somebody receives");
            assert_eq!(receiver.recv(), Ok(number));
        }
    });
    assert_eq!(number(&report, row, "queue_samples"), Some(10));
    let longest = number(&report, row, "queue_max").expect("it is known");
    assert!(longest < 100_000_000, "a message waited for {longest} ns");
}

/// Endpoints in any number, and all that can be done with them on one thread, against a model.
#[test]
fn whatever_is_done_is_counted() {
    let report = measured(|| {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let capacity = [None, Some(1), Some(2), Some(5)][random.below(4) as usize];
            let ends = capacity.map_or_else(crossbeam_channel::unbounded, crossbeam_channel::bounded);
            let (sender, receiver) = hotpath::channel!(ends, label = "crossbeam, random");
            let (mut senders, mut receivers) = (vec![sender], vec![receiver]);
            let [mut sent, mut received, mut deepest] = [0_i64; 3];
            let [mut failed_sends, mut failed_receives, mut blocked, mut waited] = [0_i64; 4];
            hotpath::reset();
            for _ in 0..60 {
                let sender = &senders[random.below(senders.len() as u64) as usize];
                let receiver = &receivers[random.below(receivers.len() as u64) as usize];
                let depth = sent - received;
                let is_full = capacity.is_some_and(|capacity| depth == capacity as i64);
                let step = random.below(10);
                match step {
                    0 | 1 if sender.try_send(0).is_err() => failed_sends += 1,
                    2 | 3 if sender.send_timeout(0, Duration::ZERO).is_err() => blocked += 1,
                    0..=3 => sent += 1,
                    4 | 5 if receiver.try_recv().is_err() => failed_receives += 1,
                    6 | 7 if receiver.recv_timeout(Duration::ZERO).is_err() => waited += 1,
                    4..=7 => received += 1,
                    8 if random.below(2) == 0 => senders.push(sender.clone()),
                    8 => receivers.push(receiver.clone()),
                    _ if senders.len() > 1 => drop(senders.pop()),
                    _ if receivers.len() > 1 => drop(receivers.pop()),
                    _ => received += receiver.try_iter().count() as i64,
                }
                assert!(!is_full || sent - received <= depth);
                deepest = deepest.max(sent - received);
            }
            let expected = [
                ("sent", sent),
                ("received", received),
                ("queued", sent - received),
                ("max_queued", deepest),
                ("failed_sends", failed_sends),
                ("failed_receives", failed_receives),
                ("blocked_sends", blocked),
                ("waited_receives", waited),
            ];
            check(&hotpath::snapshot(), "crossbeam, random", &expected);
        }
    });
    assert!(number(&report, "crossbeam, random", "sent") > Some(0));
}

/// The same with `select!` among it: what there is always adds up, and is right whenever a raw endpoint has been handed out.
#[test]
fn whatever_is_selected_adds_up() {
    let row = "crossbeam, random select";
    let report = measured(|| {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let capacity = [None, Some(1), Some(5)][random.below(3) as usize];
            let ends = capacity.map_or_else(crossbeam_channel::unbounded, crossbeam_channel::bounded);
            let (sender, receiver) = hotpath::channel!(ends, label = "crossbeam, random select");
            let [mut sent, mut received] = [0_i64; 2];
            hotpath::reset();
            for _ in 0..60 {
                match random.below(4) {
                    0 => sent += i64::from(sender.try_send(0).is_ok()),
                    1 => received += i64::from(receiver.try_recv().is_ok()),
                    2 => select! {
                        send(sender, 0) -> result => sent += i64::from(result.is_ok()),
                        default => {}
                    },
                    _ => select! {
                        recv(receiver) -> result => received += i64::from(result.is_ok()),
                        default => {}
                    },
                }
                let _: &crossbeam_channel::Sender<u32> = &sender;
                let expected = [("sent", sent), ("received", received), ("queued", sent - received)];
                check(&hotpath::snapshot(), row, &expected);
            }
        }
    });
    assert!(number(&report, row, "sent") > Some(0));
}

/// What threads counted is complete when they have ended.
#[test]
fn many_threads_lose_nothing() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(crossbeam_channel::bounded::<u64>(8), label = "crossbeam, many");
        thread::scope(|scope| {
            for _ in 0..4 {
                let (sender, receiver) = (sender.clone(), receiver.clone());
                scope.spawn(move || (0..5_000).for_each(|number| sender.send(number).expect("somebody receives")));
                scope.spawn(move || assert_eq!(receiver.iter().take(4_999).count(), 4_999));
            }
        });
        check(&hotpath::snapshot(), "crossbeam, many", &[("sent", 20_000), ("received", 19_996), ("queued", 4)]);
    });
    let expected = [("sent", 20_000), ("received", 19_996), ("abandoned", 4), ("ended", 1), ("max_queued", 8)];
    check(&report, "crossbeam, many", &expected);
}

/// What all receive by `select!` is complete as well, and what is in flight while somebody looks is no message.
#[test]
fn many_threads_that_select_lose_nothing() {
    let report = measured(|| {
        for capacity in [0, 1, 8] {
            let ends = crossbeam_channel::bounded::<u64>(capacity);
            let (sender, receiver) = hotpath::channel!(ends, label = "crossbeam, many select");
            let (_quit, to_quit) = crossbeam_channel::bounded::<()>(0);
            let select = |receiver: Receiver<u64>| {
                let mut received = 0;
                loop {
                    select! {
                        recv(receiver) -> number => if number.is_err() { break received },
                        recv(to_quit) -> _ => unreachable!("nobody says so"),
                    }
                    received += 1;
                }
            };
            let received: u64 = thread::scope(|scope| {
                for _ in 0..4 {
                    let sender = sender.clone();
                    scope.spawn(move || (0..2_000).for_each(|number| sender.send(number).expect("somebody receives")));
                }
                drop(sender);
                let threads: Vec<_> = (0..3).map(|_| receiver.clone()).map(|end| scope.spawn(|| select(end))).collect();
                threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
            });
            assert_eq!(received, 8_000);
        }
    });
    let expected = [("sent", 24_000), ("received", 24_000), ("queued", 0), ("abandoned", 0), ("ended", 3)];
    check(&report, "crossbeam, many select", &expected);
}

#[test]
fn it_has_the_traits_of_the_plain_channel() {
    use hotpath::wrap::crossbeam_channel::{IntoIter, Iter, Sender, TryIter};
    use std::{cell::Cell, iter::FusedIterator};

    is_free::<(Sender<Cell<u8>>, Receiver<Cell<u8>>)>();
    is_free::<(Iter<'_, Cell<u8>>, TryIter<'_, Cell<u8>>, IntoIter<Cell<u8>>)>();
    fn is_fused<T: FusedIterator + Unpin>() {}
    is_fused::<Iter<'_, u8>>();
    is_fused::<IntoIter<u8>>();
}
