//! Looks for programs again and again, on a thread of its own.

use std::{io, thread, time::Duration};

use super::{Program, programs};

/// Tells the programs that run, and again whenever they have changed, until `tell` says that nobody listens.
///
/// # Errors
///
/// When there is no thread to be had.
pub(crate) fn find(tell: impl Fn(Vec<Program>) -> bool + Send + 'static) -> io::Result<()> {
    let look = move || {
        let mut known = Vec::new();
        loop {
            let running = programs::running(&known);
            if known != running {
                known.clone_from(&running);
                if !tell(running) {
                    return;
                }
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    };
    thread::Builder::new().name("hp-finder".into()).spawn(look).map(drop)
}

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
