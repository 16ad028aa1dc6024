//! Locks of the standard library.

use ::std::{
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

const SHORT: Duration = Duration::from_millis(2);
const LONG: Duration = Duration::from_secs(20);

crate::scenarios! {
    plain {
        use ::std::sync::{self as raw, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { raw }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { raw }
    }
    wrapped {
        use ::std::sync as raw;
        use hotpath::wrap::std::sync::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { hotpath::mutex!(raw, label = "std") }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { hotpath::rw_lock!(raw, label = "std rw") }
    }

    fn a_mutex_on_one_thread(steps) {
        let mut lock: Mutex<String> = mutex(raw::Mutex::new("a".to_owned()));
        {
            let mut guard: MutexGuard<'_, String> = lock.lock().unwrap();
            guard.push('b');
            steps.push(format!("{guard:?} {guard} {} {lock:?} {:?}", guard.len(), lock.try_lock().is_err()));
        }
        steps.push(format!("{lock:?} {:?} {}", lock.try_lock(), lock.is_poisoned()));
        lock.get_mut().unwrap().push('c');
        std::mem::forget(lock.lock().unwrap());
        steps.push(format!("{lock:?} {}", lock.try_lock().unwrap_err()));
        steps.push(lock.into_inner().unwrap());
    }

    fn a_poisoned_mutex(steps) {
        let mut lock = mutex(raw::Mutex::new(1));
        let panics = catch_unwind(AssertUnwindSafe(|| {
            let mut guard = lock.lock().unwrap();
            *guard = 2;
            panic!("on purpose");
        }));
        steps.push(format!("{} {} {lock:?}", panics.is_err(), lock.is_poisoned()));
        let error = lock.lock().unwrap_err();
        steps.push(format!("{error} {error:?}"));
        steps.push(format!("{}", *error.into_inner()));
        steps.push(format!("{}", lock.try_lock().unwrap_err()));
        steps.push(format!("{:?}", lock.get_mut().is_err()));
        lock.clear_poison();
        steps.push(format!("{:?}", lock.lock()));
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let _guard = lock.lock();
            panic!("on purpose");
        }));
        steps.push(format!("{:?}", lock.into_inner().unwrap_err().into_inner()));
    }

    fn a_lock_for_reading_and_writing(steps) {
        let mut lock: RwLock<u32> = rw_lock(raw::RwLock::new(1));
        {
            let first: RwLockReadGuard<'_, u32> = lock.read().unwrap();
            let second = lock.try_read().unwrap();
            steps.push(format!("{first:?} {first} {} {}", *second, lock.try_write().unwrap_err()));
        }
        {
            let mut guard: RwLockWriteGuard<'_, u32> = lock.write().unwrap();
            *guard += 1;
            steps.push(format!("{guard} {} {lock:?}", lock.try_read().unwrap_err()));
        }
        *lock.try_write().unwrap() += 1;
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let _guard = lock.read();
            panic!("on purpose");
        }));
        steps.push(format!("{lock:?} {}", lock.is_poisoned()));
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let _guard = lock.write();
            panic!("on purpose");
        }));
        steps.push(format!("{lock:?} {} {}", lock.read().is_err(), lock.try_write().unwrap_err()));
        lock.clear_poison();
        *lock.get_mut().unwrap() += 1;
        steps.push(format!("{:?}", lock.into_inner()));
    }

    fn many_threads(steps) {
        let (lock, rw) = (Arc::new(mutex(raw::Mutex::new(0))), Arc::new(rw_lock(raw::RwLock::new(0))));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for turn in 0..1_000 {
                        *lock.lock().unwrap() += 1;
                        if turn % 4 == 0 {
                            *rw.write().unwrap() += 1;
                        } else {
                            drop(rw.read().unwrap());
                        }
                    }
                });
            }
        });
        steps.push(format!("{} {}", *lock.lock().unwrap(), *rw.read().unwrap()));
    }

    fn values_of_unknown_size(steps) {
        let lock: Arc<Mutex<dyn Debug + Send>> = Arc::new(mutex(raw::Mutex::new(7)));
        let rw: Arc<RwLock<[u8]>> = Arc::new(rw_lock(raw::RwLock::new([1, 2, 3])));
        steps.push(format!("{:?} {:?} {:?}", &*lock.lock().unwrap(), &*rw.read().unwrap(), rw));
        rw.write().unwrap()[0] = 9;
        steps.push(format!("{:?}", &*rw.read().unwrap()));
    }

    fn a_condition_variable(steps) {
        let pair = (mutex(raw::Mutex::new(0)), Condvar::new());
        let (lock, changed) = &pair;
        steps.push(format!("{changed:?} {:?}", Condvar::default()));
        thread::scope(|scope| {
            let (begin, begun) = mpsc::channel();
            scope.spawn(move || {
                begun.recv().unwrap();
                *lock.lock().unwrap() = 1;
                changed.notify_one();
                begun.recv().unwrap();
                *lock.lock().unwrap() = 2;
                changed.notify_all();
            });
            let mut guard = lock.lock().unwrap();
            begin.send(()).unwrap();
            while *guard == 0 {
                guard = changed.wait(guard).unwrap();
            }
            steps.push(format!("{}", *guard));
            begin.send(()).unwrap();
            let guard = changed.wait_while(guard, |value| *value != 2).unwrap();
            steps.push(format!("{}", *guard));
            let (guard, result) = changed.wait_timeout(guard, SHORT).unwrap();
            steps.push(format!("{} {}", *guard, result.timed_out()));
            let (guard, result) = changed.wait_timeout_while(guard, SHORT, |_| true).unwrap();
            steps.push(format!("{} {}", *guard, result.timed_out()));
            let (guard, result) = changed.wait_timeout_while(guard, LONG, |_| false).unwrap();
            steps.push(format!("{} {}", *guard, result.timed_out()));
        });
        let _ = catch_unwind(AssertUnwindSafe(|| {
            drop(changed.wait_while(lock.lock().unwrap(), |_| panic!("on purpose")));
        }));
        steps.push(format!("{lock:?}"));
        let error = changed.wait_timeout(lock.lock().unwrap_err().into_inner(), SHORT).unwrap_err();
        steps.push(format!("{}", error.into_inner().1.timed_out()));
    }
}
