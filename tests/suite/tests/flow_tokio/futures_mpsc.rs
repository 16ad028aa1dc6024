//! `futures_channel::mpsc`.

use std::{
    collections::hash_map::DefaultHasher,
    future::poll_fn,
    hash::Hasher,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Waker},
    thread,
};

use futures::{
    FutureExt, Sink, SinkExt, Stream, StreamExt,
    channel::mpsc::{channel, unbounded},
    executor::block_on,
    future::FusedFuture,
    poll,
    stream::FusedStream,
};

use crate::{Drops, Sum, check, measured, on_threads, same, steps};

#[test]
fn messages_come_in_order_and_room_is_what_it_was() {
    same! {
        let (mut tx, mut rx) = follow!(channel(1));
        let mut other = tx.clone();
        let mut steps = steps![tx.try_send(1), tx.try_send(2), tx.try_send(3), other.try_send(4), other.try_send(5), rx.size_hint(), tx, rx];
        steps.extend(steps![rx.try_recv(), tx.try_send(6), other.try_send(7), rx.try_recv(), rx.try_recv(), other.start_send(8), tx.start_send(9)]);
        steps.extend(steps![rx.next().now_or_never(), rx.try_recv(), rx.try_recv(), rx.next().now_or_never(), drop((tx, other)), rx.try_recv()]);
        steps.extend(steps![rx.is_terminated(), block_on(rx.next()), block_on(rx.recv())]);
        steps
    }
}

#[test]
fn an_unbounded_channel_takes_what_comes() {
    same! {
        let (mut tx, mut rx) = follow!(unbounded());
        let other = tx.clone();
        let mut steps = steps![tx.unbounded_send(1), other.unbounded_send(2), tx.start_send(3), tx.len(), tx.is_empty(), rx.size_hint(), tx, rx];
        steps.extend(steps![rx.try_recv(), block_on(rx.recv()), block_on(rx.next()), rx.try_recv(), rx.recv().now_or_never()]);
        steps.extend(steps![other.unbounded_send(4), rx.close(), tx.unbounded_send(5), tx.is_closed(), rx.is_terminated(), rx.try_recv()]);
        steps.extend(steps![rx.try_recv(), rx.is_terminated()]);
        steps
    }
}

#[test]
#[expect(deprecated, reason = "it is followed as long as it is there")]
fn the_deprecated_attempt_is_as_it_was() {
    same! {
        let (mut tx, mut rx) = follow!(channel(1));
        let mut steps = steps![rx.try_next(), tx.try_send(1), rx.try_next(), drop(tx), rx.try_next()];
        let (tx, mut rx) = follow!(unbounded());
        steps.extend(steps![rx.try_next(), tx.unbounded_send(1), rx.try_next(), drop(tx), rx.try_next()]);
        steps
    }
}

#[test]
fn a_future_that_receives_may_be_dropped() {
    same! {
        let (mut tx, mut rx) = follow!(channel(1));
        let mut steps = {
            let mut receive = rx.recv();
            let mut cx = Context::from_waker(Waker::noop());
            steps![receive.poll_unpin(&mut cx), tx.try_send(1), receive.is_terminated(), receive]
        };
        steps.extend(steps![block_on(rx.recv()), drop(tx), block_on(rx.recv()), rx.recv().is_terminated()]);
        steps
    }
}

#[test]
fn sinks_wait_for_room_as_they_did() {
    same! {
        block_on(async {
            let (mut tx, mut rx) = follow!(channel(0));
            let mut steps = steps![poll!(tx.feed(1)), poll!(tx.flush()), poll!(tx.feed(2)), rx.next().await, poll!(tx.flush())];
            {
                let mut send = tx.send(3);
                steps.extend(steps![poll!(&mut send), rx.next().await, poll!(&mut send)]);
            }
            let ready = poll_fn(|cx| tx.poll_ready(cx)).now_or_never();
            steps.extend(steps![ready, tx.start_send(4), poll_fn(|cx| tx.poll_ready(cx)).now_or_never(), rx.close()]);
            steps.extend(steps![poll_fn(|cx| tx.poll_ready(cx)).now_or_never(), poll!(tx.flush()), tx.send(5).await, rx.next().await, rx.next().await]);
            steps.extend(steps![tx.close().await, tx.send(6).await]);
            steps
        })
    }
    same! {
        block_on(async {
            let (mut tx, mut rx) = follow!(unbounded());
            let other = tx.clone();
            let mut steps = steps![tx.send(1).await, tx.feed(2).await, tx.flush().await, (&other).send(3).await, (&other).flush().await];
            steps.extend(steps![tx.close().await, tx.send(4).await, tx.is_closed(), other.is_closed(), other.unbounded_send(5)]);
            steps.extend(steps![(&other).close().await, (&other).send(6).await, rx.by_ref().collect::<Vec<_>>().await, rx.is_terminated()]);
            steps.extend(steps![poll_fn(|cx| other.poll_ready(cx)).await]);
            steps
        })
    }
}

