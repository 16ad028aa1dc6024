//! Locks of parking_lot.

use ::std::{
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

const SHORT: Duration = Duration::from_millis(2);

fn soon() -> Instant {
    Instant::now() + SHORT
}

crate::scenarios! {
    plain {
        use ::parking_lot::{
            self as raw, ArcMutexGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard, Condvar, FairMutex,
            MappedMutexGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex, MutexGuard, RwLock, RwLockReadGuard,
            RwLockUpgradableReadGuard, RwLockWriteGuard,
        };
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { raw }
        fn fair_mutex<T>(raw: raw::FairMutex<T>) -> FairMutex<T> { raw }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { raw }
    }
    wrapped {
        use ::parking_lot as raw;
        use hotpath::wrap::parking_lot::{
            ArcMutexGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard, Condvar, FairMutex, MappedMutexGuard,
            MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex, MutexGuard, RwLock, RwLockReadGuard,
            RwLockUpgradableReadGuard, RwLockWriteGuard,
        };
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { hotpath::mutex!(raw, label = "parking_lot") }
        fn fair_mutex<T>(raw: raw::FairMutex<T>) -> FairMutex<T> { hotpath::mutex!(raw, label = "parking_lot fair") }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { hotpath::rw_lock!(raw, label = "parking_lot rw") }
    }

    fn a_parking_lot_mutex_on_one_thread(steps) {
        let mut lock = mutex(raw::Mutex::new((1, "a".to_owned())));
        {
            let mut guard = lock.lock();
            guard.0 += 1;
            steps.push(format!("{guard:?} {lock:?} {} {}", lock.is_locked(), lock.try_lock().is_none()));
            steps.push(format!("{} {}", lock.try_lock_for(SHORT).is_none(), lock.try_lock_until(soon()).is_none()));
            let inside = MutexGuard::unlocked(&mut guard, || lock.try_lock().is_some());
            let fair = MutexGuard::unlocked_fair(&mut guard, || lock.is_locked());
            MutexGuard::bump(&mut guard);
            steps.push(format!("{inside} {fair} {}", std::ptr::eq(MutexGuard::mutex(&guard), &lock)));
            let panics = catch_unwind(AssertUnwindSafe(|| MutexGuard::unlocked(&mut guard, || panic!("on purpose"))));
            steps.push(format!("{} {}", panics.is_err(), lock.is_locked()));
            let mapped: MappedMutexGuard<'_, String> = MutexGuard::map(guard, |value| &mut value.1);
            let mapped = MappedMutexGuard::try_map(mapped, |text| text.get_mut(..5)).unwrap_err();
            let mut mapped = MappedMutexGuard::try_map_or_err(mapped, |text| text.get_mut(..1).ok_or("short")).unwrap();
            mapped.make_ascii_uppercase();
            steps.push(format!("{mapped} {}", lock.is_locked()));
            MappedMutexGuard::unlock_fair(mapped);
            let (guard, error) = MutexGuard::try_map_or_err(lock.lock(), |_| Err::<&mut u8, _>("none")).unwrap_err();
            steps.push(format!("{guard:?} {error}"));
            MutexGuard::unlock_fair(MutexGuard::try_map(guard, |_| None::<&mut u8>).unwrap_err());
            steps.push(format!("{lock:?}"));
        }
        assert!(lock.try_lock_for(SHORT).is_some() && lock.try_lock_until(soon()).is_some());
        lock.get_mut().0 = 9;
        let panics = catch_unwind(AssertUnwindSafe(|| {
            let _mapped = MutexGuard::map(lock.lock(), |_| -> &mut u8 { panic!("on purpose") });
        }));
        steps.push(format!("{} {}", panics.is_err(), lock.is_locked()));
        steps.push(format!("{:?}", MutexGuard::leak(lock.lock())));
        steps.push(format!("{} {:?}", lock.is_locked(), lock.into_inner()));
        steps.push(format!("{:?}", fair_mutex(raw::FairMutex::new(4)).lock()));
    }

    fn reading_writing_and_upgrading(steps) {
        let lock = rw_lock(raw::RwLock::new((1, "a".to_owned())));
        {
            let read = lock.read();
            let mut upgradable = lock.upgradable_read();
            steps.push(format!("{read:?} {} {}", lock.try_upgradable_read().is_none(), lock.try_write().is_none()));
            steps.push(format!("{} {}", lock.try_write_for(SHORT).is_none(), lock.try_upgradable_read_until(soon()).is_none()));
            steps.push(format!("{:?}", upgradable.try_with_upgraded(|value| value.0 += 1)));
            steps.push(format!("{:?}", upgradable.try_with_upgraded_for(SHORT, |value| value.0 += 1)));
            let upgradable = RwLockUpgradableReadGuard::try_upgrade(upgradable).unwrap_err();
            let mut upgradable = RwLockUpgradableReadGuard::try_upgrade_for(upgradable, SHORT).unwrap_err();
            drop((read, lock.read_recursive(), lock.try_read_recursive().unwrap()));
            steps.push(format!("{:?}", upgradable.with_upgraded(|value| { value.0 += 1; value.0 })));
            steps.push(format!("{:?}", upgradable.try_with_upgraded_until(soon(), |value| value.0)));
            let mut write = RwLockUpgradableReadGuard::upgrade(upgradable);
            write.0 += 1;
            steps.push(format!("{write:?} {} {}", lock.is_locked_exclusive(), lock.try_read().is_none()));
            RwLockWriteGuard::unlocked(&mut write, || steps.push(format!("{lock:?}")));
            RwLockWriteGuard::bump(&mut write);
            let upgradable = RwLockWriteGuard::downgrade_to_upgradable(write);
            let read: RwLockReadGuard<'_, _> = RwLockUpgradableReadGuard::downgrade(upgradable);
            steps.push(format!("{} {}", lock.try_read().is_some(), std::ptr::eq(RwLockReadGuard::rwlock(&read), &lock)));
            let part: MappedRwLockReadGuard<'_, str> = RwLockReadGuard::map(read, |value| value.1.as_str());
            steps.push(format!("{part}"));
        }
        {
            let read = RwLockWriteGuard::downgrade(lock.write());
            steps.push(format!("{:?} {}", read.0, lock.try_read_for(SHORT).is_some()));
        }
        let part: MappedRwLockWriteGuard<'_, u32> = RwLockWriteGuard::map(lock.write(), |value| &mut value.0);
        steps.push(format!("{part} {}", lock.is_locked()));
        drop(part);
        steps.push(format!("{:?}", lock.into_inner()));
    }

    fn guards_that_keep_a_parking_lot_alive(steps) {
        let lock = Arc::new(mutex(raw::Mutex::new(1)));
        let mut guard: ArcMutexGuard<raw::RawMutex, u32> = lock.lock_arc();
        *guard += 1;
        steps.push(format!("{} {} {}", *guard, lock.try_lock_arc().is_none(), lock.try_lock_arc_for(SHORT).is_none()));
        steps.push(format!("{}", ArcMutexGuard::unlocked(&mut guard, || lock.is_locked())));
        ArcMutexGuard::bump(&mut guard);
        steps.push(format!("{} {}", Arc::ptr_eq(ArcMutexGuard::mutex(&guard), &lock), Arc::strong_count(&lock)));
        drop(lock);
        let lock = ArcMutexGuard::into_arc(guard);
        steps.push(format!("{lock:?} {}", Arc::strong_count(&lock)));
        let of_any: Arc<Mutex<dyn Debug>> = lock;
        steps.push(format!("{:?}", &*of_any.lock_arc()));

        // The lock outlives everything but its guard, and the value is dropped once.
        let value = Arc::new(());
        let guard = Arc::new(mutex(raw::Mutex::new(value.clone()))).lock_arc();
        steps.push(format!("{}", Arc::strong_count(&value)));
        drop(guard);
        steps.push(format!("{}", Arc::strong_count(&value)));

        let rw = Arc::new(rw_lock(raw::RwLock::new(1)));
        let mut upgradable: ArcRwLockUpgradableReadGuard<_, u32> = rw.upgradable_read_arc();
        let read = rw.read_arc();
        steps.push(format!("{:?} {}", upgradable.try_with_upgraded(|value| *value += 1), rw.try_write_arc().is_none()));
        drop(read);
        steps.push(format!("{:?}", upgradable.with_upgraded(|value| { *value += 1; *value })));
        let mut write: ArcRwLockWriteGuard<_, u32> = ArcRwLockUpgradableReadGuard::upgrade(upgradable);
        *write += 1;
        let upgradable = ArcRwLockWriteGuard::downgrade_to_upgradable(write);
        let write = ArcRwLockUpgradableReadGuard::try_upgrade_until(upgradable, soon()).ok().unwrap();
        let read = ArcRwLockWriteGuard::downgrade(write);
        steps.push(format!("{} {}", *read, rw.try_read_arc_until(soon()).is_some()));
    }

    fn values_that_borrow(steps) {
        let text = "a".to_owned();
        let lock: Arc<Mutex<&str>> = Arc::new(mutex(raw::Mutex::new(&text)));
        let mut guard = lock.lock_arc();
        *guard = &text[..0];
        steps.push(format!("{:?}", guard.len()));
    }

    fn a_parking_lot_condition_variable(steps) {
        let (lock, changed) = (mutex(raw::Mutex::new(0)), Condvar::new());
        thread::scope(|scope| {
            let mut guard = lock.lock();
            scope.spawn(|| {
                for _ in 0..2 {
                    *lock.lock() += 1;
                    changed.notify_all();
                }
            });
            changed.wait_while(&mut guard, |value| *value < 2);
            steps.push(format!("{}", *guard));
            steps.push(format!("{}", changed.wait_for(&mut guard, SHORT).timed_out()));
            steps.push(format!("{}", changed.wait_until(&mut guard, soon()).timed_out()));
            steps.push(format!("{}", changed.wait_while_for(&mut guard, |_| true, SHORT).timed_out()));
            steps.push(format!("{}", changed.wait_while_until(&mut guard, |_| false, soon()).timed_out()));
        });
        let panics = catch_unwind(AssertUnwindSafe(|| {
            changed.wait_while(&mut lock.lock(), |_| panic!("on purpose"));
        }));
        steps.push(format!("{} {lock:?} {changed:?}", panics.is_err()));
    }

    fn many_threads_on_a_parking_lot(steps) {
        let (lock, rw) = (mutex(raw::Mutex::new(0)), rw_lock(raw::RwLock::new(0)));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        *lock.lock() += 1;
                        drop(rw.read());
                        let mut guard = rw.upgradable_read();
                        guard.with_upgraded(|value| *value += 1);
                        *RwLockUpgradableReadGuard::upgrade(guard) += 1;
                        *rw.write() += 1;
                    }
                });
            }
        });
        steps.push(format!("{lock:?} {rw:?}"));
    }
}
