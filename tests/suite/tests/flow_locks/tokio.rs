//! Locks of tokio.

use ::std::{
    fmt::Debug,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    thread,
};
use ::tokio::{runtime::Builder, task};

use crate::poll;

fn block_on<F: Future>(future: F) -> F::Output {
    Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

/// How often the future is polled until it is ready.
async fn polls_of(future: impl Future<Output = ()>) -> u32 {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(|cx| {
        polls += 1;
        future.as_mut().poll(cx)
    })
    .await;
    polls
}

fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match poll(pin!(future)) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

crate::scenarios! {
    plain {
        use ::tokio::sync::{
            self as raw, MappedMutexGuard, Mutex, MutexGuard, OwnedMappedMutexGuard, OwnedMutexGuard,
            OwnedRwLockMappedWriteGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockMappedWriteGuard,
            RwLockReadGuard, RwLockWriteGuard,
        };
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { raw }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { raw }
    }
    wrapped {
        use ::tokio::sync as raw;
        use hotpath::wrap::tokio::sync::{
            MappedMutexGuard, Mutex, MutexGuard, OwnedMappedMutexGuard, OwnedMutexGuard, OwnedRwLockMappedWriteGuard,
            OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockMappedWriteGuard, RwLockReadGuard, RwLockWriteGuard,
        };
        fn mutex<T>(raw: raw::Mutex<T>) -> Mutex<T> { hotpath::mutex!(raw, label = "tokio") }
        fn rw_lock<T>(raw: raw::RwLock<T>) -> RwLock<T> { hotpath::rw_lock!(raw, label = "tokio rw") }
    }

    fn a_tokio_mutex(steps) {
        let mut lock = mutex(raw::Mutex::new((1, "a".to_owned())));
        {
            let mut guard: MutexGuard<'_, _> = ready(lock.lock()).unwrap();
            guard.0 += 1;
            steps.push(format!("{guard:?} {lock:?} {} {}", lock.try_lock().unwrap_err(), ready(lock.lock()).is_none()));
            steps.push(format!("{}", std::ptr::eq(MutexGuard::mutex(&guard), &lock)));
            let guard = MutexGuard::try_map(guard, |_| None::<&mut u8>).unwrap_err();
            let mapped: MappedMutexGuard<'_, String> = MutexGuard::map(guard, |value| &mut value.1);
            let mapped = MappedMutexGuard::try_map(mapped, |_| None::<&mut u8>).unwrap_err();
            let mut mapped = MappedMutexGuard::map(mapped, |text| text);
            mapped.push('b');
            steps.push(format!("{mapped} {}", lock.try_lock().is_err()));
        }
        steps.push(format!("{:?}", lock.try_lock().unwrap()));
        steps.push(format!("{:?}", lock.blocking_lock()));
        lock.get_mut().0 = 9;
        steps.push(format!("{:?}", lock.into_inner()));
    }

    fn first_come_first_served(steps) {
        let lock = Arc::new(mutex(raw::Mutex::new(vec![])));
        block_on(async {
            let held = lock.lock().await;
            let tasks: Vec<_> = (0..4)
                .map(|number| {
                    let lock = lock.clone();
                    async move { lock.lock().await.push(number) }
                })
                .collect();
            let mut tasks: Vec<Pin<Box<dyn Future<Output = ()>>>> = tasks.into_iter().map(|task| Box::pin(task) as _).collect();
            for task in &mut tasks {
                steps.push(format!("{:?}", poll(task.as_mut())));
            }
            // Who is dropped leaves the queue, also when its turn has come.
            drop(tasks.remove(1));
            drop(held);
            steps.push(format!("{}", lock.try_lock().is_err()));
            steps.push(format!("{:?}", poll(tasks[1].as_mut())));
            drop(tasks.remove(0));
            for task in &mut tasks {
                steps.push(format!("{:?}", poll(task.as_mut())));
            }
            steps.push(format!("{:?}", lock.lock().await));
        });
    }

    fn what_a_task_may_take_before_it_yields(steps) {
        let (lock, rw) = (mutex(raw::Mutex::new(0)), rw_lock(raw::RwLock::new(0)));
        block_on(async {
            let polls = polls_of(async {
                for _ in 0..500 {
                    *lock.lock().await += 1;
                    drop(rw.read().await);
                    *rw.write().await += 1;
                }
            });
            steps.push(format!("{}", polls.await));
        });
    }

    fn guards_that_keep_a_tokio_mutex_alive(steps) {
        let lock = Arc::new(mutex(raw::Mutex::new((1, "a".to_owned()))));
        let guard: OwnedMutexGuard<_> = ready(lock.clone().lock_owned()).unwrap();
        steps.push(format!("{guard:?} {} {}", lock.clone().try_lock_owned().is_err(), ready(lock.clone().lock_owned()).is_none()));
        steps.push(format!("{} {}", Arc::ptr_eq(OwnedMutexGuard::mutex(&guard), &lock), Arc::strong_count(&lock)));
        let guard = OwnedMutexGuard::try_map(guard, |_| None::<&mut u8>).unwrap_err();
        let mapped: OwnedMappedMutexGuard<_, String> = OwnedMutexGuard::map(guard, |value| &mut value.1);
        let mapped = OwnedMappedMutexGuard::try_map(mapped, |_| None::<&mut u8>).unwrap_err();
        let mut mapped = OwnedMappedMutexGuard::map(mapped, |text| text);
        mapped.push('b');
        // On another thread.
        thread::spawn(move || drop(mapped)).join().unwrap();
        let guard = lock.clone().blocking_lock_owned();
        steps.push(format!("{guard:?} {}", Arc::strong_count(&lock)));
        drop((lock, guard));

        let of_any: Arc<Mutex<dyn Debug + Send>> = Arc::new(mutex(raw::Mutex::new(7)));
        steps.push(format!("{:?}", &*of_any.clone().try_lock_owned().unwrap()));
        let value = Arc::new(());
        let guard = Arc::new(mutex(raw::Mutex::new(value.clone()))).try_lock_owned().unwrap();
        steps.push(format!("{}", Arc::strong_count(&value)));
        drop(guard);
        steps.push(format!("{}", Arc::strong_count(&value)));
        let unit = Arc::new(mutex(raw::Mutex::new(()))).try_lock_owned().unwrap();
        steps.push(format!("{unit:?}"));
        let panics = catch_unwind(AssertUnwindSafe(|| {
            drop(OwnedMutexGuard::map(of_any.clone().try_lock_owned().unwrap(), |_| -> &mut u8 { panic!("on purpose") }));
        }));
        steps.push(format!("{} {}", panics.is_err(), of_any.try_lock().is_ok()));
    }

    fn reading_and_writing(steps) {
        let mut lock = rw_lock(raw::RwLock::with_max_readers((1, "a".to_owned()), 2));
        {
            let first: RwLockReadGuard<'_, _> = ready(lock.read()).unwrap();
            let second = lock.try_read().unwrap();
            steps.push(format!("{first:?} {} {}", lock.try_read().is_err(), ready(lock.write()).is_none()));
            drop(first);
            let part = RwLockReadGuard::map(RwLockReadGuard::try_map(second, |_| None::<&u8>).unwrap_err(), |value| &value.1);
            steps.push(format!("{part} {}", lock.try_write().is_err()));
        }
        {
            let write: RwLockWriteGuard<'_, _> = ready(lock.write()).unwrap();
            steps.push(format!("{}", lock.try_read().is_err()));
            let write = RwLockWriteGuard::try_downgrade_map(write, |_| None::<&u8>).unwrap_err();
            let write = RwLockWriteGuard::try_map(write, |_| None::<&mut u8>).unwrap_err();
            let mut part: RwLockMappedWriteGuard<'_, u32> = RwLockWriteGuard::map(write, |value| &mut value.0);
            *part += 1;
            drop(RwLockMappedWriteGuard::map(part, |value| value));
            let read = RwLockWriteGuard::downgrade(lock.try_write().unwrap());
            steps.push(format!("{read:?} {} {}", lock.try_read().is_ok(), lock.try_write().is_err()));
        }
        let read = RwLockWriteGuard::downgrade_map(lock.blocking_write(), |value| &value.1);
        steps.push(format!("{read} {}", *RwLockReadGuard::map(lock.blocking_read(), |value| &value.0)));
        drop(read);
        drop(RwLockWriteGuard::into_mapped(lock.try_write().unwrap()));
        lock.get_mut().0 = 9;
        steps.push(format!("{:?}", lock.into_inner()));
    }

    fn guards_that_keep_a_lock_alive(steps) {
        let lock = Arc::new(rw_lock(raw::RwLock::new((1, "a".to_owned()))));
        let read: OwnedRwLockReadGuard<_> = ready(lock.clone().read_owned()).unwrap();
        steps.push(format!("{read:?} {} {}", lock.clone().try_read_owned().is_ok(), lock.clone().try_write_owned().is_err()));
        let part: OwnedRwLockReadGuard<_, String> = OwnedRwLockReadGuard::map(read, |value| &value.1);
        steps.push(format!("{part} {}", Arc::ptr_eq(OwnedRwLockReadGuard::rwlock(&part), &lock)));
        drop(OwnedRwLockReadGuard::try_map(part, |_| None::<&u8>).unwrap_err());
        let mut write: OwnedRwLockWriteGuard<_> = ready(lock.clone().write_owned()).unwrap();
        write.0 += 1;
        let write = OwnedRwLockWriteGuard::try_map(write, |_| None::<&mut u8>).unwrap_err();
        let write = OwnedRwLockWriteGuard::try_downgrade_map(write, |_| None::<&u8>).unwrap_err();
        let mut part: OwnedRwLockMappedWriteGuard<_, u32> = OwnedRwLockWriteGuard::map(write, |value| &mut value.0);
        *part += 1;
        steps.push(format!("{part} {}", lock.try_read().is_err()));
        drop(part);
        let read = lock.clone().try_write_owned().unwrap().downgrade();
        steps.push(format!("{read:?} {} {}", lock.try_read().is_ok(), Arc::strong_count(&lock)));
        drop(read);
        let read = OwnedRwLockWriteGuard::downgrade_map(lock.clone().try_write_owned().unwrap(), |value| &value.0);
        steps.push(format!("{read}"));
        drop((OwnedRwLockWriteGuard::into_mapped(lock.clone().try_write_owned().unwrap_or_else(|_| {
            drop(read);
            lock.clone().try_write_owned().unwrap()
        })), ()));
        steps.push(format!("{lock:?}"));
    }

    fn blocking_inside_of_the_runtime(steps) {
        let (lock, rw) = (mutex(raw::Mutex::new(0)), rw_lock(raw::RwLock::new(0)));
        block_on(async {
            steps.push(format!("{}", catch_unwind(AssertUnwindSafe(|| drop(lock.blocking_lock()))).is_err()));
            steps.push(format!("{}", catch_unwind(AssertUnwindSafe(|| drop(rw.blocking_read()))).is_err()));
            steps.push(format!("{}", catch_unwind(AssertUnwindSafe(|| drop(rw.blocking_write()))).is_err()));
        });
        steps.push(format!("{lock:?} {rw:?}"));
    }

    fn many_tasks(steps) {
        let (lock, rw) = (Arc::new(mutex(raw::Mutex::new(0))), Arc::new(rw_lock(raw::RwLock::new(0))));
        let runtime = Builder::new_multi_thread().worker_threads(4).build().unwrap();
        runtime.block_on(async {
            let tasks = (0..8).map(|_| {
                let (lock, rw) = (lock.clone(), rw.clone());
                task::spawn(async move {
                    for _ in 0..200 {
                        let mut guard = lock.clone().lock_owned().await;
                        task::yield_now().await;
                        *guard += 1;
                        drop(rw.read().await);
                        *rw.clone().write_owned().await += 1;
                    }
                })
            });
            for task in tasks.collect::<Vec<_>>() {
                task.await.unwrap();
            }
        });
        steps.push(format!("{lock:?} {rw:?}"));
    }
}
