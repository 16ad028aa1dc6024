//! What the report says of locks.

use ::std::{
    mem::forget,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use hotpath::wrap;

use crate::{check, holder, measured, poll, row};

const LONG: Duration = Duration::from_millis(30);

/// Holds the lock until somebody waits for it.
#[hotpath::measure]
fn hold_long<G>(hold: impl Fn() -> G, label: &str, held: &mpsc::Sender<()>) {
    let guard = hold();
    held.send(()).expect("somebody will wait");
    let is_waited_for = || {
        let report = hotpath::snapshot();
        let mut rows = report.section("locks").expect("one is held").iter().filter(|row| row.name().starts_with(label));
        rows.any(|row| row.number("waiting_now") == Some(1))
    };
    let until = Instant::now() + Duration::from_secs(10);
    while !is_waited_for() {
        assert!(Instant::now() < until, "nobody waits");
        thread::sleep(Duration::from_millis(1));
    }
    drop(guard);
}

/// One takes the lock, and the other waits for it.
fn fight<G>(label: &str, hold: impl Fn() -> G + Sync, wait: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let (sender, held) = mpsc::channel();
        let hold = &hold;
        scope.spawn(move || hold_long(hold, label, &sender));
        scope.spawn(move || {
            held.recv().expect("it is held");
            wait();
        });
    });
}

#[test]
fn each_acquisition_is_counted_once() {
    let report = measured(|| {
        let lock = hotpath::mutex!(::std::sync::Mutex::new(0), label = "once");
        for _ in 0..5 {
            *lock.lock().unwrap() += 1;
        }
        let guard = lock.try_lock().unwrap();
        assert!(lock.try_lock().is_err() && lock.try_lock().is_err());
        drop(guard);
        forget(lock.lock().unwrap());
    });
    let expected = [("acquired", 7), ("contended", 0), ("failed", 2), ("held_now", 1), ("waiting_now", 0), ("wait", 0)];
    check(&report, "once", "mutex", &expected);
    let row = row(&report, "once", "mutex").unwrap();
    assert!(row.number("wait_avg").is_none() && row.number("hold") >= row.number("hold_max"));
}

#[test]
fn who_held_it_while_another_waited() {
    let report = measured(|| {
        let lock = hotpath::mutex!(::std::sync::Mutex::new(0), label = "fight");
        fight("fight", || lock.lock().unwrap(), || drop(lock.lock().unwrap()));
        let parking = hotpath::mutex!(::parking_lot::Mutex::new(0), label = "parking fight");
        fight("parking fight", || parking.lock(), || drop(parking.lock()));
        let rw = hotpath::rw_lock!(::std::sync::RwLock::new(0), label = "rw fight");
        fight("rw fight", || rw.write().unwrap(), || drop(rw.read().unwrap()));
        let tokio = hotpath::mutex!(::tokio::sync::Mutex::new(0), label = "tokio fight");
        fight("tokio fight", || tokio.blocking_lock(), || drop(futures::executor::block_on(tokio.lock())));
        let owned = Arc::new(hotpath::mutex!(::tokio::sync::Mutex::new(0), label = "owned fight"));
        fight(
            "owned fight",
            || owned.clone().blocking_lock_owned(),
            || drop(futures::executor::block_on(owned.clone().lock_owned())),
        );
        let asynchronous = hotpath::mutex!(::async_lock::Mutex::new(0), label = "async fight");
        fight(
            "async fight",
            || asynchronous.lock_blocking(),
            || drop(futures::executor::block_on(asynchronous.lock())),
        );
    });
    for (label, kind, acquired) in [
        ("fight", "mutex", 2),
        ("parking fight", "mutex", 2),
        ("rw fight", "rw_lock read", 1),
        ("tokio fight", "mutex", 2),
        ("owned fight", "mutex", 2),
        ("async fight", "mutex", 2),
    ] {
        check(&report, label, kind, &[("acquired", acquired), ("contended", 1), ("failed", 0), ("held_now", 0)]);
        let held_by = holder(&report, label, kind).unwrap_or_default();
        assert!(held_by.contains("hold_long"), "{label}: {held_by}");
        let waited = row(&report, label, kind).and_then(|row| row.number("wait")).unwrap_or_default();
        assert!(waited > 0, "{label}: {waited}");
    }
    check(&report, "rw fight", "rw_lock write", &[("acquired", 1), ("contended", 0)]);
}

