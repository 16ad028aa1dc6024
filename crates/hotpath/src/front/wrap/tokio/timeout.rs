//! `Sender::send_timeout`, which tokio has with its feature `time` only.
//!
//! hotpath does not ask for that feature: features unify, so `enable_all` would start a timer in programs that have none when
//! they are not profiled. Nor can it ask whether the program does. So names decide: inside of the block below, those of tokio come
//! before the stand-ins of this module, and a method of the type comes before that of a trait.

use core::{
    fmt::Debug,
    future::{Pending, pending},
    time::Duration,
};

use ::tokio::sync::mpsc;

use super::bounded::Sender;

/// Stands for the error that tokio lacks. It is no `Debug`, so that our method cannot be called where tokio has none.
#[allow(dead_code, reason = "unused where tokio has the feature `time`")]
pub enum SendTimeoutError<T> {
    #[doc(hidden)]
    Never(core::convert::Infallible, T),
}

/// Stands for the method that tokio lacks.
#[allow(dead_code, reason = "unused where tokio has the feature `time`")]
trait SendTimeout<T> {
    fn send_timeout(&self, _: T, _: Duration) -> Pending<Result<(), SendTimeoutError<T>>> {
        pending()
    }
}

impl<T> SendTimeout<T> for mpsc::Sender<T> {}

const _: () = {
    #[allow(unused_imports, reason = "nothing is found where tokio lacks the feature `time`")]
    use ::tokio::sync::mpsc::error::*;

    impl<T> Sender<T> {
        /// Sends a message, as soon as there is room, but waits no longer than this: `tokio::sync::mpsc::Sender::send_timeout`,
        /// which there is with tokio's feature `time`.
        ///
        /// # Errors
        /// The time is up, or the receiver is closed.
        ///
        /// # Panics
        /// Outside of a runtime with a timer.
        pub fn send_timeout(
            &self,
            message: T,
            timeout: Duration,
        ) -> impl Future<Output = Result<(), SendTimeoutError<T>>>
        where
            SendTimeoutError<T>: Debug,
        {
            self.end.send_by(message, move |message| self.raw.send_timeout(message, timeout))
        }
    }
};
