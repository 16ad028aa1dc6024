//! Of async-channel.
//!
//! | method | |
//! |---|---|
//! | `Sender::{send, try_send, send_blocking, force_send}` | counted |
//! | `Receiver::{recv, try_recv, recv_blocking}`, `Stream` | counted |
//! | `close`, `Sender::downgrade`, `Receiver::downgrade`, `WeakSender::upgrade`, `WeakReceiver::upgrade` | followed |
//! | `closed`, `is_closed`, `is_empty`, `is_full`, `len`, `capacity`, `receiver_count`, `sender_count`, `same_channel` | passed through |
//!
//! A message that `force_send` gets back is one that nobody receives: it counts as abandoned.

mod proxy;
mod receiver;
mod recv;
mod send;
mod sender;

pub use ::async_channel::Closed;
pub use receiver::{Receiver, WeakReceiver};
pub use recv::Recv;
pub use send::Send;
pub use sender::{Sender, WeakSender};
