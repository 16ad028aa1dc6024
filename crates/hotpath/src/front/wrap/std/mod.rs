//! Of the standard library.

mod condvar;
mod mpsc;
mod mutex;
mod rwlock;

pub mod sync {
    //! `std::sync`.
    //!
    //! | method | |
    //! |---|---|
    //! | `Mutex::{lock, try_lock}`, `RwLock::{read, try_read, write, try_write}` | counted |
    //! | `Condvar::{wait, wait_while, wait_timeout, wait_timeout_while, wait_timeout_ms}` | the mutex is not held meanwhile |
    //! | `into_inner`, `get_mut`, `is_poisoned`, `clear_poison`, `Condvar::{notify_one, notify_all}` | passed through |
    //!
    //! A followed lock is made at a place, by [`mutex!`](crate::mutex!) or [`rw_lock!`](crate::rw_lock!): it has no `new`, and neither
    //! `Default` nor `From`, which could not say where. A condition variable that waits with its guards is the one from here.

    pub mod mpsc {
        //! `std::sync::mpsc`.
        //!
        //! | method | |
        //! |---|---|
        //! | `Sender::send`, `SyncSender::{send, try_send}` | counted |
        //! | `Receiver::{recv, recv_timeout, try_recv, iter, try_iter}`, `IntoIterator` | counted |
        //! | everything else | passed through |

        pub use super::super::mpsc::{IntoIter, Iter, Receiver, Sender, SyncSender, TryIter};
    }

    pub use super::{
        condvar::Condvar,
        mutex::{Mutex, MutexGuard},
        rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard},
    };
}
