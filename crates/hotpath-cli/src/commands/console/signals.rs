//! Signals that end the process: the terminal is to be given back before they do.

use std::io;

/// Calls `on` with each signal that asks the process to end, on a thread.
#[cfg(unix)]
pub(super) fn watch(on: impl Fn(i32) + Send + 'static) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    let watch = move || signals.forever().for_each(on);
    std::thread::Builder::new().name("hp-signals".into()).spawn(watch).map(drop)
}

/// Ends the process as the signal would have, so that whoever started it knows.
#[cfg(unix)]
pub(super) fn end_by(signal: i32) {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// There are none; Ctrl-C is a key.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where there are signals")]
pub(super) fn watch(_: impl Fn(i32) + Send + 'static) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn end_by(_: i32) {}
