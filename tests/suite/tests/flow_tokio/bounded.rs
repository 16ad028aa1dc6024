//! `tokio::sync::mpsc::channel`.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use futures::{FutureExt, poll};
use tokio::sync::mpsc::channel;

use crate::{Drops, check, measured, pause, run, run_task, same, steps};

const SHORT: Duration = Duration::from_millis(2);
const LONG: Duration = Duration::from_secs(20);

#[test]
fn messages_come_in_order_and_room_is_what_it_was() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(3));
            let mut steps = steps![tx.send(1).await, tx.try_send(2), tx.capacity(), tx.max_capacity(), tx.try_send(3), tx.try_send(4)];
            steps.extend(steps![rx.len(), rx.is_empty(), rx.recv().await, rx.capacity(), rx.try_recv(), rx.recv().await]);
            steps.extend(steps![rx.try_recv(), tx.is_closed(), tx.strong_count(), tx, rx]);
            let other = tx.clone();
            steps.extend(steps![rx.sender_strong_count(), other.same_channel(&tx), other.send(5).await, drop(tx), drop(other)]);
            steps.extend(steps![rx.recv().await, rx.recv().await, rx.try_recv()]);
            steps
        })
    }
}

#[test]
fn who_waits_first_gets_room_first_and_may_leave() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(1));
            let mut steps = steps![tx.send(0).await];
            let (mut first, mut second, mut third) = (Box::pin(tx.send(1)), Box::pin(tx.send(2)), Box::pin(tx.reserve()));
            steps.extend(steps![poll!(&mut first), poll!(&mut second), poll!(&mut third).is_pending(), rx.recv().await]);
            steps.extend(steps![poll!(&mut second), rx.try_recv(), drop(first), poll!(&mut second), rx.recv().await, tx.capacity()]);
            steps.extend(steps![poll!(&mut third).is_ready(), drop(third), tx.try_send(9), rx.recv().await]);
            steps
        })
    }
}

#[test]
fn a_receiver_that_is_dropped_while_it_waits_takes_nothing() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(4));
            let mut waiting = Box::pin(rx.recv());
            let mut steps = steps![poll!(&mut waiting), tx.try_send(1), drop(waiting), rx.recv().now_or_never()];
            let mut buffer = Vec::new();
            {
                let mut many = Box::pin(rx.recv_many(&mut buffer, 3));
                steps.extend(steps![poll!(&mut many), tx.try_send(2), tx.try_send(3)]);
            }
            steps.extend(steps![rx.recv_many(&mut buffer, 3).await, rx.recv_many(&mut buffer, 0).await, buffer]);
            steps
        })
    }
}

#[test]
fn permits_are_room_that_was_made() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(4));
            let permit = tx.reserve().await.unwrap();
            let mut steps = steps![tx.capacity(), rx.try_recv(), permit.send(1), tx.reserve_many(9).await.is_err()];
            let many = tx.reserve_many(2).await.unwrap();
            steps.extend(steps![many.len(), many.size_hint(), tx.capacity()]);
            many.zip(2..).for_each(|(permit, n)| permit.send(n));
            steps.extend(steps![drop(tx.try_reserve().unwrap()), tx.try_reserve_many(2).is_err(), tx.try_send(4), tx.try_reserve().is_err()]);
            steps.extend(steps![tx.reserve().now_or_never().is_none(), tx.reserve_many(2).now_or_never().is_none()]);
            let tx = tx.try_reserve_owned().map(|_| ()).map_err(|e| (e.to_string(), e.into_inner())).unwrap_err();
            let (said, tx) = tx;
            steps.extend(steps![said, rx.recv().await, rx.recv().await, rx.recv().await, rx.recv().await]);
            let permit = tx.clone().reserve_owned().await.unwrap();
            steps.extend(steps![permit, permit.same_channel_as_sender(&tx)]);
            let other = tx.clone().try_reserve_owned().unwrap();
            steps.extend(steps![permit.same_channel(&other), other.release().same_channel(&tx), permit.send(7), rx.recv().await, tx.capacity()]);
            // Room that is made lasts beyond closing.
            let late = tx.clone().reserve_owned().await.unwrap();
            rx.close();
            steps.extend(steps![rx.is_closed(), tx.is_closed(), tx.send(8).await, tx.reserve().await.is_err(), rx.recv().now_or_never()]);
            steps.extend(steps![drop(late.send(9)), rx.recv().await, rx.recv().await, tx.reserve_owned().await.is_err()]);
            steps
        })
    }
}

#[test]
fn a_send_with_a_timeout_ends_as_it_did() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(1));
            let mut steps = steps![tx.send_timeout(1, LONG).await, tx.send_timeout(2, SHORT).await, tx.capacity()];
            let mut waiting = Box::pin(tx.send_timeout(3, LONG));
            steps.extend(steps![poll!(&mut waiting), rx.recv().await, waiting.await, rx.recv().await]);
            let mut left = Box::pin(tx.send_timeout(4, LONG));
            steps.extend(steps![tx.try_send(5), poll!(&mut left), drop(left), rx.recv().await, rx.try_recv(), drop(rx), tx.send_timeout(6, LONG).await]);
            steps
        })
    }
    // Without a timer it panics, room or not.
    same! {
        let (tx, rx) = follow!(channel(1));
        let end = catch_unwind(AssertUnwindSafe(|| tx.send_timeout(1, LONG).now_or_never()));
        steps![end.is_err(), rx.len(), tx.capacity()]
    }
}

