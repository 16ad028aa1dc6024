//! With profiling off, the types under `hotpath::wrap` are the types themselves, and the macros give what they are given.

use std::any::TypeId;

/// The types of `hotpath::wrap` are those of the crate; after the semicolon, those that borrow.
macro_rules! same {
    ($path:tt: $($name:ident)*; $($borrowing:ident)*) => {
        $( same!(@ $path $name <u32>); )*
        $( same!(@ $path $borrowing <'static, u32>); )*
    };
    (@ ($($path:ident)*) $name:ident <$($argument:tt),*>) => {
        assert_eq!(
            TypeId::of::<hotpath::wrap::$($path::)*$name<$($argument),*>>(),
            TypeId::of::<$($path::)*$name<$($argument),*>>(),
            stringify!($($path::)*$name),
        );
    };
}

#[test]
fn followed_types_are_the_types_themselves() {
    same!((std sync): Mutex RwLock; MutexGuard RwLockReadGuard RwLockWriteGuard);
    assert_eq!(TypeId::of::<hotpath::wrap::std::sync::Condvar>(), TypeId::of::<std::sync::Condvar>());
    same!((std sync mpsc): Sender SyncSender Receiver IntoIter; Iter TryIter);
    same!((tokio sync): Mutex OwnedMutexGuard RwLock OwnedRwLockReadGuard OwnedRwLockWriteGuard; MutexGuard MappedMutexGuard RwLockReadGuard RwLockWriteGuard RwLockMappedWriteGuard);
    same!((tokio sync mpsc): Sender Receiver WeakSender UnboundedSender UnboundedReceiver WeakUnboundedSender OwnedPermit; Permit PermitIterator);
    same!((tokio sync oneshot): Sender Receiver; );
    same!((tokio sync broadcast): Sender Receiver WeakSender; );
    same!((tokio sync watch): Sender Receiver; Ref);
    same!((futures_channel mpsc): Sender Receiver UnboundedSender UnboundedReceiver; );
    same!((futures_channel oneshot): Sender Receiver; Cancellation);
    same!((crossbeam_channel): Sender Receiver IntoIter; Iter TryIter);
    same!((flume): Sender Receiver WeakSender IntoIter; Iter TryIter Drain);
    same!((async_channel): Sender Receiver WeakSender WeakReceiver; );
    same!((parking_lot): Mutex RwLock; MutexGuard MappedMutexGuard RwLockReadGuard RwLockWriteGuard RwLockUpgradableReadGuard MappedRwLockReadGuard MappedRwLockWriteGuard);
    assert_eq!(TypeId::of::<hotpath::wrap::parking_lot::Condvar>(), TypeId::of::<parking_lot::Condvar>());
    same!((async_lock): Mutex MutexGuardArc RwLock RwLockReadGuardArc RwLockWriteGuardArc RwLockUpgradableReadGuardArc; MutexGuard RwLockReadGuard RwLockWriteGuard RwLockUpgradableReadGuard);
}

fn type_of<T: 'static>(_: &T) -> TypeId {
    TypeId::of::<T>()
}

#[test]
fn what_is_followed_is_what_was_given() {
    type Pair<S, R> = (S, R);
    let pair =
        hotpath::channel!(tokio::sync::mpsc::channel::<u8>(3), label = "off", log = true, iter = true, stamp = true);
    assert_eq!(type_of(&pair), TypeId::of::<Pair<tokio::sync::mpsc::Sender<u8>, tokio::sync::mpsc::Receiver<u8>>>());
    // Nothing asks whether hotpath knows it.
    assert_eq!(hotpath::channel!((1, 2), proxy = true, capacity = 3), (1, 2));
    assert_eq!(hotpath::mutex!(7, label = "off"), 7);
    assert_eq!(hotpath::rw_lock!(7), 7);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let (): () = hotpath::tokio_runtime!(runtime.handle(), label = "off");
    runtime.block_on(async { hotpath::tokio_runtime!() });
}
