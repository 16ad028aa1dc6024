//! `tokio::sync::mpsc::unbounded_channel`.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Waker},
    thread,
};

use futures::{FutureExt, poll};
use tokio::sync::mpsc::unbounded_channel;

use crate::{Drops, check, measured, on_threads, pause, run, run_task, same, steps};

#[test]
fn messages_come_in_order_until_senders_are_gone() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(unbounded_channel());
            let other = tx.clone();
            let mut steps = steps![tx.send(1), other.send(2), other.same_channel(&tx), rx.len(), rx.recv().await, rx.try_recv(), rx.try_recv()];
            steps.extend(steps![rx.is_empty(), rx.recv().now_or_never(), tx.strong_count(), tx, rx, rx.sender_strong_count()]);
            let mut buffer = Vec::new();
            (3..9).for_each(|n| tx.send(n).unwrap());
            steps.extend(steps![rx.recv_many(&mut buffer, 4).await, rx.recv_many(&mut buffer, 0).await, buffer, rx.close(), rx.is_closed()]);
            steps.extend(steps![tx.send(10), tx.is_closed(), rx.recv().await, drop((tx, other)), rx.recv().await, rx.recv().await]);
            steps.extend(steps![rx.try_recv()]);
            steps
        })
    }
}

#[test]
fn a_receiver_that_is_dropped_while_it_waits_takes_nothing() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(unbounded_channel());
            let mut waiting = Box::pin(rx.recv());
            let mut steps = steps![poll!(&mut waiting), tx.send(1), drop(waiting), rx.recv().now_or_never()];
            let mut closed = Box::pin(tx.closed());
            steps.extend(steps![poll!(&mut closed), drop(rx), closed.await, tx.send(2)]);
            steps
        })
    }
}

#[test]
fn polls_and_threads_receive_as_they_did() {
    same! {
        let (tx, mut rx) = follow!(unbounded_channel());
        let mut cx = Context::from_waker(Waker::noop());
        let mut buffer = Vec::new();
        let mut steps = steps![rx.poll_recv(&mut cx), tx.send(1), rx.poll_recv(&mut cx), rx.poll_recv_many(&mut cx, &mut buffer, 2)];
        (2..7).for_each(|n| tx.send(n).unwrap());
        steps.extend(steps![rx.poll_recv_many(&mut cx, &mut buffer, 2), rx.blocking_recv(), rx.blocking_recv_many(&mut buffer, 2), buffer]);
        let sender = thread::spawn(move || {
            pause();
            tx.send(8)
        });
        steps.extend(steps![rx.blocking_recv(), sender.join().unwrap(), rx.blocking_recv(), rx.blocking_recv_many(&mut buffer, 2)]);
        steps
    }
}

#[test]
fn blocking_inside_of_the_runtime_panics_message_or_not() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(unbounded_channel());
            tx.send(2).unwrap();
            steps![catch_unwind(AssertUnwindSafe(|| rx.blocking_recv())).is_err(), rx.recv().await]
        })
    }
}

#[test]
fn weak_senders_keep_nothing_open() {
    same! {
        let (tx, mut rx) = follow!(unbounded_channel());
        let weak = tx.downgrade();
        let again = weak.upgrade().unwrap();
        let mut steps = steps![weak.strong_count(), weak.clone().weak_count(), weak, again.send(1), rx.sender_weak_count()];
        steps.extend(steps![drop((tx, again)), weak.upgrade().is_none(), rx.try_recv(), rx.try_recv()]);
        steps
    }
}

#[test]
fn a_task_yields_as_often_as_it_did() {
    same! {
        run_task(async move {
            let (tx, mut rx) = follow!(unbounded_channel());
            (0..1_000).for_each(|n| tx.send(n).unwrap());
            let mut received = 0;
            while rx.recv().now_or_never().is_some() {
                received += 1;
            }
            steps![received]
        })
    }
}

#[test]
fn messages_inside_are_dropped_with_the_channel() {
    same! {
        let drops = Drops::default();
        let (tx, mut rx) = follow!(unbounded_channel());
        (0..5).for_each(|n| tx.send(drops.message(n)).unwrap());
        let mut steps = steps![drops.alive(), rx.try_recv().unwrap().0, drops.alive(), drop(rx), drops.alive()];
        steps.extend(steps![tx.send(drops.message(9)).is_err(), drops.alive()]);
        steps
    }
}

#[test]
fn a_storm_of_clones_loses_nothing() {
    let report = measured(|| {
        let (tx, mut rx) = hotpath::channel!(unbounded_channel(), label = "unbounded storm");
        on_threads(4, |_| (0..500_u32).for_each(|n| tx.clone().send(n).unwrap()));
        drop(tx);
        let sum: u32 = std::iter::from_fn(|| rx.blocking_recv()).sum();
        assert_eq!(sum, 4 * 499 * 250);
    });
    let expected = [("sent", 2_000), ("received", 2_000), ("max_queued", 2_000), ("abandoned", 0), ("ended", 1)];
    check(&report, "unbounded storm", &expected);
}

#[test]
fn each_method_counts_once() {
    let report = measured(|| {
        let (tx, mut rx) = hotpath::channel!(unbounded_channel(), label = "unbounded methods");
        (0..9).for_each(|n| tx.send(n).unwrap());
        assert_eq!(rx.blocking_recv(), Some(0));
        assert_eq!(rx.blocking_recv_many(&mut Vec::new(), 2), 2);
        assert_eq!(rx.try_recv(), Ok(3));
        run(async {
            assert_eq!(rx.recv().await, Some(4));
            assert_eq!(rx.recv_many(&mut Vec::new(), 2).await, 2);
            assert_eq!(poll_fn(|cx| rx.poll_recv(cx)).await, Some(7));
            assert_eq!(poll_fn(|cx| rx.poll_recv_many(cx, &mut Vec::new(), 2)).await, 1);
            assert!(rx.try_recv().is_err());
            assert!(poll!(pin!(rx.recv())).is_pending());
        });
        drop(rx);
        assert!(tx.send(9).is_err());
    });
    let expected = [("sent", 9), ("received", 9), ("max_queued", 9), ("failed_sends", 1), ("failed_receives", 1)];
    check(&report, "unbounded methods", &expected);
    check(&report, "unbounded methods", &[("waited_receives", 1), ("blocked_sends", 0), ("ended", 1)]);
}