#[test]
fn threads_outside_of_the_runtime_send_and_receive() {
    same! {
        let (tx, mut rx) = follow!(channel(2));
        let sender = thread::spawn(move || {
            let results: Vec<_> = (0..6).map(|n| tx.blocking_send(n)).collect();
            (results, tx)
        });
        pause();
        let mut buffer = Vec::new();
        let mut steps = steps![rx.blocking_recv(), rx.blocking_recv_many(&mut buffer, 1), rx.blocking_recv_many(&mut buffer, 0)];
        buffer.extend((0..4).map(|_| rx.blocking_recv().unwrap()));
        let (results, tx) = sender.join().unwrap();
        steps.extend(steps![buffer, results, rx.close(), tx.blocking_send(9), rx.blocking_recv(), rx.blocking_recv_many(&mut Vec::new(), 2)]);
        steps
    }
}

#[test]
fn blocking_inside_of_the_runtime_panics_room_or_not() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(2));
            let send = catch_unwind(AssertUnwindSafe(|| tx.blocking_send(1))).is_err();
            tx.try_send(2).unwrap();
            let receive = catch_unwind(AssertUnwindSafe(|| rx.blocking_recv())).is_err();
            let many = catch_unwind(AssertUnwindSafe(|| rx.blocking_recv_many(&mut Vec::new(), 2))).is_err();
            steps![send, receive, many, rx.recv().await, rx.try_recv()]
        })
    }
}

#[test]
fn polls_wake_whom_they_did() {
    same! {
        let (tx, mut rx) = follow!(channel(4));
        let (waker, count) = futures_test_waker();
        let mut cx = Context::from_waker(&waker);
        let mut buffer = Vec::new();
        let mut steps = steps![rx.poll_recv(&mut cx), tx.try_send(1), count(), rx.poll_recv(&mut cx), rx.poll_recv(&mut cx)];
        steps.extend(steps![rx.poll_recv_many(&mut cx, &mut buffer, 2), tx.try_send(2), tx.try_send(3), tx.try_send(4), count()]);
        steps.extend(steps![rx.poll_recv_many(&mut cx, &mut buffer, 2), rx.poll_recv_many(&mut cx, &mut buffer, 2), buffer, drop(tx)]);
        steps.extend(steps![count(), rx.poll_recv(&mut cx), rx.poll_recv_many(&mut cx, &mut buffer, 2)]);
        steps
    }
}

/// A waker, and how often it was woken.
fn futures_test_waker() -> (Waker, impl Fn() -> usize) {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };
    struct Count(AtomicUsize);
    impl std::task::Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Relaxed);
        }
    }
    let count = Arc::new(Count(AtomicUsize::new(0)));
    (count.clone().into(), move || count.0.load(Relaxed))
}

#[test]
fn weak_senders_keep_nothing_open() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(4));
            let weak = tx.downgrade();
            let again = weak.upgrade().unwrap();
            let mut steps = steps![weak.strong_count(), weak.clone().weak_count(), weak, again.send(1).await, rx.sender_weak_count()];
            steps.extend(steps![drop((tx, again)), weak.upgrade().is_none(), rx.recv().await, rx.recv().await]);
            steps
        })
    }
}

#[test]
fn a_task_yields_as_often_as_it_did() {
    same! {
        run_task(async move {
            let (tx, mut rx) = follow!(channel(1_000));
            let mut sent = 0;
            while tx.send(sent).now_or_never().is_some() {
                sent += 1;
            }
            tokio::task::yield_now().await;
            let mut received = 0;
            while rx.recv().now_or_never().is_some() {
                received += 1;
            }
            tokio::task::yield_now().await;
            let mut reserved = 0;
            while tx.reserve().now_or_never().is_some() {
                reserved += 1;
            }
            steps![sent, received, reserved, tx.capacity(), rx.len()]
        })
    }
}

#[test]
fn messages_inside_are_dropped_with_the_channel() {
    same! {
        let drops = Drops::default();
        let (tx, mut rx) = follow!(channel(8));
        (0..5).for_each(|n| tx.try_send(drops.message(n)).unwrap());
        let mut steps = steps![drops.alive(), rx.try_recv().unwrap().0, drops.alive(), drop(rx), drops.alive()];
        steps.extend(steps![tx.try_send(drops.message(9)).is_err(), drops.alive()]);
        steps
    }
}

#[test]
fn the_end_of_the_receiver_is_waited_for() {
    same! {
        run(async {
            let (tx, rx) = follow!(channel::<u32>(1));
            let mut closed = Box::pin(tx.closed());
            steps![poll!(&mut closed), drop(rx), closed.await, tx.is_closed()]
        })
    }
}

