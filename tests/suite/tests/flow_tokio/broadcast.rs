//! `tokio::sync::broadcast`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    thread,
};

use futures::{FutureExt, poll};
use tokio::sync::broadcast::{Sender, channel};

use crate::{Drops, check, measured, pause, run, run_task, same, steps};

#[test]
fn each_receiver_gets_each_message() {
    same! {
        run(async {
            let (tx, mut a) = follow!(channel(4));
            let mut b = tx.subscribe();
            let mut steps = steps![tx.send(1), tx.receiver_count(), a.same_channel(&b), tx.clone().same_channel(&tx), tx, a];
            let mut c = b.resubscribe();
            steps.extend(steps![tx.send(2), tx.len(), a.len(), a.recv().await, a.try_recv(), a.try_recv(), b.recv().await, c.recv().await]);
            steps.extend(steps![b.is_empty(), drop(c), tx.is_empty(), a.recv().now_or_never(), a.sender_strong_count(), tx.send(3)]);
            steps.extend(steps![drop(tx), a.is_closed(), a.recv().await, a.recv().await, b.recv().await, b.try_recv(), b.try_recv()]);
            steps
        })
    }
}

#[test]
fn who_is_slow_is_told_what_was_missed() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(2));
            let mut other = tx.subscribe();
            for n in 0..7 { tx.send(n).unwrap(); }
            let mut steps = steps![rx.recv().await, rx.recv().await, rx.recv().await, other.try_recv(), other.try_recv(), drop(rx)];
            steps.extend(steps![drop(other), tx.send(9), tx.receiver_count()]);
            steps
        })
    }
}

#[test]
fn a_sender_alone_is_followed_too() {
    same! {
        run(async {
            let tx = follow!(Sender::new(4));
            let mut steps = steps![tx.send(1)];
            let mut rx = tx.subscribe();
            let mut closed = Box::pin(tx.closed());
            steps.extend(steps![tx.send(2), rx.recv().await, poll!(&mut closed), drop(rx), closed.await]);
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
            steps![poll!(&mut waiting), tx.send(1), drop(waiting), rx.recv().await, rx.try_recv()]
        })
    }
}

#[test]
fn threads_outside_of_the_runtime_receive() {
    same! {
        let (tx, mut rx) = follow!(channel(4));
        let mut steps = steps![tx.send(1), rx.blocking_recv()];
        let sender = thread::spawn(move || {
            pause();
            tx.send(2)
        });
        steps.extend(steps![rx.blocking_recv(), sender.join().unwrap(), rx.blocking_recv()]);
        let (tx, mut rx) = follow!(channel(4));
        tx.send(3).unwrap();
        steps.extend(steps![run(async { catch_unwind(AssertUnwindSafe(|| rx.blocking_recv())).is_err() }), rx.try_recv()]);
        steps
    }
}

#[test]
fn weak_senders_keep_nothing_open() {
    same! {
        let (tx, mut rx) = follow!(channel(4));
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
            let (tx, mut rx) = follow!(channel(1_024));
            for n in 0..1_000 { tx.send(n).unwrap(); }
            let mut received = 0;
            while rx.recv().now_or_never().is_some() {
                received += 1;
            }
            steps![received]
        })
    }
}

#[test]
fn messages_are_cloned_and_dropped_as_they_were() {
    same! {
        let drops = Drops::default();
        let (tx, mut rx) = follow!(channel(2));
        let other = tx.subscribe();
        for n in 0..3 { tx.send(drops.message(n)).unwrap(); }
        let mut steps = steps![drops.alive(), rx.try_recv().is_err(), rx.try_recv().unwrap().0, drops.alive(), drop(other), drops.alive()];
        steps.extend(steps![drop(rx), drops.alive(), tx.send(drops.message(9)).unwrap_err().0.0, drops.alive()]);
        steps
    }
}

#[test]
fn messages_and_receipts_are_counted() {
    let report = measured(|| {
        let (tx, mut a) = hotpath::channel!(channel(2), label = "broadcast");
        let mut b = tx.subscribe();
        tx.send(1).unwrap();
        assert_eq!(a.blocking_recv(), Ok(1));
        assert_eq!(b.try_recv(), Ok(1));
        assert!(b.try_recv().is_err());
        let mut c = b.resubscribe();
        for n in 2..7 {
            tx.send(n).unwrap();
        }
        run(async {
            // Each misses three of five.
            assert!(a.recv().await.is_err());
            assert!(b.try_recv().is_err());
            assert_eq!(a.recv().await, Ok(5));
            assert_eq!(b.recv().await, Ok(5));
            assert_eq!(b.recv().await, Ok(6));
            assert!(poll!(pin!(b.recv())).is_pending());
        });
        assert!(c.blocking_recv().is_err());
        drop((a, b, c));
        tx.send(9).unwrap_err();
        let _rx = tx.downgrade().upgrade().unwrap().subscribe();
        tx.send(8).unwrap();
    });
    let expected = [("sent", 7), ("received", 5), ("abandoned", 9), ("failed_sends", 1), ("failed_receives", 1)];
    check(&report, "broadcast", &expected);
    check(&report, "broadcast", &[("waited_receives", 1), ("blocked_sends", 0), ("ended", 1), ("alive", 0)]);
}
