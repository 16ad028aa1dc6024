//! What followed locks are as types.

use ::std::{
    cell::{Cell, RefCell},
    mem::size_of,
    panic::{RefUnwindSafe, UnwindSafe},
    sync::{Mutex, OnceLock},
};

use hotpath::wrap;

static STD: wrap::std::sync::Mutex<u32> = hotpath::mutex!(::std::sync::Mutex::new(0));
static STD_RW: wrap::std::sync::RwLock<Vec<u32>> = hotpath::rw_lock!(::std::sync::RwLock::new(Vec::new()), label = "a");
static PARKING: wrap::parking_lot::Mutex<u32> = hotpath::mutex!(::parking_lot::const_mutex(0));
static PARKING_RW: wrap::parking_lot::RwLock<u32> = hotpath::rw_lock!(::parking_lot::const_rwlock(0));
static TOKIO: wrap::tokio::sync::Mutex<u32> = hotpath::mutex!(::tokio::sync::Mutex::const_new(0));
static ASYNC: wrap::async_lock::RwLock<u32> = hotpath::rw_lock!(::async_lock::RwLock::new(0));
static CHANGED: (wrap::std::sync::Condvar, wrap::parking_lot::Condvar) =
    (wrap::std::sync::Condvar::new(), wrap::parking_lot::Condvar::new());

#[test]
fn locks_are_made_in_statics() {
    *STD.lock().unwrap() += 1;
    STD_RW.write().unwrap().push(*STD.lock().unwrap());
    *PARKING.lock() += *PARKING_RW.read();
    *TOKIO.blocking_lock() += *ASYNC.read_blocking();
    CHANGED.0.notify_all();
    assert_eq!((CHANGED.1.notify_one(), STD_RW.read().unwrap().len()), (false, 1));
}

const fn sent<T: Send>() {}
const fn shared<T: Sync>() {}
const fn unwinds<T: UnwindSafe + RefUnwindSafe>() {}

/// Whether a type has an auto trait, as a value: the inherent constant is there only where it has.
macro_rules! has {
    ($type:ty: $bound:path) => {{
        struct Probe<T: ?Sized>(::std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "where the bound applies, the inherent constant is used")]
        trait Otherwise {
            const HAS: bool = false;
        }
        impl<T: ?Sized> Otherwise for Probe<T> {}
        #[allow(dead_code, reason = "where it does not apply, the trait's is used")]
        impl<T: ?Sized + $bound> Probe<T> {
            const HAS: bool = true;
        }
        Probe::<$type>::HAS
    }};
}

macro_rules! alike {
    ($($plain:ty, $wrapped:ty;)*) => {
        $(
            let plain = (has!($plain: Send), has!($plain: Sync), has!($plain: Unpin));
            let wrapped = (has!($wrapped: Send), has!($wrapped: Sync), has!($wrapped: Unpin));
            assert_eq!(wrapped, plain, stringify!($wrapped));
        )*
    };
}

