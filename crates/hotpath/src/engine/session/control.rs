//! The thread that ends a session when a signal comes or its time is up. It never handles data.

use std::{
    io, process,
    sync::{Mutex, MutexGuard, mpsc},
    time::{Duration, Instant},
};

use crate::engine::{
    record,
    sys::{self, Event},
};

static DEADLINE: Mutex<Option<Instant>> = Mutex::new(None);

/// How long a signal may wait for the report.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Starts the thread, which calls `finish` before the process ends. Where it cannot be started, the report still comes
/// at exit.
pub(super) fn start(finish: fn()) -> io::Result<()> {
    sys::prepare_wait()?;
    let (started, has_started) = mpsc::sync_channel(1);
    sys::spawn("hp-signal", move || {
        record::run_own_thread(|| {
            let _ = started.send(());
            run(finish);
        });
    })?;
    // What the standard library allocates to start it is over before a session counts allocations.
    let _ = has_started.recv();
    Ok(())
}

/// Ends the session and the process after this time, or never.
pub(super) fn end_after(time: Option<Duration>) {
    let mut deadline = deadline();
    let next = time.and_then(|time| Instant::now().checked_add(time));
    if *deadline != next {
        *deadline = next;
        sys::wake();
    }
}

fn run(finish: fn()) {
    loop {
        let timeout = deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        // A millisecond is the step of the wait: rounded up, so that the deadline has passed then.
        match sys::wait(timeout.map(|time| time + Duration::from_micros(999))) {
            Event::Deadline => {
                // A reporter may hang: it must not keep this thread from hearing signals.
                if is_due()
                    && sys::spawn("hp-report", move || record::run_own_thread(|| finish_and_exit(finish))).is_err()
                {
                    finish_and_exit(finish);
                }
            }
            Event::Signal(signal) => {
                let (done, finished) = mpsc::channel();
                let reporting = sys::spawn("hp-report", move || {
                    record::run_own_thread(finish);
                    let _ = done.send(());
                });
                match reporting {
                    Ok(_) => _ = finished.recv_timeout(LONGEST_WAIT),
                    Err(_) => finish(),
                }
                sys::pass_on(signal);
            }
            Event::Woken => {}
        }
    }
}

fn finish_and_exit(finish: fn()) {
    finish();
    process::exit(0);
}

fn deadline() -> MutexGuard<'static, Option<Instant>> {
    DEADLINE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Has the deadline passed? Once only. The session may have ended meanwhile, and its deadline with it.
fn is_due() -> bool {
    deadline().take_if(|deadline| *deadline <= Instant::now()).is_some()
}
