//! Of flume.
//!
//! | method | |
//! |---|---|
//! | `Sender::{send, try_send, send_timeout, send_deadline, send_async, into_send_async, sink, into_sink}` | counted |
//! | `Receiver::{recv, try_recv, recv_timeout, recv_deadline, iter, try_iter, drain}`, `IntoIterator` | counted |
//! | `Receiver::{recv_async, into_recv_async, stream, into_stream}` | counted |
//! | `Sender::downgrade`, `WeakSender::upgrade` | followed |
//! | what a `Selector` does with either, which takes them for the raw ones | noticed when the endpoint is next used raw |
//! | `is_disconnected`, `is_empty`, `is_full`, `len`, `capacity`, `sender_count`, `receiver_count`, `same_channel` | passed through |
//!
//! What `drain` takes counts as received at once, what a sink is given when it is sent.

mod drain;
mod held;
mod iter;
mod proxy;
mod receiver;
mod recv;
mod send;
mod sender;
mod sink;

pub use drain::Drain;
pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::Receiver;
pub use sender::{Sender, WeakSender};

pub mod r#async {
    //! `flume::async`.

    pub use super::{
        recv::{RecvFut, RecvStream},
        send::SendFut,
        sink::SendSink,
    };
}
