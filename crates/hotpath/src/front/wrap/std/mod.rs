//! Of the standard library.

mod mpsc;
mod mutex;

pub mod sync {
    //! `std::sync`.

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

    pub use super::mutex::{Mutex, MutexGuard};
}