#[test]
fn who_disconnects_is_out_of_the_channel() {
    same! {
        let (mut tx, mut rx) = follow!(channel(1));
        let mut other = tx.clone();
        let (tx2, rx2) = follow!(channel::<u32>(1));
        let hash = |tx: &dyn Fn(&mut DefaultHasher)| { let mut hasher = DefaultHasher::new(); tx(&mut hasher); hasher.finish() };
        let mut steps = steps![tx.same_receiver(&other), tx.same_receiver(&tx2), tx.is_connected_to(&rx), tx.is_connected_to(&rx2), tx2.is_closed()];
        steps.extend(steps![hash(&|h| tx.hash_receiver(h)) == hash(&|h| other.hash_receiver(h)), hash(&|h| tx.hash_receiver(h)) == hash(&|h| tx2.hash_receiver(h))]);
        steps.extend(steps![tx.disconnect(), tx.try_send(1), tx.is_connected_to(&rx), tx.clone().try_send(2), tx.disconnect(), other.try_send(3)]);
        steps.extend(steps![other.close_channel(), other.try_send(4), rx.try_recv(), rx.try_recv(), other.disconnect(), tx, other]);
        let (mut tx, mut rx) = follow!(unbounded());
        let other = tx.clone();
        let (tx2, rx2) = follow!(unbounded::<u32>());
        steps.extend(steps![tx.same_receiver(&other), tx.same_receiver(&tx2), tx.is_connected_to(&rx), tx.is_connected_to(&rx2)]);
        steps.extend(steps![hash(&|h| tx.hash_receiver(h)) == hash(&|h| other.hash_receiver(h)), tx.disconnect(), tx.unbounded_send(1), tx.len(), tx.is_empty()]);
        steps.extend(steps![other.unbounded_send(2), other.close_channel(), other.unbounded_send(3), rx.try_recv(), rx.try_recv()]);
        steps
    }
}

#[test]
fn messages_inside_are_dropped_with_the_channel() {
    same! {
        let drops = Drops::default();
        let (mut tx, mut rx) = follow!(channel(8));
        (0..5).for_each(|n| tx.try_send(drops.message(n)).unwrap());
        let mut steps = steps![drops.alive(), rx.try_recv().unwrap().0, drops.alive(), drop(rx), drops.alive()];
        steps.extend(steps![tx.try_send(drops.message(9)).unwrap_err().into_inner().0, drops.alive()]);
        let (tx, rx) = follow!(unbounded());
        (0..5).for_each(|n| tx.unbounded_send(drops.message(n)).unwrap());
        steps.extend(steps![drops.alive(), drop(tx), drops.alive(), drop(rx), drops.alive()]);
        steps
    }
}

#[test]
fn a_panic_in_the_receiver_closes_the_channel() {
    same! {
        let (mut tx, mut rx) = follow!(channel(1));
        tx.try_send(1).unwrap();
        let end = catch_unwind(AssertUnwindSafe(move || {
            let message: u32 = rx.try_recv().unwrap();
            panic!("{message}");
        }));
        steps![end.is_err(), tx.try_send(2), tx.is_closed()]
    }
}

#[test]
fn a_storm_of_clones_loses_nothing() {
    let report = measured(|| {
        let (tx, rx) = hotpath::channel!(channel(2), label = "futures storm");
        let (free, end) = hotpath::channel!(unbounded(), label = "futures free storm");
        let sum = Sum::default();
        thread::scope(|scope| {
            scope.spawn(|| block_on(rx.for_each(async |n| sum.add(n))));
            scope.spawn(|| block_on(end.for_each(async |n| sum.add(n))));
            on_threads(4, |_| {
                for n in 0..500 {
                    block_on(tx.clone().send(n)).unwrap();
                    free.clone().unbounded_send(n).unwrap();
                }
            });
            drop((tx, free));
        });
        assert_eq!(sum.0.into_inner(), 2 * 4 * 499 * 250);
    });
    for row in ["futures storm", "futures free storm"] {
        check(&report, row, &[("sent", 2_000), ("received", 2_000), ("queued", 0), ("abandoned", 0), ("ended", 1)]);
    }
}

