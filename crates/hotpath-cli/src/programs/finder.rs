//! Looks for programs again and again, on a thread of its own.

use std::{io, thread, time::Duration};

use super::{Program, running};

/// Tells the programs that run, and again whenever they have changed.
///
/// # Errors
///
/// When there is no thread to be had.
pub(crate) fn find(tell: impl Fn(Vec<Program>) + Send + 'static) -> io::Result<()> {
    let look = move || {
        let mut known: Option<Vec<Program>> = None;
        loop {
            let programs = running(known.as_deref().unwrap_or_default());
            if known.as_ref() != Some(&programs) {
                known = Some(programs.clone());
                tell(programs);
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    };
    thread::Builder::new().name("hp-finder".into()).spawn(look).map(drop)
}

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
