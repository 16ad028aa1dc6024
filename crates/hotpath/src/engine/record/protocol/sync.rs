//! The atomics of the protocols: the standard library's, or the model checker's under `--cfg loom`.

#[cfg(not(loom))]
pub(crate) use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering, fence};
#[cfg(loom)]
pub(crate) use loom::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicPtr, AtomicU64, Ordering, fence},
};
#[cfg(not(loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// Declares a constructor that is `const` except under loom, whose atomics cannot be made in constants.
macro_rules! const_new {
    ($(#[$meta:meta])* $vis:vis fn new($($arg:ident: $ty:ty),*) -> Self $body:block) => {
        $(#[$meta])*
        #[cfg(not(loom))]
        $vis const fn new($($arg: $ty),*) -> Self $body
        $(#[$meta])*
        #[cfg(loom)]
        $vis fn new($($arg: $ty),*) -> Self $body
    };
}
pub(crate) use const_new;
