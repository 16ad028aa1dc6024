//! Locks of async-lock.

use ::std::{fmt::Debug, pin::pin, sync::Arc, task::Poll, thread};
use futures::executor::block_on;

use crate::poll;

fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match poll(pin!(future)) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

crate::scenarios! {
    plain {
        use ::async_lock::{
            self as raw, Mutex, MutexGuard, MutexGuardArc, RwLock, RwLockReadGuard, RwLockReadGuardArc,
            RwLockUpgradableReadGuard, RwLockUpgradableReadGuardArc, RwLockWriteGuard, RwLockWriteGuardArc,
        };
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { raw }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { raw }
    }
    wrapped {
        use ::async_lock as raw;
        use hotpath::wrap::async_lock::{
            Mutex, MutexGuard, MutexGuardArc, RwLock, RwLockReadGuard, RwLockReadGuardArc, RwLockUpgradableReadGuard,
            RwLockUpgradableReadGuardArc, RwLockWriteGuard, RwLockWriteGuardArc,
        };
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { hotpath::mutex!(raw, label = "async-lock") }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { hotpath::rw_lock!(raw, label = "async-lock rw") }
    }

    fn an_async_lock_mutex(steps) {
        let mut lock = mutex(raw::Mutex::new(1));
        {
            let mut guard: MutexGuard<'_, u32> = ready(lock.lock()).unwrap();
            *guard += 1;
            steps.push(format!("{guard:?} {guard} {lock:?} {} {}", lock.try_lock().is_none(), ready(lock.lock()).is_none()));
            steps.push(format!("{}", std::ptr::eq(MutexGuard::source(&guard), &lock)));
        }
        *lock.lock_blocking() += 1;
        steps.push(format!("{lock:?}"));
        steps.push(format!("{:?}", lock.get_mut()));
        let lock = Arc::new(lock);
        let guard: MutexGuardArc<u32> = ready(lock.lock_arc()).unwrap();
        steps.push(format!("{guard:?} {} {}", lock.try_lock_arc().is_none(), Arc::strong_count(&lock)));
        let mut waiting = pin!(lock.lock_arc());
        steps.push(format!("{} {}", poll(waiting.as_mut()).is_pending(), Arc::ptr_eq(MutexGuardArc::source(&guard), &lock)));
        drop(guard);
        steps.push(format!("{}", block_on(waiting)));
        steps.push(format!("{:?}", lock.lock_arc_blocking()));
        let of_any: Arc<Mutex<dyn Debug>> = lock;
        steps.push(format!("{:?} {}", &*ready(of_any.lock_arc()).unwrap(), Arc::strong_count(&of_any)));
    }

    fn an_async_lock_for_reading_writing_and_upgrading(steps) {
        let lock = rw_lock(raw::RwLock::new(1));
        {
            let read: RwLockReadGuard<'_, u32> = ready(lock.read()).unwrap();
            let upgradable: RwLockUpgradableReadGuard<'_, u32> = ready(lock.upgradable_read()).unwrap();
            steps.push(format!("{read} {upgradable:?} {}", lock.try_upgradable_read().is_none()));
            let upgradable = RwLockUpgradableReadGuard::try_upgrade(upgradable).unwrap_err();
            let mut upgrade = pin!(RwLockUpgradableReadGuard::upgrade(upgradable));
            steps.push(format!("{} {}", lock.try_read().is_none(), poll(upgrade.as_mut()).is_pending()));
            drop(read);
            let mut write: RwLockWriteGuard<'_, u32> = block_on(upgrade);
            *write += 1;
            steps.push(format!("{write} {}", lock.try_read().is_none()));
            let upgradable = RwLockWriteGuard::downgrade_to_upgradable(write);
            let write = RwLockUpgradableReadGuard::upgrade_blocking(upgradable);
            let read = RwLockWriteGuard::downgrade(write);
            steps.push(format!("{read} {}", lock.try_read().is_some()));
        }
        let read = lock.read_blocking();
        let upgrade = RwLockUpgradableReadGuard::upgrade(lock.upgradable_read_blocking());
        steps.push(format!("{}", lock.try_read().is_none()));
        // Not waited for any longer.
        drop(upgrade);
        steps.push(format!("{} {}", lock.try_read().is_some(), ready(lock.write()).is_none()));
        drop(read);
        let read = RwLockUpgradableReadGuard::downgrade(lock.try_upgradable_read().unwrap());
        steps.push(format!("{read} {}", lock.try_write().is_none()));
        drop(read);
        *lock.write_blocking() += 1;
        steps.push(format!("{lock:?} {:?}", lock.try_write()));
        steps.push(format!("{}", lock.into_inner()));
    }

    fn guards_that_keep_an_async_lock_alive(steps) {
        let lock = Arc::new(rw_lock(raw::RwLock::new(1)));
        let read: RwLockReadGuardArc<u32> = ready(lock.read_arc()).unwrap();
        let upgradable: RwLockUpgradableReadGuardArc<u32> = ready(lock.upgradable_read_arc()).unwrap();
        steps.push(format!("{read} {upgradable:?} {} {}", lock.try_write_arc().is_none(), Arc::strong_count(&lock)));
        let upgradable = RwLockUpgradableReadGuardArc::try_upgrade(upgradable).unwrap_err();
        let mut upgrade = pin!(RwLockUpgradableReadGuardArc::upgrade(upgradable));
        steps.push(format!("{}", poll(upgrade.as_mut()).is_pending()));
        drop(read);
        let mut write: RwLockWriteGuardArc<u32> = block_on(upgrade);
        *write += 1;
        let upgradable = RwLockWriteGuardArc::downgrade_to_upgradable(write);
        let write = RwLockUpgradableReadGuardArc::upgrade_blocking(upgradable);
        steps.push(format!("{write:?} {}", lock.try_read_arc().is_none()));
        let read = RwLockWriteGuardArc::downgrade(write);
        steps.push(format!("{read} {}", lock.try_read_arc().is_some()));
        drop((read, lock.read_arc_blocking(), lock.upgradable_read_arc_blocking(), lock.try_upgradable_read_arc()));
        let guard = lock.write_arc_blocking();
        thread::spawn(move || drop(guard)).join().unwrap();
        let read = RwLockUpgradableReadGuardArc::downgrade(lock.try_upgradable_read_arc().unwrap());
        steps.push(format!("{read} {} {lock:?}", Arc::strong_count(&lock)));
        drop(read);
        drop(ready(lock.write_arc()).unwrap());
        steps.push(format!("{}", Arc::strong_count(&lock)));
    }

    fn many_threads_on_an_async_lock(steps) {
        let (lock, rw) = (Arc::new(mutex(raw::Mutex::new(0))), rw_lock(raw::RwLock::new(0)));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    block_on(async {
                        for _ in 0..500 {
                            *lock.lock().await += 1;
                            *lock.lock_arc().await += 1;
                            drop(rw.read().await);
                            let guard = rw.upgradable_read().await;
                            *RwLockUpgradableReadGuard::upgrade(guard).await += 1;
                            *rw.write().await += 1;
                        }
                    });
                });
            }
        });
        steps.push(format!("{lock:?} {rw:?}"));
    }
}
