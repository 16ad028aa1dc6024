//! `std::sync::mpsc`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{channel, sync_channel},
    thread,
    time::Duration,
};

use crate::{Drops, Sum, check, measured, on_threads, pause, same, steps, until_one};

const SHORT: Duration = Duration::from_millis(2);
const LONG: Duration = Duration::from_secs(20);

#[test]
fn messages_come_in_order_until_senders_are_gone() {
    same! {
        let (tx, rx) = follow!(channel());
        let other = tx.clone();
        let mut steps = steps![tx.send(1), other.send(2), tx.send(3), rx.recv(), rx.try_recv(), rx.recv_timeout(LONG), rx.try_recv()];
        steps.extend(steps![rx.recv_timeout(SHORT), tx.send(4), drop(tx), rx.recv_timeout(SHORT), other.send(5), drop(other)]);
        steps.extend(steps![rx.recv(), rx.recv(), rx.try_recv(), rx.recv_timeout(LONG)]);
        steps
    }
}

#[test]
fn iterators_end_where_they_did() {
    same! {
        let (tx, rx) = follow!(channel());
        (0..9).for_each(|n| tx.send(n).unwrap());
        let mut steps = steps![rx.iter().take(2).collect::<Vec<_>>(), rx.try_iter().take(2).collect::<Vec<_>>()];
        steps.extend(steps![IntoIterator::into_iter(&rx).next(), rx.try_iter().collect::<Vec<_>>(), rx.try_iter().next()]);
        (0..3).for_each(|n| tx.send(n).unwrap());
        drop(tx);
        steps.extend(steps![rx.into_iter().collect::<Vec<_>>()]);
        steps
    }
}

#[test]
fn a_bounded_channel_is_full_where_it_was() {
    same! {
        let (tx, rx) = follow!(sync_channel(2));
        let mut steps = steps![tx.try_send(1), tx.send(2), tx.try_send(3), rx.recv(), tx.clone().try_send(4), tx.try_send(5)];
        steps.extend(steps![rx.try_iter().collect::<Vec<_>>(), tx.send(6), drop(rx), tx.send(7), tx.try_send(8)]);
        steps
    }
}

#[test]
fn a_rendezvous_stays_one() {
    same! {
        let (tx, rx) = follow!(sync_channel(0));
        let mut steps = steps![tx.try_send(1), rx.try_recv(), rx.recv_timeout(SHORT)];
        let sender = thread::spawn(move || {
            let results = steps![tx.send(2), tx.send(3)];
            (results, tx)
        });
        pause();
        steps.extend(steps![rx.recv(), rx.recv_timeout(LONG)]);
        let (results, tx) = sender.join().unwrap();
        steps.extend(results);
        let receiver = thread::spawn(move || rx.recv());
        pause();
        // Somebody waits for it by now.
        steps.extend(steps![tx.send(4), receiver.join().unwrap(), tx.send(5)]);
        steps
    }
}

#[test]
fn messages_inside_are_dropped_with_the_channel() {
    same! {
        let drops = Drops::default();
        let (tx, rx) = follow!(sync_channel(4));
        (0..4).for_each(|n| tx.send(drops.message(n)).unwrap());
        let mut steps = steps![drops.alive(), rx.recv().unwrap().0, drops.alive(), drop(rx), drops.alive()];
        steps.extend(steps![tx.send(drops.message(9)).unwrap_err().0.0, drops.alive()]);
        steps
    }
}

#[test]
fn a_panic_in_the_receiver_closes_the_channel() {
    same! {
        let (tx, rx) = follow!(channel());
        tx.send(1).unwrap();
        let end = catch_unwind(AssertUnwindSafe(move || {
            let message: u32 = rx.recv().unwrap();
            panic!("{message}");
        }));
        steps![end.is_err(), tx.send(2)]
    }
}

#[test]
fn a_storm_of_clones_loses_nothing() {
    let report = measured(|| {
        let (tx, rx) = hotpath::channel!(sync_channel(3), label = "storm");
        let sum = Sum::default();
        thread::scope(|scope| {
            let sum = &sum;
            scope.spawn(move || rx.iter().for_each(|n| sum.add(n)));
            on_threads(4, |_| (0..500).for_each(|n| tx.clone().send(n).unwrap()));
            drop(tx);
        });
        assert_eq!(sum.0.into_inner(), 4 * 499 * 250);
    });
    check(&report, "storm", &[("sent", 2_000), ("received", 2_000), ("queued", 0), ("abandoned", 0), ("ended", 1)]);
}

#[test]
fn each_method_counts_once() {
    let report = measured(|| {
        let (tx, rx) = hotpath::channel!(sync_channel(8), label = "std methods");
        let (free, end) = hotpath::channel!(channel(), label = "std free");
        tx.send(1).unwrap();
        tx.try_send(2).unwrap();
        free.send(1).unwrap();
        end.recv().unwrap();
        rx.recv().unwrap();
        rx.recv_timeout(LONG).unwrap();
        for n in 0..4 {
            tx.send(n).unwrap();
        }
        rx.try_recv().unwrap();
        rx.iter().next().unwrap();
        assert_eq!(rx.try_iter().count(), 2);
        tx.send(9).unwrap();
        assert_eq!(rx.into_iter().next(), Some(9));
        assert!(tx.try_send(3).is_err());
        assert!(end.try_recv().is_err());
    });
    let expected =
        [("sent", 7), ("received", 7), ("queued", 0), ("max_queued", 4), ("failed_sends", 1), ("failed_receives", 0)];
    check(&report, "std methods", &expected);
    check(&report, "std methods", &[("blocked_sends", 0), ("waited_receives", 0)]);
    check(&report, "std free", &[("sent", 1), ("received", 1), ("failed_receives", 1), ("ended", 1)]);
}

#[test]
fn waits_are_counted_where_somebody_waited() {
    let report = measured(|| {
        let (tx, rx) = hotpath::channel!(sync_channel(1), label = "std waits", capacity = 1);
        assert!(rx.recv_timeout(SHORT).is_err());
        tx.send(1).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| tx.send(2).unwrap());
            until_one("std waits", "blocked_now");
            assert_eq!(rx.recv(), Ok(1));
        });
        assert_eq!(rx.recv(), Ok(2));
        thread::scope(|scope| {
            scope.spawn(move || rx.recv().unwrap());
            until_one("std waits", "waiting_now");
            tx.send(3).unwrap();
        });
    });
    let expected = [("sent", 3), ("received", 3), ("blocked_sends", 1), ("waited_receives", 2), ("max_queued", 1)];
    check(&report, "std waits", &expected);
}
