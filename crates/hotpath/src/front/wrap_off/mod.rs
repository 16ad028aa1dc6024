//! Channels and locks, which are followed when profiling is on. With it off these are the types themselves.

pub mod std {
    //! Of the standard library.

    pub mod sync {
        //! `std::sync`.

        pub use ::std::sync::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

        pub mod mpsc {
            //! `std::sync::mpsc`.

            pub use ::std::sync::mpsc::{IntoIter, Iter, Receiver, Sender, SyncSender, TryIter};
        }
    }
}

#[cfg(feature = "tokio")]
pub mod tokio {
    //! Of tokio.

    pub mod sync {
        //! `tokio::sync`.

        pub use ::tokio::sync::{
            MappedMutexGuard, Mutex, MutexGuard, OwnedMappedMutexGuard, OwnedMutexGuard, OwnedRwLockMappedWriteGuard,
            OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockMappedWriteGuard, RwLockReadGuard,
            RwLockWriteGuard,
        };

        pub mod broadcast {
            //! `tokio::sync::broadcast`.

            pub use ::tokio::sync::broadcast::{Receiver, Sender, WeakSender};
        }

        pub mod mpsc {
            //! `tokio::sync::mpsc`.

            pub use ::tokio::sync::mpsc::{
                OwnedPermit, Permit, PermitIterator, Receiver, Sender, UnboundedReceiver, UnboundedSender, WeakSender,
                WeakUnboundedSender,
            };
        }

        pub mod oneshot {
            //! `tokio::sync::oneshot`.

            pub use ::tokio::sync::oneshot::{Receiver, Sender};
        }

        pub mod watch {
            //! `tokio::sync::watch`.

            pub use ::tokio::sync::watch::{Receiver, Ref, Sender};
        }
    }
}

#[cfg(feature = "crossbeam")]
pub mod crossbeam_channel {
    //! Of crossbeam-channel.

    pub use ::crossbeam_channel::{IntoIter, Iter, Receiver, Sender, TryIter};
}

#[cfg(feature = "futures")]
pub mod futures_channel {
    //! Of futures-channel.

    pub mod mpsc {
        //! `futures_channel::mpsc`.

        pub use ::futures_channel::mpsc::{Receiver, Recv, Sender, UnboundedReceiver, UnboundedSender};
    }

    pub mod oneshot {
        //! `futures_channel::oneshot`.

        pub use ::futures_channel::oneshot::{Cancellation, Receiver, Sender};
    }
}

#[cfg(feature = "flume")]
pub mod flume {
    //! Of flume.

    pub use ::flume::{Drain, IntoIter, Iter, Receiver, Sender, TryIter, WeakSender};

    pub mod r#async {
        //! `flume::async`.

        pub use ::flume::r#async::{RecvFut, RecvStream, SendFut, SendSink};
    }
}

#[cfg(feature = "async-channel")]
pub mod async_channel {
    //! Of async-channel.

    pub use ::async_channel::{Closed, Receiver, Recv, Send, Sender, WeakReceiver, WeakSender};
}

#[cfg(feature = "parking_lot")]
pub mod parking_lot {
    //! Of parking_lot.

    pub use ::parking_lot::{
        ArcMutexGuard, ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard, Condvar, FairMutex,
        FairMutexGuard, MappedFairMutexGuard, MappedMutexGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex,
        MutexGuard, RwLock, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard,
    };

    pub mod lock_api {
        //! `parking_lot::lock_api`.

        pub use ::parking_lot::lock_api::{
            ArcMutexGuard, ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard, MappedMutexGuard,
            MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex, MutexGuard, RwLock, RwLockReadGuard,
            RwLockUpgradableReadGuard, RwLockWriteGuard,
        };
    }
}

#[cfg(feature = "async-lock")]
pub mod async_lock {
    //! Of async-lock.

    pub use ::async_lock::{
        Mutex, MutexGuard, MutexGuardArc, RwLock, RwLockReadGuard, RwLockReadGuardArc, RwLockUpgradableReadGuard,
        RwLockUpgradableReadGuardArc, RwLockWriteGuard, RwLockWriteGuardArc,
    };
}
