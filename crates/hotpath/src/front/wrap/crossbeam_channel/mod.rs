//! Of crossbeam-channel.
//!
//! | method | |
//! |---|---|
//! | `Sender::{send, try_send, send_timeout, send_deadline}` | counted |
//! | `Receiver::{recv, try_recv, recv_timeout, recv_deadline, iter, try_iter}`, `IntoIterator` | counted |
//! | what `select!` and `Select` do with either, which take them for the raw ones | noticed when the endpoint is next used raw |
//! | `is_empty`, `is_full`, `len`, `capacity`, `same_channel` | passed through |
//!
//! Receivers without a sender (`after`, `at`, `tick`, `never`) are not followed: they stay what they are.

mod proxy;
mod receiver;
mod sender;

pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::Sender;