#[test]
fn what_can_be_sent_and_shared_is_as_with_plain_types() {
    sent::<wrap::std::sync::Mutex<Cell<u8>>>();
    shared::<wrap::std::sync::Mutex<Cell<u8>>>();
    unwinds::<wrap::std::sync::Mutex<RefCell<u8>>>();
    unwinds::<wrap::std::sync::RwLock<RefCell<u8>>>();
    unwinds::<wrap::std::sync::Condvar>();
    type Local = *const u8;
    alike! {
        ::std::sync::Mutex<Cell<u8>>, wrap::std::sync::Mutex<Cell<u8>>;
        ::std::sync::Mutex<Local>, wrap::std::sync::Mutex<Local>;
        ::std::sync::MutexGuard<'static, u8>, wrap::std::sync::MutexGuard<'static, u8>;
        ::std::sync::MutexGuard<'static, Cell<u8>>, wrap::std::sync::MutexGuard<'static, Cell<u8>>;
        ::std::sync::RwLock<Cell<u8>>, wrap::std::sync::RwLock<Cell<u8>>;
        ::std::sync::RwLockReadGuard<'static, u8>, wrap::std::sync::RwLockReadGuard<'static, u8>;
        ::std::sync::RwLockWriteGuard<'static, u8>, wrap::std::sync::RwLockWriteGuard<'static, u8>;
        ::parking_lot::MutexGuard<'static, u8>, wrap::parking_lot::MutexGuard<'static, u8>;
        ::parking_lot::MappedMutexGuard<'static, u8>, wrap::parking_lot::MappedMutexGuard<'static, u8>;
        ::parking_lot::ArcMutexGuard<::parking_lot::RawMutex, u8>, wrap::parking_lot::ArcMutexGuard<::parking_lot::RawMutex, u8>;
        ::parking_lot::RwLockReadGuard<'static, u8>, wrap::parking_lot::RwLockReadGuard<'static, u8>;
        ::parking_lot::RwLockUpgradableReadGuard<'static, u8>, wrap::parking_lot::RwLockUpgradableReadGuard<'static, u8>;
        ::tokio::sync::Mutex<Local>, wrap::tokio::sync::Mutex<Local>;
        ::tokio::sync::MutexGuard<'static, u8>, wrap::tokio::sync::MutexGuard<'static, u8>;
        ::tokio::sync::MutexGuard<'static, Cell<u8>>, wrap::tokio::sync::MutexGuard<'static, Cell<u8>>;
        ::tokio::sync::OwnedMutexGuard<u8>, wrap::tokio::sync::OwnedMutexGuard<u8>;
        ::tokio::sync::OwnedMutexGuard<Cell<u8>>, wrap::tokio::sync::OwnedMutexGuard<Cell<u8>>;
        ::tokio::sync::OwnedMutexGuard<Local>, wrap::tokio::sync::OwnedMutexGuard<Local>;
        ::tokio::sync::OwnedMappedMutexGuard<u8, Cell<u8>>, wrap::tokio::sync::OwnedMappedMutexGuard<u8, Cell<u8>>;
        ::tokio::sync::OwnedMappedMutexGuard<u8, Local>, wrap::tokio::sync::OwnedMappedMutexGuard<u8, Local>;
        ::tokio::sync::OwnedRwLockReadGuard<u8, Local>, wrap::tokio::sync::OwnedRwLockReadGuard<u8, Local>;
        ::tokio::sync::OwnedRwLockWriteGuard<Cell<u8>>, wrap::tokio::sync::OwnedRwLockWriteGuard<Cell<u8>>;
        ::tokio::sync::OwnedRwLockMappedWriteGuard<u8>, wrap::tokio::sync::OwnedRwLockMappedWriteGuard<u8>;
        ::async_lock::MutexGuard<'static, u8>, wrap::async_lock::MutexGuard<'static, u8>;
        ::async_lock::MutexGuardArc<u8>, wrap::async_lock::MutexGuardArc<u8>;
        ::async_lock::RwLockUpgradableReadGuardArc<u8>, wrap::async_lock::RwLockUpgradableReadGuardArc<u8>;
        ::async_lock::RwLockWriteGuardArc<Cell<u8>>, wrap::async_lock::RwLockWriteGuardArc<Cell<u8>>;
    }
}

#[test]
fn a_lock_is_four_words_larger() {
    let words = 4 * size_of::<usize>();
    assert!(size_of::<wrap::std::sync::Mutex<u64>>() <= size_of::<Mutex<u64>>() + words);
    assert!(size_of::<wrap::tokio::sync::RwLock<u64>>() <= size_of::<::tokio::sync::RwLock<u64>>() + words);
}

#[test]
fn futures_can_be_sent() {
    fn sent<F: Send>(_: F) {}
    let tokio = || ::std::sync::Arc::new(hotpath::mutex!(::tokio::sync::Mutex::new(0)));
    let (lock, rw) = (tokio(), ::std::sync::Arc::new(hotpath::rw_lock!(::async_lock::RwLock::new(0))));
    sent(lock.lock());
    sent(lock.clone().lock_owned());
    sent(rw.read_arc());
    sent(async move {
        let guard = wrap::async_lock::RwLockUpgradableReadGuardArc::upgrade(rw.upgradable_read_arc().await).await;
        ::tokio::task::yield_now().await;
        drop((guard, lock.lock().await));
    });
}

/// The value's own methods are seen through guards, also where hotpath has functions of the same name.
#[test]
fn guards_hide_no_method_of_the_value() {
    struct Player;
    impl Player {
        fn pause(&self) -> &str {
            "pause"
        }
        fn change(&mut self, to: u8) -> u8 {
            to
        }
        fn raw(&self) -> u8 {
            1
        }
        fn end(&self) -> u8 {
            2
        }
    }
    let lock = hotpath::mutex!(::std::sync::Mutex::new(Player));
    let mut player = lock.lock().unwrap();
    assert_eq!((player.change(3), player.pause(), player.raw(), player.end()), (3, "pause", 1, 2));
    let once: wrap::std::sync::Mutex<OnceLock<u8>> = hotpath::mutex!(::std::sync::Mutex::new(OnceLock::new()));
    assert_eq!(once.lock().unwrap().get(), None);
}