#[test]
#[expect(deprecated, reason = "it is followed as long as it is there")]
fn each_method_counts_once() {
    let report = measured(|| {
        let (mut tx, mut rx) = hotpath::channel!(channel(8), label = "futures methods");
        tx.try_send(1).unwrap();
        tx.start_send(2).unwrap();
        Pin::new(&mut tx).start_send(3).unwrap();
        block_on(async {
            tx.send(4).await.unwrap();
            tx.feed(5).await.unwrap();
            tx.flush().await.unwrap();
            assert_eq!(rx.recv().await, Ok(1));
            assert_eq!(rx.next().await, Some(2));
        });
        assert_eq!(rx.try_recv(), Ok(3));
        assert_eq!(rx.try_next(), Ok(Some(4)));
        tx.disconnect();
        let mut gone = tx.clone();
        assert!(gone.try_send(9).is_err());
        drop(gone);
        assert!(tx.try_send(9).is_err());
        drop(rx);

        let (mut tx, mut rx) = hotpath::channel!(unbounded(), label = "futures free");
        tx.unbounded_send(1).unwrap();
        tx.start_send(2).unwrap();
        Pin::new(&mut tx).start_send(3).unwrap();
        Pin::new(&mut &tx).start_send(4).unwrap();
        block_on(async {
            tx.send(5).await.unwrap();
            (&tx).send(6).await.unwrap();
            assert_eq!(rx.recv().await, Ok(1));
            assert_eq!(rx.next().await, Some(2));
        });
        assert_eq!(rx.try_recv(), Ok(3));
        assert_eq!(rx.try_next(), Ok(Some(4)));
        assert_eq!(block_on(rx.by_ref().take(2).collect::<Vec<_>>()), [5, 6]);
        assert!(rx.try_recv().is_err());
        assert!(rx.try_next().is_err());
    });
    let expected =
        [("sent", 5), ("received", 4), ("abandoned", 1), ("max_queued", 5), ("failed_sends", 2), ("ended", 1)];
    check(&report, "futures methods", &expected);
    let expected =
        [("sent", 6), ("received", 6), ("abandoned", 0), ("max_queued", 6), ("failed_receives", 2), ("ended", 1)];
    check(&report, "futures free", &expected);
    for row in ["futures methods", "futures free"] {
        check(&report, row, &[("blocked_sends", 0), ("waited_receives", 0), ("alive", 0)]);
    }
}

#[test]
fn who_has_left_does_not_disturb_the_only_sender() {
    let report = measured(|| {
        let (mut tx, mut rx) = hotpath::channel!(channel(8), label = "futures left");
        let (mut free_tx, mut free_rx) = hotpath::channel!(unbounded(), label = "futures free left");
        let (mut gone, mut free_gone) = (tx.clone(), free_tx.clone());
        gone.disconnect();
        free_gone.disconnect();
        let (mut gone, free_gone) = (gone.clone(), free_gone.clone());
        thread::scope(|scope| {
            scope.spawn(move || (0..20_000).for_each(|n| assert!(gone.try_send(n).is_err())));
            scope.spawn(move || (0..20_000).for_each(|n| assert!(free_gone.unbounded_send(n).is_err())));
            for n in 0..20_000 {
                tx.try_send(n).unwrap();
                assert_eq!(rx.try_recv(), Ok(n));
                free_tx.start_send(n).unwrap();
                assert_eq!(free_rx.try_recv(), Ok(n));
            }
        });
        assert!(tx.try_send(0).is_ok() && free_tx.start_send(0).is_ok());
    });
    for row in ["futures left", "futures free left"] {
        let expected = [
            ("sent", 20_001),
            ("received", 20_000),
            ("abandoned", 1),
            ("max_queued", 1),
            ("failed_sends", 20_000),
            ("ended", 1),
        ];
        check(&report, row, &expected);
    }
}

#[test]
fn waits_are_counted_where_somebody_waited() {
    let report = measured(|| {
        let (mut tx, mut rx) = hotpath::channel!(channel(0), label = "futures waits", capacity = 0);
        block_on(async {
            // Two that receive, one of whom leaves.
            assert!(poll!(rx.recv()).is_pending());
            assert!(poll!(rx.next()).is_pending());
            {
                // One that sends, and waits for its message to be received.
                let mut send = pin!(tx.send(1));
                assert!(poll!(&mut send).is_pending());
                assert!(poll!(&mut send).is_pending());
                assert_eq!(rx.next().await, Some(1));
                send.await.unwrap();
            }
            tx.try_send(2).unwrap();
            assert!(tx.try_send(3).is_err());
            assert!(poll_fn(|cx| tx.poll_ready(cx)).now_or_never().is_none());
            assert_eq!(rx.next().await, Some(2));
            poll_fn(|cx| tx.poll_ready(cx)).await.unwrap();
        });
    });
    let expected = [("sent", 2), ("received", 2), ("max_queued", 1), ("failed_sends", 1), ("failed_receives", 0)];
    check(&report, "futures waits", &expected);
    check(&report, "futures waits", &[("blocked_sends", 2), ("waited_receives", 2)]);
}
