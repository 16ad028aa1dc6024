//! `tokio::sync::oneshot`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Waker},
    thread,
};

use futures::{FutureExt, poll};
use tokio::sync::oneshot::channel;

use crate::{Drops, check, measured, pause, run, run_task, same, steps};

#[test]
fn the_message_is_there_or_is_not() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel());
            let mut steps = steps![poll!(&mut rx), rx.try_recv(), rx.is_empty(), rx.is_terminated(), tx.is_closed(), tx, rx, tx.send(1)];
            steps.extend(steps![rx.is_empty(), poll!(&mut rx), rx.is_terminated(), rx.try_recv()]);
            let again = catch_unwind(AssertUnwindSafe(|| (&mut rx).now_or_never()));
            steps.extend(steps![again.is_err()]);
            let (tx, mut rx) = follow!(channel::<u32>());
            steps.extend(steps![drop(tx), rx.try_recv()]);
            let (tx, rx) = follow!(channel::<u32>());
            steps.extend(steps![drop(tx), rx.await]);
            let (tx, mut rx) = follow!(channel());
            steps.extend(steps![tx.send(2), rx.try_recv(), rx.try_recv()]);
            steps
        })
    }
}

#[test]
fn the_receiver_closes_and_leaves() {
    same! {
        run(async {
            let (mut tx, mut rx) = follow!(channel::<u32>());
            let mut cx = Context::from_waker(Waker::noop());
            let mut steps = steps![tx.poll_closed(&mut cx), rx.close(), tx.poll_closed(&mut cx), tx.closed().await, tx.is_closed(), tx.send(1)];
            steps.extend(steps![rx.try_recv()]);
            let (tx, mut rx) = follow!(channel());
            steps.extend(steps![tx.send(2), rx.close(), rx.await]);
            let (tx, rx) = follow!(channel());
            steps.extend(steps![drop(rx), tx.send(3)]);
            steps
        })
    }
}

#[test]
fn threads_outside_of_the_runtime_receive() {
    same! {
        let (tx, rx) = follow!(channel());
        let mut steps = steps![tx.send(1), rx.blocking_recv()];
        let (tx, rx) = follow!(channel());
        let sender = thread::spawn(move || {
            pause();
            tx.send(2)
        });
        steps.extend(steps![rx.blocking_recv(), sender.join().unwrap()]);
        let (tx, rx) = follow!(channel::<u32>());
        drop(tx);
        steps.extend(steps![rx.blocking_recv()]);
        let (tx, rx) = follow!(channel());
        tx.send(3).unwrap();
        steps.extend(steps![run(async { catch_unwind(AssertUnwindSafe(|| rx.blocking_recv())).is_err() })]);
        steps
    }
}

#[test]
fn the_message_is_dropped_once() {
    same! {
        let drops = Drops::default();
        let (tx, rx) = follow!(channel());
        let mut steps = steps![tx.send(drops.message(1)).is_ok(), drops.alive(), drop(rx), drops.alive()];
        let (tx, rx) = follow!(channel());
        drop(rx);
        steps.extend(steps![tx.send(drops.message(2)).map_err(|message| message.0), drops.alive()]);
        steps
    }
}

#[test]
fn a_panic_in_the_sender_is_an_error_for_the_receiver() {
    same! {
        run_task(async move {
            let (tx, rx) = follow!(channel::<u32>());
            let task = tokio::spawn(async move {
                let _tx = tx;
                panic!("before it sends");
            });
            steps![rx.await, task.await.unwrap_err().is_panic()]
        })
    }
}

#[test]
fn each_method_counts_once() {
    let report = measured(|| {
        let make = || hotpath::channel!(channel(), label = "oneshots");
        let (tx, rx) = make();
        tx.send(1).unwrap();
        assert_eq!(rx.blocking_recv(), Ok(1));
        let (tx, mut rx) = make();
        assert!(rx.try_recv().is_err());
        tx.send(2).unwrap();
        assert_eq!(rx.try_recv(), Ok(2));
        run(async {
            let (tx, rx) = make();
            tx.send(3).unwrap();
            assert_eq!(rx.await, Ok(3));
            let (tx, mut rx) = make();
            assert!(poll!(&mut rx).is_pending());
            assert!(poll!(&mut rx).is_pending());
            tx.send(4).unwrap();
            assert_eq!(rx.await, Ok(4));
        });
        // One is never received, one never sent, one has nobody to receive it.
        let (tx, rx) = make();
        tx.send(5).unwrap();
        drop(rx);
        drop(make());
        let (tx, _) = make();
        tx.send(6).unwrap_err();
    });
    let expected = [("sent", 5), ("received", 4), ("abandoned", 1), ("queued", 0), ("max_queued", 1), ("ended", 7)];
    check(&report, "oneshots", &expected);
    let others =
        [("failed_sends", 1), ("failed_receives", 1), ("waited_receives", 1), ("blocked_sends", 0), ("alive", 0)];
    check(&report, "oneshots", &others);
}

#[test]
fn a_message_that_waits_is_queued() {
    let mut kept = None;
    let report = measured(|| {
        let (tx, rx) = hotpath::channel!(channel(), label = "notified");
        tx.send(1_u64).unwrap();
        kept = Some(rx);
    });
    check(&report, "notified", &[("sent", 1), ("received", 0), ("queued", 1), ("queued_bytes", 8), ("alive", 1)]);
}
