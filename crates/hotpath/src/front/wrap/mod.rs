//! Channels and locks that are followed: the types that [`channel!`](crate::channel!), [`mutex!`](crate::mutex!) and
//! [`rw_lock!`](crate::rw_lock!) give, by the paths of the crates they come from.
//!
//! With profiling on, `hotpath::wrap::tokio::sync::mpsc::Sender<T>` is a wrapper with the methods and traits of
//! `tokio::sync::mpsc::Sender<T>`, to which it dereferences. With profiling off it *is* `tokio::sync::mpsc::Sender<T>`. A program
//! that names such types in its signatures imports them from here, and is the same program in both builds.
//!
//! Where a signature that cannot be changed names the raw type of a channel's endpoint, `channel!` takes `proxy = true`: then the types
//! stay, and less is known ([what](crate::channel!#when-types-cannot-change)).
//!
//! The modules of crates other than std need the feature of their name: `tokio`, `futures`, `crossbeam`, `flume`, `async-channel`,
//! `parking_lot`, `async-lock`.

#[cfg(feature = "async-channel")]
pub mod async_channel;
#[cfg(feature = "async-lock")]
pub mod async_lock;
#[cfg(feature = "crossbeam")]
pub mod crossbeam_channel;
mod endpoint;
#[cfg(feature = "flume")]
pub mod flume;
#[cfg(feature = "futures")]
pub mod futures_channel;
mod lock;
#[cfg(any(feature = "crossbeam", feature = "flume"))]
mod looked;
#[cfg(feature = "parking_lot")]
pub mod parking_lot;
pub mod std;
#[cfg(feature = "tokio")]
pub mod tokio;
mod weak;

pub use endpoint::{Follow, Proxy, Rx, Tx};
#[cfg(any(feature = "crossbeam", feature = "flume"))]
pub use looked::Looked;
pub use weak::WeakTx;

pub use crate::engine::flow::{LockGuard, Locked};

/// What expansions name, and what the wrappers share: a build has only some of these.
#[doc(hidden)]
pub mod expansion {
    #[cfg(feature = "tokio")]
    pub use super::tokio::runtime::{current_runtime, runtime};
    pub use super::{
        endpoint::{channel, channel_logged, channel_proxy, channel_proxy_logged},
        lock::*,
    };
}
