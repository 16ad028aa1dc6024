//! The thread that ends a session when a signal comes or its time is up. It never handles data.

use std::{
    process,
    sync::{Mutex, mpsc},
    time::{Duration, Instant},
};

use super::lifecycle;
use crate::engine::sys::{self, Event};

static DEADLINE: Mutex<Option<Instant>> = Mutex::new(None);

/// How long a signal may wait for the report.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Starts the thread. Where it cannot be started, the report still comes at exit.
pub(super) fn start() {
    if sys::prepare_wait().is_ok() {
        let _ = sys::spawn("hp-signal", run);
    }
}

/// Ends the session and the process after this time, or never.
pub(super) fn end_after(time: Option<Duration>) {
    let mut deadline = DEADLINE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let next = time.and_then(|time| Instant::now().checked_add(time));
    if *deadline != next {
        *deadline = next;
        sys::wake();
    }
}

fn run() {
    loop {
        let deadline = *DEADLINE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let timeout = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match sys::wait(timeout.map(|time| time + Duration::from_micros(999))) {
            Event::Deadline if deadline.is_some_and(|deadline| deadline <= Instant::now()) => {
                lifecycle::finish(None);
                process::exit(0);
            }
            Event::Signal(signal) => {
                let (done, finished) = mpsc::channel();
                let reporting = sys::spawn("hp-report", move || {
                    lifecycle::finish(None);
                    let _ = done.send(());
                });
                if reporting.is_ok() {
                    let _ = finished.recv_timeout(LONGEST_WAIT);
                }
                sys::pass_on(signal);
            }
            Event::Deadline | Event::Woken => {}
        }
    }
}
