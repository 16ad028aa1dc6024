//! `tokio::sync::watch`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
};

use futures::{FutureExt, poll};
use tokio::sync::watch::{Sender, channel};

use crate::{Drops, check, measured, run, run_task, same, steps};

#[test]
fn values_are_seen_as_they_were() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(0));
            let mut other = rx.clone();
            let mut steps = steps![*rx.borrow(), rx.has_changed(), rx.changed().now_or_never(), tx.send(1), rx.has_changed()];
            steps.extend(steps![rx.changed().await, *rx.borrow(), *rx.borrow_and_update(), other.borrow_and_update().has_changed()]);
            steps.extend(steps![tx.send_replace(2), *tx.borrow(), tx.send_modify(|value| *value += 1), *other.borrow(), tx, rx]);
            steps.extend(steps![tx.send_if_modified(|_| false), rx.borrow_and_update().has_changed(), rx.borrow_and_update().has_changed()]);
            steps.extend(steps![tx.send_if_modified(|value| { *value += 1; true }), *rx.borrow(), rx.mark_unchanged(), rx.has_changed()]);
            steps.extend(steps![rx.mark_changed(), rx.changed().await, rx.same_channel(&other), tx.same_channel(&tx.clone())]);
            steps.extend(steps![tx.receiver_count(), tx.sender_count(), tx.subscribe().has_changed(), drop(tx), rx.has_changed(), rx.changed().await]);
            steps.extend(steps![other.changed().await, other.changed().await, *other.borrow(), other.is_closed()]);
            steps
        })
    }
}

#[test]
fn wanted_values_are_waited_for() {
    same! {
        run(async {
            let (tx, mut rx) = follow!(channel(0));
            let mut asked = Vec::new();
            let mut steps = steps![rx.wait_for(|n| *n == 0).await.map(|value| (*value, value.has_changed()))];
            {
                let mut waiting = Box::pin(rx.wait_for(|n| { asked.push(*n); *n > 2 }));
                steps.extend(steps![poll!(&mut waiting).is_pending(), tx.send(1), poll!(&mut waiting).is_pending(), tx.send(3)]);
                steps.extend(steps![waiting.await.map(|value| (*value, value.has_changed()))]);
            }
            steps.extend(steps![asked, rx.has_changed()]);
            let end = AssertUnwindSafe(rx.wait_for(|_| panic!("it does not want to know"))).catch_unwind().await.is_err();
            steps.extend(steps![end, drop(tx), rx.wait_for(|n| *n == 9).await.is_err(), rx.wait_for(|n| *n == 3).await.is_ok()]);
            steps
        })
    }
}

#[test]
fn a_change_that_panics_is_none() {
    same! {
        let (tx, mut rx) = follow!(channel(0));
        let modify = catch_unwind(AssertUnwindSafe(|| tx.send_modify(|_| panic!("no change"))));
        let replace = catch_unwind(AssertUnwindSafe(|| tx.send_if_modified(|_| panic!("no change"))));
        steps![modify.is_err(), replace.is_err(), rx.has_changed(), tx.send(1), *rx.borrow_and_update()]
    }
}

#[test]
fn without_receivers_nothing_is_sent() {
    same! {
        run(async {
            let tx = follow!(Sender::new(0));
            let mut steps = steps![tx.send(1), *tx.borrow(), tx.send_replace(2), tx.is_closed()];
            let mut rx = tx.subscribe();
            let mut closed = Box::pin(tx.closed());
            steps.extend(steps![tx.send(3), rx.changed().await, *rx.borrow(), poll!(&mut closed), drop(rx), closed.await]);
            steps
        })
    }
}

#[test]
fn a_task_yields_as_often_as_it_did() {
    same! {
        run_task(async move {
            let (tx, mut rx) = follow!(channel(0));
            let mut received = 0;
            while received < 1_000 && (tx.send(received).is_ok() && rx.changed().now_or_never().is_some()) {
                received += 1;
            }
            steps![received]
        })
    }
}

#[test]
fn values_are_dropped_as_they_were() {
    same! {
        let drops = Drops::default();
        let (tx, rx) = follow!(channel(drops.message(0)));
        let mut steps = steps![tx.send(drops.message(1)).is_ok(), drops.alive(), tx.send_replace(drops.message(2)).0, drops.alive()];
        steps.extend(steps![drop(rx), drops.alive(), tx.send(drops.message(3)).is_err(), drops.alive(), drop(tx), drops.alive()]);
        steps
    }
}

#[test]
fn new_values_are_counted_for_who_is_told_of_them() {
    let report = measured(|| {
        run(async {
            let (tx, mut rx) = hotpath::channel!(channel(0), label = "watch");
            let mut other = rx.clone();
            tx.send(1).unwrap();
            tx.send_replace(2);
            tx.send_modify(|value| *value += 1);
            assert!(tx.send_if_modified(|value| std::mem::replace(value, 4) != 4));
            assert!(!tx.send_if_modified(|value| std::mem::replace(value, 4) != 4));
            assert!(catch_unwind(AssertUnwindSafe(|| tx.send_modify(|_| panic!("no change")))).is_err());
            rx.changed().await.unwrap();
            assert_eq!(*rx.borrow_and_update(), 4);
            assert_eq!(*other.borrow_and_update(), 4);
            assert_eq!(*other.wait_for(|n| *n == 4).await.unwrap(), 4);
            tx.send(5).unwrap();
            assert_eq!(*other.wait_for(|n| *n == 5).await.unwrap(), 5);
            assert_eq!(*rx.borrow(), 5);
            other.mark_unchanged();
            assert!(poll!(pin!(other.changed())).is_pending());
            drop((rx, other));
            tx.send(6).unwrap_err();
        });
    });
    let expected = [("sent", 5), ("received", 3), ("abandoned", 0), ("failed_sends", 1), ("waited_receives", 1)];
    check(&report, "watch", &expected);
}

#[test]
fn the_text_of_changes_is_kept_without_waiting_for_oneself() {
    let report = measured(|| {
        run(async {
            let (tx, mut rx) = hotpath::channel!(channel(0), label = "logged watch", log = true);
            tx.send_modify(|value| *value = 7);
            rx.changed().await.unwrap();
            assert!(tx.send_if_modified(|_| true));
            drop(rx.borrow_and_update());
        });
    });
    check(&report, "logged watch", &[("sent", 2), ("received", 2)]);
}
