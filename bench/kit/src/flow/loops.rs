//! What a process does that follows channels, streams, futures and locks.

use std::time::Instant;

use crate::{
    BATCH, Flow, Load, Loop, Peer, Request, peer,
    process::{memory_kib, pin},
    samples::Sample,
    session::{Run, in_session, per_call, timed},
};

type FlowRun<'a> = Run<'a, Flow>;

/// The `main` of a peer that follows channels, streams, futures and locks.
///
/// # Panics
///
/// When the arguments are not what the driver gives.
pub fn run_flow(peer: &Peer<Flow>) {
    peer::start(peer, |name, run, sample| {
        let (what, kind) = name.split_once('-').unwrap_or((name, ""));
        assert!(scenario(what, kind, run, sample), "no scenario `{name}`");
    });
}

/// Runs the scenario; false if there is none. What the peer does not have leaves no numbers.
fn scenario(what: &str, kind: &str, run: &FlowRun<'_>, sample: &mut Sample) -> bool {
    let flow = &run.peer.workloads;
    match (what, kind) {
        ("oneshot", "") => repeat(run, sample, flow.oneshot),
        ("stream", "") => repeat(run, sample, flow.stream),
        ("future", "ready") => repeat(run, sample, flow.ready),
        ("future", "yield") => repeat(run, sample, flow.yielding),
        ("queue", "") => queue(run, sample),
        ("mutex", "") => match flow.locks {
            Some(locks) if run.parameter == 1 => repeat(run, sample, locks.alone),
            Some(locks) => once(run, sample, false, &|calls| (locks.contended)(calls, run.parameter)),
            None => absent(sample),
        },
        ("requests", "mutex") => match flow.locks.and_then(|locks| locks.requests) {
            Some(request) => requests(run, sample, request),
            None => absent(sample),
        },
        ("requests", _) => match flow.requests.iter().find(|request| request.name == kind) {
            Some(request) => requests(run, sample, *request),
            None => return false,
        },
        ("alone" | "pair", _) => match flow.channels.iter().find(|channel| channel.name == kind) {
            Some(channel) if what == "alone" => repeat(run, sample, channel.alone),
            Some(channel) => once(run, sample, channel.has_one_thread, &channel.pair),
            None => return false,
        },
        _ => return false,
    }
    true
}

/// The driver wants a line of numbers.
fn absent(sample: &mut Sample) {
    sample.set("absent", 1.0);
}

/// A loop on one thread, warm.
fn repeat(run: &FlowRun<'_>, sample: &mut Sample, make: fn() -> Loop) {
    in_session(run, sample, &mut |sample| {
        pin();
        let mut body = make();
        timed(run, sample, &mut body)
    });
}

/// Something that has its own threads or tasks, a short one before the one that is timed.
fn once(run: &FlowRun<'_>, sample: &mut Sample, has_one_thread: bool, body: &dyn Fn(u64)) {
    in_session(run, sample, &mut |sample| {
        if has_one_thread {
            pin();
        }
        let warm = run.calls / 10;
        body(warm);
        let start = Instant::now();
        body(run.calls);
        sample.set("ns", per_call(start.elapsed(), run.calls));
        warm + run.calls
    });
}

/// Things that live as long as a request does, all made at one place: what making the first tenth and the last costs, and
/// how much memory comes into use between the two.
fn requests(run: &FlowRun<'_>, sample: &mut Sample, request: Request) {
    let tenth = run.calls / 10 / BATCH * BATCH;
    in_session(run, sample, &mut |sample| {
        pin();
        let mut many = (request.many)();
        sample.set("first_ns", per_call(many(tenth), tenth));
        let before = memory_kib();
        let last = (0..9).map(|_| many(tenth)).last().expect("nine tenths");
        sample.set("growth_mb", (memory_kib() as f64 - before as f64) / 1024.0);
        sample.set("last_ns", per_call(last, tenth));
        tenth * 10
    });
}

/// The time in a queue under the load of number `parameter`: percentiles of all messages.
fn queue(run: &FlowRun<'_>, sample: &mut Sample) {
    let mut times = Vec::new();
    in_session(run, sample, &mut |_| {
        times = (run.peer.workloads.queue)(Load::new(run.parameter), run.calls);
        run.calls
    });
    times.sort_unstable();
    for (name, percent) in [("truth_p50", 50), ("truth_p95", 95), ("truth_p99", 99)] {
        sample.set(name, times[(times.len() * percent).div_ceil(100) - 1] as f64);
    }
}
