//! The operating system behind equal signatures: what is needed of it, not what is measured.
//!
//! | | linux | macos | windows |
//! |---|---|---|---|
//! | signals (SIGINT, SIGTERM) | yes | yes | no: the report comes at exit |
//! | fork | silent child | silent child | – |
//! | threads: CPU time, name, user and system time | yes | yes, not compiled by us | yes, not compiled by us |
//! | threads: state | yes | yes, not compiled by us | no |
//! | threads: switches | yes | no | no |
//! | threads: when they began | yes | no | yes, not compiled by us |
//! | a thread is running or ready | yes | yes, not compiled by us | no |
//! | process: CPU time, memory now and at most | yes | yes, not compiled by us | yes, not compiled by us |

mod threads;
pub(crate) use threads::*;

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(target_os = "linux")]
mod schedule;
#[cfg(not(target_os = "linux"))]
#[path = "schedule_off.rs"]
mod schedule;
pub(crate) use schedule::Wanderer;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::*;

#[cfg(all(unix, feature = "server"))]
mod serve_unix;
#[cfg(all(unix, feature = "server"))]
pub(crate) use serve_unix::*;

#[cfg(all(windows, feature = "server"))]
mod serve_windows;
#[cfg(all(windows, feature = "server"))]
pub(crate) use serve_windows::*;

/// What ended a [`wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A signal that asks the program to end.
    Signal(i32),
    /// The time was up.
    Deadline,
    /// Somebody called [`wake`].
    Woken,
}

/// A standard stream, written without the standard library's lock, which another thread may hold for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}