#[test]
fn a_panic_in_a_receiving_task_closes_the_channel() {
    same! {
        run_task(async move {
            let (tx, mut rx) = follow!(channel(1));
            let task = tokio::spawn(async move {
                let message: u32 = rx.recv().await.unwrap();
                panic!("{message}");
            });
            steps![tx.send(1).await, tx.closed().await, tx.send(2).await, task.await.unwrap_err().is_panic()]
        })
    }
}

#[test]
fn a_storm_of_clones_loses_nothing() {
    let report = measured(|| {
        let sum = run_task(async {
            let (tx, mut rx) = hotpath::channel!(channel(3), label = "tokio storm");
            for _ in 0..20 {
                let tx = tx.clone();
                tokio::spawn(async move {
                    for n in 0..100_u32 {
                        tx.clone().send(n).await.unwrap();
                    }
                });
            }
            drop(tx);
            let mut sum = 0;
            while let Some(n) = rx.recv().await {
                sum += n;
            }
            sum
        });
        assert_eq!(sum, 20 * 99 * 50);
    });
    check(
        &report,
        "tokio storm",
        &[("sent", 2_000), ("received", 2_000), ("queued", 0), ("abandoned", 0), ("ended", 1)],
    );
}

#[test]
fn each_method_counts_once() {
    let report = measured(|| {
        run(async {
            let (tx, mut rx) = hotpath::channel!(channel(16), label = "tokio methods");
            tx.send(0).await.unwrap();
            tx.try_send(1).unwrap();
            tx.send_timeout(2, LONG).await.unwrap();
            tx.reserve().await.unwrap().send(3);
            tx.try_reserve().unwrap().send(4);
            tx.reserve_many(2).await.unwrap().for_each(|permit| permit.send(5));
            tx.try_reserve_many(2).unwrap().for_each(|permit| permit.send(6));
            tx.clone().reserve_owned().await.unwrap().send(7);
            tx.clone().try_reserve_owned().unwrap().send(8);
            drop(tx.reserve().await.unwrap());
            tx.clone().reserve_owned().await.unwrap().release();
            let (tx, mut rx) = tokio::task::spawn_blocking(move || {
                tx.blocking_send(9).unwrap();
                assert_eq!(rx.blocking_recv(), Some(0));
                assert_eq!(rx.blocking_recv_many(&mut Vec::new(), 2), 2);
                (tx, rx)
            })
            .await
            .unwrap();
            assert_eq!(rx.recv().await, Some(3));
            assert_eq!(rx.try_recv(), Ok(4));
            assert_eq!(rx.recv_many(&mut Vec::new(), 2).await, 2);
            assert_eq!(poll_fn(|cx| rx.poll_recv(cx)).await, Some(6));
            assert_eq!(poll_fn(|cx| rx.poll_recv_many(cx, &mut Vec::new(), 2)).await, 2);
            drop(tx);
            assert_eq!(rx.recv().await, Some(8));
            drop(rx);
        });
    });
    let expected = [("sent", 12), ("received", 11), ("abandoned", 1), ("queued", 0), ("max_queued", 12)];
    check(&report, "tokio methods", &expected);
    let nobody =
        [("blocked_sends", 0), ("waited_receives", 0), ("failed_sends", 0), ("failed_receives", 0), ("ended", 1)];
    check(&report, "tokio methods", &nobody);
}

#[test]
fn failures_and_waits_are_counted_where_there_were_some() {
    let report = measured(|| {
        run(async {
            let (tx, mut rx) = hotpath::channel!(channel(1), label = "tokio waits");
            assert!(rx.try_recv().is_err());
            assert!(poll!(pin!(rx.recv())).is_pending());
            tx.try_send(1).unwrap();
            assert!(tx.try_send(2).is_err());
            assert!(tx.try_reserve().is_err());
            assert!(tx.try_reserve_many(1).is_err());
            assert!(tx.clone().try_reserve_owned().is_err());
            assert!(tx.send_timeout(2, SHORT).await.is_err());
            {
                let mut send = pin!(tx.send(3));
                assert!(poll!(&mut send).is_pending());
                assert!(poll!(&mut send).is_pending());
                assert_eq!(rx.recv().await, Some(1));
                send.await.unwrap();
            }
            assert!(poll!(pin!(tx.reserve())).is_pending());
            assert_eq!(rx.recv().await, Some(3));
            poll_fn(|cx| {
                assert!(rx.poll_recv(cx).is_pending());
                tx.try_send(4).unwrap();
                let received = rx.poll_recv(cx);
                assert_eq!(received, Poll::Ready(Some(4)));
                received
            })
            .await;
        });
    });
    let expected = [("sent", 3), ("received", 3), ("failed_sends", 4), ("failed_receives", 1), ("max_queued", 1)];
    check(&report, "tokio waits", &expected);
    check(&report, "tokio waits", &[("blocked_sends", 3), ("waited_receives", 2)]);
}
