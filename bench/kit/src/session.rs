//! A session around what a scenario does, and what is noted of it.

use std::time::{Duration, Instant};

use crate::{
    Peer, Workloads,
    allocations::allocations,
    process::{cpu_time, peak_memory_kib, pin},
    samples::Sample,
};

/// One run of a scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'a, W = Workloads> {
    pub(crate) peer: &'a Peer<W>,
    /// Calls to make, about.
    pub(crate) calls: u64,
    /// What the scenario says it is: threads, sites, nanoseconds.
    pub(crate) parameter: u64,
}

/// A session in which `body` is timed on a pinned thread. `body` makes about as many calls as it is told and says how
/// many.
pub(crate) fn timed_session<W>(run: &Run<'_, W>, sample: &mut Sample, body: &mut dyn FnMut(u64) -> u64) {
    in_session(run, sample, &mut |sample| {
        pin();
        timed(run, sample, body)
    });
}

/// Runs `body`, which says how many calls it made, in a session, and notes what the process used from the start of the
/// session until its report was out.
pub(crate) fn in_session<W>(run: &Run<'_, W>, sample: &mut Sample, body: &mut dyn FnMut(&mut Sample) -> u64) {
    let cpu = cpu_time();
    let mut made = 0;
    let (start, mut inside, mut outside) = (Instant::now(), Duration::ZERO, Instant::now());
    (run.peer.session)(&mut || {
        inside = start.elapsed();
        made = body(sample);
        sample.set("held_mb", peak_memory_kib() as f64 / 1024.0);
        outside = Instant::now();
    });
    sample.set("report_ms", outside.elapsed().as_secs_f64() * 1e3);
    sample.set("start_ms", inside.as_secs_f64() * 1e3);
    sample.set("cpu_ns", per_call(cpu_time() - cpu, made));
    sample.set("peak_mb", peak_memory_kib() as f64 / 1024.0);
    sample.set("made", made as f64);
}

/// Warms up, then times `body`. Returns how many calls it made in all.
pub(crate) fn timed<W>(run: &Run<'_, W>, sample: &mut Sample, body: &mut dyn FnMut(u64) -> u64) -> u64 {
    let warm = batches(run.peer, run.calls / 4, body);
    let allocated = allocations();
    let start = Instant::now();
    let made = batches(run.peer, run.calls, body);
    sample.set("ns", per_call(start.elapsed(), made));
    if let Some((allocated, before)) = allocations().zip(allocated) {
        sample.set("allocations", (allocated - before) as f64 / made as f64);
    }
    warm + made
}

/// Calls of one batch.
const BATCH: u64 = 1000;

/// `body` until it has made `calls` calls or a few more, in batches. Returns how many.
pub(crate) fn batches<W>(peer: &Peer<W>, calls: u64, body: &mut dyn FnMut(u64) -> u64) -> u64 {
    let mut made = 0;
    while made < calls {
        (peer.batch)(&mut || made += body(BATCH));
    }
    made
}

pub(crate) fn per_call(time: Duration, calls: u64) -> f64 {
    time.as_nanos() as f64 / calls as f64
}

pub(crate) fn size(number: u64) -> usize {
    usize::try_from(number).expect("a number that fits in memory")
}
