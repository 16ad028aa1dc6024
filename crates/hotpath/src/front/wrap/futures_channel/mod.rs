//! Of futures-channel.

mod bounded;
mod proxy;
mod receiver;
mod single;
mod unbounded;

pub mod mpsc {
    //! `futures_channel::mpsc`.
    //!
    //! | method | |
    //! |---|---|
    //! | `Sender::{try_send, start_send}`, `UnboundedSender::{unbounded_send, start_send}`, and `Sink::start_send` | counted |
    //! | `recv`, `try_recv`, `try_next` of both receivers, and `Stream::poll_next` | counted |
    //! | `poll_ready` of `Sender`, its `Sink::{poll_ready, poll_flush}`: while they are pending, somebody waits | counted |
    //! | `close_channel`, `disconnect`, `close`, `Sink::poll_close` | followed |
    //! | `is_closed`, `len`, `same_receiver`, `is_connected_to`, `hash_receiver`, `size_hint`, `is_terminated` | passed through |
    //!
    //! `channel(n)` keeps up to n messages and one more for each sender, and does not tell n.

    pub use super::{
        bounded::Sender,
        receiver::{Receiver, Recv, UnboundedReceiver},
        unbounded::UnboundedSender,
    };
}

pub mod oneshot {
    //! `futures_channel::oneshot`.
    //!
    //! | method | |
    //! |---|---|
    //! | `Sender::send`, `Receiver::try_recv`, and the receiver as a future | counted |
    //! | `Receiver::close` | followed |
    //! | `poll_canceled`, `cancellation`, `is_canceled`, `is_connected_to`, `is_terminated` | passed through |

    pub use ::futures_channel::oneshot::Cancellation;

    pub use super::single::{Receiver, Sender};
}
