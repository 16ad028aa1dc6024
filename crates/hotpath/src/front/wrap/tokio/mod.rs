//! Of tokio.

mod bounded;
mod permit;

pub mod sync {
    //! `tokio::sync`.

    pub mod mpsc {
        //! `tokio::sync::mpsc`.
        //!
        //! | method | |
        //! |---|---|
        //! | `Sender::{send, try_send, send_timeout, blocking_send}`, and what permits of `reserve…` and `try_reserve…` send | counted |
        //! | `Receiver::{recv, recv_many, try_recv, blocking_recv, blocking_recv_many, poll_recv, poll_recv_many}` | counted |
        //! | `Sender::downgrade`, `WeakSender::upgrade`, `Receiver::close` | followed |
        //! | `closed`, `is_closed`, `len`, `capacity`, `same_channel`, `strong_count` … | passed through |

        pub use super::super::{
            bounded::{Receiver, Sender, WeakSender},
            permit::{OwnedPermit, Permit, PermitIterator},
        };
    }
}
