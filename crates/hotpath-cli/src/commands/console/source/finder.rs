//! Looks for programs again and again, on a thread of its own.

use std::{io, thread, time::Duration};

use crate::programs::{Program, running};

/// Tells the programs that run, and again whenever they have changed, until `tell` says that nobody listens.
///
/// # Errors
///
/// When there is no thread to be had.
pub(crate) fn find(tell: impl Fn(Vec<Program>) -> bool + Send + 'static) -> io::Result<()> {
    let look = move || {
        let mut known = Vec::new();
        loop {
            let programs = running(&known);
            if known != programs {
                known.clone_from(&programs);
                if !tell(programs) {
                    return;
                }
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    };
    thread::Builder::new().name("hp-finder".into()).spawn(look).map(drop)
}

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
