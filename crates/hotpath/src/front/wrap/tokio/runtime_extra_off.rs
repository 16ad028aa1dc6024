//! What tokio tells of a runtime only where the program is built with `--cfg tokio_unstable`: here, nothing.

use ::tokio::runtime::RuntimeMetrics;

use crate::engine::flow::{RuntimeExtra, WorkerExtra};

pub(super) fn runtime_extra(_: &RuntimeMetrics) -> Option<RuntimeExtra> {
    None
}

pub(super) fn worker_extra(_: &RuntimeMetrics, _: usize) -> Option<WorkerExtra> {
    None
}