#[test]
fn readers_and_writers_have_rows_of_their_own() {
    let report = measured(|| {
        let lock = hotpath::rw_lock!(::parking_lot::RwLock::new(0), label = "rows");
        let (first, second) = (lock.read(), lock.read());
        assert!(lock.try_write().is_none());
        drop((first, second));
        let write = lock.write();
        assert!(lock.try_read().is_none() && lock.try_read().is_none());
        let read = wrap::parking_lot::RwLockWriteGuard::downgrade(write);
        drop(read);
        let upgradable = lock.upgradable_read();
        drop(wrap::parking_lot::RwLockUpgradableReadGuard::upgrade(upgradable));
    });
    check(&report, "rows", "rw_lock read", &[("acquired", 4), ("contended", 0), ("failed", 2), ("held_now", 0)]);
    check(&report, "rows", "rw_lock write", &[("acquired", 2), ("contended", 0), ("failed", 1), ("held_now", 0)]);
}

#[test]
fn a_lock_that_is_only_read_has_one_row() {
    let report = measured(|| {
        let lock = hotpath::rw_lock!(::std::sync::RwLock::new(0), label = "only read");
        drop(lock.read().unwrap());
    });
    check(&report, "only read", "rw_lock read", &[("acquired", 1)]);
    assert!(row(&report, "only read", "rw_lock write").is_none());
}

#[test]
fn a_lock_is_not_held_while_a_condition_is_waited_for() {
    let report = measured(|| {
        let (lock, changed) =
            (hotpath::mutex!(::std::sync::Mutex::new(0), label = "condition"), wrap::std::sync::Condvar::new());
        let (guard, _) = changed.wait_timeout(lock.lock().unwrap(), LONG).unwrap();
        // The condition holds at once: nothing is given back.
        let guard = changed.wait_while(guard, |_| false).unwrap();
        drop(changed.wait_timeout_while(guard, LONG, |_| true).unwrap());
    });
    check(&report, "condition", "mutex", &[("acquired", 3), ("contended", 0), ("held_now", 0)]);
    let held = row(&report, "condition", "mutex").and_then(|row| row.number("hold")).unwrap();
    assert!(held < i64::try_from(2 * LONG.as_nanos()).unwrap(), "{held}");
}

#[test]
fn a_wait_begins_with_the_first_poll_that_is_pending() {
    let report = measured(|| {
        let lock = hotpath::mutex!(::tokio::sync::Mutex::new(0), label = "pending");
        let held = lock.try_lock().unwrap();
        {
            let mut cancelled = pin!(lock.lock());
            assert!(poll(cancelled.as_mut()).is_pending() && poll(cancelled.as_mut()).is_pending());
        }
        let mut waiting = pin!(lock.lock());
        assert!(poll(waiting.as_mut()).is_pending());
        // Never polled: nobody waits.
        let _unpolled = lock.lock();
        drop(held);
        assert!(poll(waiting).is_ready());
        forget(lock.try_lock().unwrap());
        let mut left = Box::pin(lock.lock());
        assert!(poll(left.as_mut()).is_pending());
        forget(left);
    });
    let expected = [("acquired", 3), ("contended", 3), ("waiting_now", 1), ("held_now", 1), ("failed", 0)];
    check(&report, "pending", "mutex", &expected);
}

#[test]
fn an_attempt_in_time_waits_and_fails() {
    let report = measured(|| {
        let lock = hotpath::mutex!(::parking_lot::Mutex::new(0), label = "in time");
        let held = lock.try_lock_for(LONG).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| assert!(lock.try_lock_for(Duration::from_millis(1)).is_none()));
        });
        drop(held);
    });
    check(&report, "in time", "mutex", &[("acquired", 1), ("contended", 1), ("failed", 1), ("waiting_now", 0)]);
}

#[test]
fn a_panic_ends_a_hold() {
    let report = measured(|| {
        let lock = hotpath::mutex!(::std::sync::Mutex::new(0), label = "panic");
        let held = catch_unwind(AssertUnwindSafe(|| {
            let _guard = lock.lock();
            panic!("on purpose");
        }));
        assert!(held.is_err() && lock.lock().is_err());
        let mapped = hotpath::mutex!(::parking_lot::Mutex::new(0), label = "panic in map");
        let panics = catch_unwind(AssertUnwindSafe(|| {
            drop(wrap::parking_lot::MutexGuard::map(mapped.lock(), |_| -> &mut u8 { panic!("on purpose") }));
        }));
        assert!(panics.is_err() && !mapped.is_locked());
    });
    check(&report, "panic", "mutex", &[("acquired", 2), ("held_now", 0)]);
    check(&report, "panic in map", "mutex", &[("acquired", 1), ("held_now", 0)]);
}

#[test]
fn a_hold_belongs_to_the_session_in_which_it_began() {
    let lock = hotpath::mutex!(::std::sync::Mutex::new(0), label = "sessions");
    let before = lock.lock().unwrap();
    let first = measured(|| drop(before));
    assert!(row(&first, "sessions", "mutex").is_none());
    let mut held = None;
    let second = measured(|| held = Some(lock.lock().unwrap()));
    check(&second, "sessions", "mutex", &[("acquired", 1), ("held_now", 1)]);
    let third = measured(|| {
        drop(held.take());
        drop(lock.lock().unwrap());
    });
    check(&third, "sessions", "mutex", &[("acquired", 1), ("held_now", 0)]);
}

