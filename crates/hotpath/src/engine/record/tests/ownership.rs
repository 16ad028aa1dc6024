//! Recorders change hands: from thread to thread, and from session to session.

use std::{
    mem,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
};

use crate::engine::{
    clock::{self, Mode, fake},
    record::{Recorder, SlotReading, call, guard, recorders, set_session},
    site::{Site, SiteKind},
};

static OUTER: Site = site("outer");
static INNER: Site = site("inner");
static NEXT: Site = site("next");

const fn site(name: &'static str) -> Site {
    Site::new(SiteKind::Function, || "unused", Some(name), file!(), line!(), column!())
}

/// Runs `scenario` in a session of its own, whose number it is given.
fn check(scenario: impl FnOnce(u64)) {
    let _turn = fake::turn();
    clock::choose(Mode::Fake);
    let session = next_session();
    scenario(session);
    set_session(0);
}

fn next_session() -> u64 {
    // Beyond the numbers that other tests of the process use.
    static NEXT_SESSION: AtomicU64 = AtomicU64::new(1 << 50);
    let session = NEXT_SESSION.fetch_add(1, Relaxed);
    set_session(session);
    session
}

/// The site's readings on all recorders of the session.
fn readings(session: u64, site: &Site) -> Vec<SlotReading> {
    let reading = |recorder: &Recorder| recorder.slot(site).map(super::super::slot::Slot::read);
    let of_session = |recorder: &&'static Recorder| recorder.epoch.read(session, || reading(recorder)).flatten();
    recorders().iter().filter_map(of_session).collect()
}

fn calls(session: u64, site: &Site) -> u64 {
    readings(session, site).iter().map(|reading| reading.calls).sum()
}

/// The lengths of the paths on which the site was called.
fn depths(session: u64, site: &Site) -> Vec<usize> {
    let nodes = recorders().into_iter().filter(|recorder| recorder.epoch.get() == session).flat_map(Recorder::nodes);
    let called = nodes.filter(|node| node.calls.get() > 0);
    called
        .filter(|node| node.path().next().is_some_and(|slot| std::ptr::eq(slot.site, site)))
        .map(|node| node.path().count())
        .collect()
}

#[test]
fn short_threads_share_few_recorders_and_lose_no_call() {
    const AT_ONCE: usize = 4;
    check(|session| {
        let before = recorders().len();
        for _ in 0..5_000 / AT_ONCE {
            let threads = [(); AT_ONCE].map(|()| thread::spawn(|| call(&OUTER, || call(&INNER, || ()))));
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        }
        assert!(recorders().len() - before <= AT_ONCE, "{} more recorders", recorders().len() - before);
        assert_eq!((calls(session, &OUTER), calls(session, &INNER)), (5_000, 5_000));
    });
}

#[test]
fn a_thread_does_not_go_on_in_the_call_that_the_one_before_left_open() {
    check(|session| {
        thread::spawn(|| mem::forget(guard(&OUTER))).join().unwrap();
        thread::spawn(|| call(&NEXT, || ())).join().unwrap();
        assert_eq!((calls(session, &OUTER), calls(session, &NEXT)), (0, 1));
        assert_eq!(depths(session, &NEXT), [1]);
    });
}

#[test]
fn calls_that_end_in_the_wrong_order_leave_the_stack_whole() {
    check(|session| {
        // As code that switches stacks does it.
        let (outer, inner) = (guard(&OUTER), guard(&INNER));
        drop(outer);
        call(&NEXT, || ());
        drop(inner);
        call(&NEXT, || ());
        assert_eq!((calls(session, &OUTER), calls(session, &INNER), calls(session, &NEXT)), (1, 0, 2));
        assert_eq!(depths(session, &NEXT), [1]);
    });
}

#[test]
fn a_call_left_open_does_not_keep_its_caller_from_ending() {
    check(|session| {
        call(&OUTER, || mem::forget(guard(&INNER)));
        call(&NEXT, || ());
        assert_eq!((calls(session, &OUTER), calls(session, &INNER), calls(session, &NEXT)), (1, 0, 1));
        assert_eq!(depths(session, &NEXT), [1]);
    });
}

#[test]
fn a_session_starts_from_zero_in_every_kind_of_data() {
    check(|first| {
        for ticks in 1..100 {
            call(&OUTER, || fake::advance(ticks));
        }
        let [reading] = &readings(first, &OUTER)[..] else { panic!("one thread has called it") };
        assert_eq!((reading.calls, reading.total_ticks, reading.least_ticks), (99, 99 * 50, 1));
        assert!(!reading.recent.is_empty() && reading.slow[0].ticks == 99);

        let second = next_session();
        assert_eq!(readings(second, &OUTER).len(), 0, "nobody has joined yet");
        call(&INNER, || ());
        let [reading] = &readings(second, &OUTER)[..] else { panic!("one thread has joined") };
        assert_eq!((reading.calls, reading.total_ticks, reading.least_ticks), (0, 0, u64::MAX));
        assert_eq!((reading.recent.len(), reading.slow.len(), reading.buckets.iter().count()), (0, 0, 0));
        assert_eq!(readings(first, &OUTER).len(), 0, "the first session is over");
        assert_eq!(depths(second, &OUTER), [0_usize; 0]);
    });
}
