//! Of tokio.

mod bounded;
mod broadcast;
mod mutex;
mod mutex_owned;
mod oneshot;
mod permit;
mod proxy;
mod receiver;
pub(super) mod runtime;
#[cfg(tokio_unstable)]
mod runtime_extra;
#[cfg(not(tokio_unstable))]
#[path = "runtime_extra_off.rs"]
mod runtime_extra;
mod rwlock;
mod rwlock_owned;
mod timeout;
mod unbounded;
mod watch;

pub mod sync {
    //! `tokio::sync`.
    //!
    //! | method | |
    //! |---|---|
    //! | `Mutex::{lock, blocking_lock, try_lock}` and the same with `_owned` | counted |
    //! | `RwLock::{read, write, blocking_read, blocking_write, try_read, try_write}` and the same with `_owned` | counted |
    //! | of guards: `map`, `try_map`, `into_mapped` | the hold goes on |
    //! | of guards: `downgrade`, `downgrade_map`, `try_downgrade_map` | a hold to write ends, and one to read begins |
    //! | `into_inner`, `get_mut`, of guards `mutex`, `rwlock` | passed through |
    //!
    //! A followed lock is made at a place, by [`mutex!`](crate::mutex!) or [`rw_lock!`](crate::rw_lock!): it has no `new`, and neither
    //! `Default` nor `From`, which could not say where.

    pub use super::{
        mutex::{MappedMutexGuard, Mutex, MutexGuard},
        mutex_owned::{OwnedMappedMutexGuard, OwnedMutexGuard},
        rwlock::{RwLock, RwLockMappedWriteGuard, RwLockReadGuard, RwLockWriteGuard},
        rwlock_owned::{OwnedRwLockMappedWriteGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard},
    };

    pub mod broadcast {
        //! `tokio::sync::broadcast`.
        //!
        //! A message is sent once, and received by each receiver that gets it. Messages that were dropped before a receiver came to
        //! them (`Lagged`) count as abandoned, once for each such receiver. Each has a queue of its own, so the channel has no depth.
        //!
        //! | method | |
        //! |---|---|
        //! | `Sender::send`, `Receiver::{recv, try_recv, blocking_recv}` | counted |
        //! | `Sender::{subscribe, downgrade}`, `WeakSender::upgrade`, `Receiver::resubscribe` | followed |
        //! | `closed`, `is_closed`, `len`, `same_channel`, `receiver_count`, `strong_count` … | passed through |
        //!
        //! `channel!` takes a sender alone, too, as `Sender::new` of the raw type gives it.

        pub use super::super::broadcast::{Receiver, Sender, WeakSender};
    }

    pub mod mpsc {
        //! `tokio::sync::mpsc`.
        //!
        //! | method | |
        //! |---|---|
        //! | `Sender::{send, try_send, send_timeout, blocking_send}`, and what permits of `reserve…` and `try_reserve…` send | counted |
        //! | `UnboundedSender::send` | counted |
        //! | `recv`, `recv_many`, `try_recv`, `blocking_recv`, `blocking_recv_many`, `poll_recv`, `poll_recv_many` of both receivers | counted |
        //! | `downgrade`, `upgrade`, `close` | followed |
        //! | `closed`, `is_closed`, `len`, `capacity`, `same_channel`, `strong_count` … | passed through |

        pub use super::super::{
            bounded::{Sender, WeakSender},
            permit::{OwnedPermit, Permit, PermitIterator},
            receiver::{Receiver, UnboundedReceiver},
            unbounded::{UnboundedSender, WeakUnboundedSender},
        };
    }

    pub mod oneshot {
        //! `tokio::sync::oneshot`.
        //!
        //! | method | |
        //! |---|---|
        //! | `Sender::send`, `Receiver::{try_recv, blocking_recv}`, and the receiver as a future | counted |
        //! | `Receiver::close` | followed |
        //! | `closed`, `poll_closed`, `is_closed`, `is_empty`, `is_terminated` | passed through |

        pub use super::super::oneshot::{Receiver, Sender};
    }

    pub mod watch {
        //! `tokio::sync::watch`.
        //!
        //! Each value that is put there is sent once; the one that the channel is made with is not. A receiver receives a value when it
        //! is told that it is new: `changed` and, where `Ref::has_changed`, `borrow_and_update` and what `wait_for` ends with. Values that
        //! were replaced before a receiver looked, and those that `wait_for` refused, are sent and not received. The channel has no depth.
        //!
        //! | method | |
        //! |---|---|
        //! | `Sender::{send, send_replace, send_modify}`, `send_if_modified` where it did | counted |
        //! | `Receiver::changed`, `borrow_and_update` and `wait_for` where the value is new | counted |
        //! | `Sender::subscribe`, `Clone` | followed |
        //! | `borrow`, `has_changed`, `mark_changed`, `mark_unchanged`, `closed`, `is_closed`, `same_channel`, `receiver_count` … | passed through |
        //!
        //! `channel!` takes a sender alone, too, as `Sender::new` of the raw type gives it. The text of values that `send_modify` and
        //! `changed` log is made while the value is locked.

        pub use ::tokio::sync::watch::Ref;

        pub use super::super::watch::{Receiver, Sender};
    }
}
