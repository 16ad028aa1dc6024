//! A tokio runtime's numbers, for whoever asks for them.

use core::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use ::tokio::runtime::{Handle, RuntimeMetrics};

use super::runtime_extra::{runtime_extra, worker_extra};
use crate::engine::{
    expansion::Site,
    flow::{RuntimeReading, WorkerReading, complain, follow_runtime, unmeasured},
};

/// Follows the runtime that this is called in. Outside of one it says so.
pub fn current_runtime(site: &'static Site) {
    match Handle::try_current() {
        Ok(handle) => runtime(site, &handle),
        Err(_) => complain_once(site),
    }
}

/// Follows the runtime of the handle.
pub fn runtime(site: &'static Site, handle: &Handle) {
    unmeasured(|| {
        // The handle inside keeps what the runtime shares with its workers, and no other runtime has its id meanwhile.
        let metrics = handle.metrics();
        follow_runtime(site, handle.id().to_string(), Box::new(move || read(&metrics)));
    });
}

/// Once in a process: the place may be passed often.
fn complain_once(site: &'static Site) {
    static IS_SAID: AtomicBool = AtomicBool::new(false);
    if !IS_SAID.swap(true, Relaxed) {
        unmeasured(|| {
            let (file, line, _) = site.source();
            complain(&format!(
                "tokio_runtime! at {file}:{line} is outside of a runtime and follows none: call it in one, or give it a handle"
            ));
        });
    }
}

/// All of it are loads of numbers that the runtime keeps anyway: neither its threads nor its tasks notice.
fn read(metrics: &RuntimeMetrics) -> RuntimeReading {
    RuntimeReading {
        alive_tasks: metrics.num_alive_tasks() as u64,
        queued: metrics.global_queue_depth() as u64,
        workers: (0..metrics.num_workers()).map(|worker| read_worker(metrics, worker)).collect(),
        extra: runtime_extra(metrics),
    }
}

fn read_worker(metrics: &RuntimeMetrics, worker: usize) -> WorkerReading {
    WorkerReading {
        busy_ns: nanoseconds(metrics.worker_total_busy_duration(worker)),
        parks: metrics.worker_park_count(worker),
        // It counts at both ends of a sleep.
        parked: metrics.worker_park_unpark_count(worker) % 2,
        extra: worker_extra(metrics, worker),
    }
}

pub(super) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
