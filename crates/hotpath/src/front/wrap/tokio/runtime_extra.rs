//! What tokio tells of a runtime where the program is built with `--cfg tokio_unstable`.

use ::tokio::runtime::RuntimeMetrics;

use super::runtime::nanoseconds;
use crate::engine::flow::{RuntimeExtra, WorkerExtra};

pub(super) fn runtime_extra(metrics: &RuntimeMetrics) -> Option<RuntimeExtra> {
    Some(RuntimeExtra {
        spawned: metrics.spawned_tasks_count(),
        remote_schedules: metrics.remote_schedule_count(),
        forced_yields: metrics.budget_forced_yield_count(),
        blocking_threads: metrics.num_blocking_threads() as u64,
        idle_blocking_threads: metrics.num_idle_blocking_threads() as u64,
        blocking_queue: metrics.blocking_queue_depth() as u64,
    })
}

pub(super) fn worker_extra(metrics: &RuntimeMetrics, worker: usize) -> Option<WorkerExtra> {
    Some(WorkerExtra {
        polls: metrics.worker_poll_count(worker),
        steals: metrics.worker_steal_count(worker),
        overflows: metrics.worker_overflow_count(worker),
        queued: metrics.worker_local_queue_depth(worker) as u64,
        // A runtime of one thread does not tell, and says 0.
        mean_poll_ns: Some(nanoseconds(metrics.worker_mean_poll_time(worker))).filter(|ns| *ns > 0),
    })
}