#[test]
fn a_guard_may_be_dropped_on_another_thread() {
    let report = measured(|| {
        let lock = Arc::new(hotpath::rw_lock!(::tokio::sync::RwLock::new(0), label = "moved"));
        let guard = lock.clone().try_write_owned().unwrap();
        thread::spawn(move || drop(guard)).join().unwrap();
        let read = lock.clone().try_write_owned().unwrap().downgrade();
        thread::spawn(move || drop(read)).join().unwrap();
    });
    check(&report, "moved", "rw_lock write", &[("acquired", 2), ("held_now", 0)]);
    check(&report, "moved", "rw_lock read", &[("acquired", 1), ("held_now", 0)]);
}

/// What is counted of each way to take a lock: random ones, against a model that counts along.
#[test]
fn random_ways_to_take_locks_add_up() {
    let (mut reads, mut writes, mut failed_reads, mut failed_writes) = (0, 0, 0, 0);
    let report = measured(|| {
        let lock = hotpath::rw_lock!(::parking_lot::RwLock::new(0), label = "random");
        let (mut readers, mut writer, mut seed) = (vec![], None, 7_u64);
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match seed >> 33 & 3 {
                0 => match lock.try_read() {
                    Some(guard) => {
                        reads += 1;
                        readers.push(guard);
                    }
                    None => failed_reads += 1,
                },
                1 => match lock.try_write() {
                    Some(guard) => {
                        writes += 1;
                        writer = Some(guard);
                    }
                    None => failed_writes += 1,
                },
                2 => drop(readers.pop()),
                _ => match writer.take() {
                    Some(guard) if seed >> 40 & 1 == 0 => {
                        reads += 1;
                        readers.push(wrap::parking_lot::RwLockWriteGuard::downgrade(guard));
                    }
                    guard => drop(guard),
                },
            }
        }
        drop((readers, writer));
    });
    let expected = |acquired, failed| [("acquired", acquired), ("failed", failed), ("held_now", 0), ("contended", 0)];
    check(&report, "random", "rw_lock read", &expected(reads, failed_reads));
    check(&report, "random", "rw_lock write", &expected(writes, failed_writes));
    assert!(reads > 0 && writes > 0 && failed_reads > 0 && failed_writes > 0);
}

#[test]
fn a_lock_that_nobody_gets_has_a_row() {
    let lock = hotpath::mutex!(::std::sync::Mutex::new(0), label = "nobody");
    let _held = lock.lock().unwrap();
    let report = measured(|| assert!(lock.try_lock().is_err()));
    check(&report, "nobody", "mutex", &[("acquired", 0), ("contended", 0), ("failed", 1), ("held_now", 0)]);
}

/// An allocator that takes a followed lock, as a program's may: the first hold makes something.
#[test]
fn a_lock_that_the_allocator_takes_too_is_no_deadlock() {
    let program = env!("CARGO_BIN_EXE_allocator_lock");
    let mut child = ::std::process::Command::new(program).spawn().expect("it starts");
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            assert!(status.success());
            break;
        }
        if Instant::now() > until {
            let _ = child.kill();
            panic!("it hangs");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Who held the lock longest while others waited, and not who held it when a wait began, nor who took it last.
#[test]
fn the_holder_is_the_one_that_others_waited_for() {
    #[hotpath::measure]
    fn innocent(lock: &wrap::std::sync::Mutex<()>) {
        let _held = lock.lock().expect("nobody panics");
        thread::sleep(Duration::from_millis(1));
    }
    #[hotpath::measure]
    fn hog(lock: &wrap::std::sync::Mutex<()>) {
        let _held = lock.lock().expect("nobody panics");
        let until = Instant::now() + Duration::from_secs(10);
        let waiting = || hotpath::snapshot().section("locks")?.row("convoy")?.number("waiting_now");
        while waiting() < Some(2) {
            assert!(Instant::now() < until, "the others wait");
        }
        thread::sleep(Duration::from_millis(200));
    }
    let report = measured(|| {
        let lock = hotpath::mutex!(::std::sync::Mutex::new(()), label = "convoy");
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !is_over.load(Relaxed) {
                        innocent(&lock);
                    }
                });
            }
            hog(&lock);
            is_over.store(true, Relaxed);
        });
    });
    let holder = holder(&report, "convoy", "mutex");
    assert!(holder.is_some_and(|holder| holder.ends_with("hog")), "{holder:?}");
}
