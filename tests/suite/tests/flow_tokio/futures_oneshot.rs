//! `futures_channel::oneshot`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Waker},
};

use futures::{
    FutureExt,
    channel::oneshot::channel,
    executor::block_on,
    future::{FusedFuture, select},
    poll,
};

use crate::{Drops, check, measured, on_threads, same, steps};

#[test]
fn the_message_is_there_or_is_not() {
    same! {
        block_on(async {
            let (tx, mut rx) = follow!(channel());
            let mut steps = steps![poll!(&mut rx), rx.try_recv(), rx.is_terminated(), tx.is_canceled(), tx.is_connected_to(&rx), tx, rx];
            steps.extend(steps![tx.send(1), rx.is_terminated(), poll!(&mut rx), rx.is_terminated(), rx.try_recv(), poll!(&mut rx)]);
            let (tx, mut rx) = follow!(channel::<u32>());
            steps.extend(steps![drop(tx), rx.try_recv(), rx.await]);
            let (tx, mut rx) = follow!(channel());
            steps.extend(steps![tx.send(2), rx.try_recv(), rx.try_recv()]);
            let (_, other) = follow!(channel::<u32>());
            let (tx, rx) = follow!(channel());
            steps.extend(steps![tx.is_connected_to(&other), tx.send(3), select(rx, other).await.factor_first().0]);
            steps
        })
    }
}

#[test]
fn the_receiver_closes_and_leaves() {
    same! {
        block_on(async {
            let (mut tx, mut rx) = follow!(channel::<u32>());
            let mut cx = Context::from_waker(Waker::noop());
            let mut steps = steps![tx.poll_canceled(&mut cx), poll!(tx.cancellation()), rx.close(), tx.poll_canceled(&mut cx), tx.cancellation().await];
            steps.extend(steps![tx.is_canceled(), tx.send(1), rx.try_recv()]);
            let (tx, mut rx) = follow!(channel());
            steps.extend(steps![tx.send(2), rx.close(), rx.await]);
            let (tx, rx) = follow!(channel());
            steps.extend(steps![drop(rx), tx.send(3)]);
            steps
        })
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
        let (tx, rx) = follow!(channel::<u32>());
        let end = catch_unwind(AssertUnwindSafe(move || {
            let _tx = tx;
            panic!("before it sends");
        }));
        steps![end.map(|()| 0).is_err(), block_on(rx)]
    }
}

#[test]
fn each_method_counts_once() {
    let report = measured(|| {
        let make = || hotpath::channel!(channel(), label = "futures oneshots");
        let (tx, mut rx) = make();
        assert_eq!(rx.try_recv(), Ok(None));
        tx.send(1).unwrap();
        assert_eq!(rx.try_recv(), Ok(Some(1)));
        let (tx, mut rx) = make();
        assert!((&mut rx).now_or_never().is_none());
        tx.send(2).unwrap();
        assert_eq!(block_on(rx), Ok(2));
        let (tx, rx) = make();
        tx.send(3).unwrap();
        drop(rx);
        drop(make());
        let (tx, _) = make();
        tx.send(4).unwrap_err();
        on_threads(4, |_| {
            for n in 0..100 {
                let (tx, rx) = make();
                tx.send(n).unwrap();
                assert_eq!(block_on(rx), Ok(n));
            }
        });
    });
    let expected =
        [("sent", 403), ("received", 402), ("abandoned", 1), ("queued", 0), ("max_queued", 1), ("ended", 405)];
    check(&report, "futures oneshots", &expected);
    let others =
        [("failed_sends", 1), ("failed_receives", 1), ("waited_receives", 1), ("blocked_sends", 0), ("alive", 0)];
    check(&report, "futures oneshots", &others);
}
