//! Signals that end the process or stop it: the terminal is to be given back before they do.

use std::io;

/// What a signal asks for.
#[cfg_attr(not(unix), expect(dead_code, reason = "where there are signals"))]
pub(super) enum Asked {
    /// To end, by the signal of this number.
    End(i32),
    /// To stop, as Ctrl-Z does.
    Stop,
    /// To go on after a stop.
    GoOn,
}

/// Calls `on` with what each signal asks for, on a thread.
#[cfg(unix)]
pub(super) fn watch(on: impl Fn(Asked) + Send + 'static) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT])?;
    let watch = move || {
        signals.forever().for_each(|signal| match signal {
            SIGTSTP if can_stop() => on(Asked::Stop),
            SIGTSTP => {}
            SIGCONT => on(Asked::GoOn),
            signal => on(Asked::End(signal)),
        });
    };
    std::thread::Builder::new().name("hp-signals".into()).spawn(watch).map(drop)
}

/// Ends the process as the signal would have, so that whoever started it knows.
#[cfg(unix)]
pub(super) fn end_by(signal: i32) {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Stops the process, until it is continued.
#[cfg(unix)]
pub(super) fn stop() {
    end_by(signal_hook::consts::SIGTSTP);
}

/// Asks all processes of the terminal's foreground to stop, this one among them, as Ctrl-Z does where the terminal is not raw.
#[cfg(unix)]
pub(super) fn ask_to_stop() {
    if can_stop() {
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
    }
}

/// Whether a shell with jobs has started the process. Else nobody would continue it: the system ignores such a stop, too.
#[cfg(unix)]
fn can_stop() -> bool {
    use rustix::process::{getpgrp, getsid};
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// There are none; Ctrl-C is a key.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where there are signals")]
pub(super) fn watch(_: impl Fn(Asked) + Send + 'static) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn end_by(_: i32) {}

#[cfg(not(unix))]
pub(super) fn stop() {}

#[cfg(not(unix))]
pub(super) fn ask_to_stop() {}
