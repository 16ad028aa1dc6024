//! What a process does: the loops, which are the same for every peer.

use std::{
    hint::black_box,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::{
    AsyncFunction, Site,
    process::pin,
    random::Random,
    samples::Sample,
    session::{Run, batches, in_session, per_call, size, timed, timed_session},
    spin,
};

/// Runs the scenario of this name; false if there is none.
pub(crate) fn run(name: &str, run: &Run<'_>, sample: &mut Sample) -> bool {
    match name {
        "one" => one(run, sample),
        "idle" => idle(run, sample),
        "sites" => sites(run, sample, false),
        "children" => sites(run, sample, true),
        "parents" => parents(run, sample),
        "fibonacci" => fibonacci(run, sample),
        "deep" => deep(run, sample),
        "threads" => threads(run, sample),
        "short-threads" => short_threads(run, sample),
        "memory" => memory(run, sample),
        "session" => session(run, sample),
        "ready" => asynchronous(run, sample, run.peer.workloads.ready),
        "yielding" => asynchronous(run, sample, run.peer.workloads.yielding),
        "chain" => chain(run, sample, u64::MAX),
        "chain-free" => chain(run, sample, 0),
        "load" => load(run, sample),
        "after-load" => after_load(run, sample),
        _ => return false,
    }
    true
}

/// One function, one thread; each call needs the result of the one before.
fn one(run: &Run<'_>, sample: &mut Sample) {
    let (one, mut x) = (run.peer.workloads.one, 1);
    timed_session(run, sample, &mut |calls| {
        x = (0..calls).fold(x, |x, call| one(x ^ call));
        calls
    });
    black_box(x);
}

/// As `one`, with no session.
fn idle(run: &Run<'_>, sample: &mut Sample) {
    let (one, mut x) = (run.peer.workloads.one, 1);
    pin();
    timed(run, sample, &mut |calls| {
        x = (0..calls).fold(x, |x, call| one(x ^ call));
        calls
    });
    black_box(x);
}

/// The first `parameter` sites in random order with random durations, all below one measured parent or none.
fn sites(run: &Run<'_>, sample: &mut Sample, has_parent: bool) {
    let sites = first_sites(run);
    let (mut random, mut x) = (Random::new(1), 1);
    let mut body = |calls| {
        for _ in 0..calls {
            let (site, steps) = random.next(sites.len());
            x = sites[site](x, steps);
        }
    };
    timed_session(run, sample, &mut |calls| {
        if has_parent {
            (run.peer.workloads.around)(&mut || body(calls));
            calls + 1
        } else {
            body(calls);
            calls
        }
    });
    black_box(x);
}

/// One site called from one of `parameter` parents at random, two from each in turn; both do work.
fn parents(run: &Run<'_>, sample: &mut Sample) {
    let parents = &run.peer.workloads.parents.as_flattened()[..size(run.parameter)];
    let (mut random, mut x) = (Random::new(1), 1);
    timed_session(run, sample, &mut |calls| {
        for call in 0..calls / 2 {
            let (parent, steps) = random.next(parents.len());
            // Two take turns; a processor would learn that order anyway.
            let parent = if parents.len() == 2 { size(call % 2) } else { parent };
            x = parents[parent](x, steps);
        }
        calls / 2 * 2
    });
    black_box(x);
}

/// Recursion within one function.
fn fibonacci(run: &Run<'_>, sample: &mut Sample) {
    const N: u64 = 13;
    const CALLS: u64 = 753;
    timed_session(run, sample, &mut |_| {
        black_box((run.peer.workloads.fibonacci)(black_box(N)));
        CALLS
    });
}

/// Two functions that call each other `parameter` deep.
fn deep(run: &Run<'_>, sample: &mut Sample) {
    const STACK: usize = 1 << 30;
    in_session(run, sample, &mut |_| {
        thread::scope(|scope| {
            let body = || (run.peer.batch)(&mut || assert_eq!((run.peer.workloads.deep)(run.parameter), run.parameter));
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, body);
            thread.expect("a thread with a deep stack").join().expect("deep recursion must not panic");
        });
        run.parameter + 1
    });
}

/// One function on `parameter` threads at once. Nanoseconds are of one core per call.
fn threads(run: &Run<'_>, sample: &mut Sample) {
    let one = run.peer.workloads.one;
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64).min(run.parameter);
    in_session(run, sample, &mut |sample| {
        let barrier = Barrier::new(size(run.parameter));
        let body = || {
            let mut x = 1;
            barrier.wait();
            let start = Instant::now();
            let made = batches(run.peer, run.calls / run.parameter, &mut |calls| {
                x = (0..calls).fold(x, |x, call| one(x ^ call));
                calls
            });
            black_box(x);
            (start, Instant::now(), made)
        };
        let ended: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..run.parameter).map(|_| scope.spawn(body)).collect();
            threads.into_iter().map(|thread| thread.join().expect("a thread")).collect()
        });
        let start = ended.iter().map(|(start, ..)| *start).min();
        let end = ended.iter().map(|(_, end, _)| *end).max();
        let made = ended.iter().map(|(.., made)| made).sum();
        let elapsed = start.zip(end).map_or(Duration::ZERO, |(start, end)| end - start);
        sample.set("ns", per_call(elapsed, made) * cores as f64);
        made
    });
}

/// `parameter` threads of a hundred calls, one after the other.
fn short_threads(run: &Run<'_>, sample: &mut Sample) {
    const CALLS: u64 = 100;
    let one = run.peer.workloads.one;
    in_session(run, sample, &mut |_| {
        for thread in 0..run.parameter {
            let body = move || (0..CALLS).fold(thread, |x, call| one(x ^ call));
            let batch = || (run.peer.batch)(&mut || _ = black_box(body()));
            thread::scope(|scope| scope.spawn(batch).join()).expect("a short thread");
        }
        run.parameter * CALLS
    });
}

/// All thousand sites on each of `parameter` threads that live at the same time.
fn memory(run: &Run<'_>, sample: &mut Sample) {
    const PASSES: u64 = 20;
    let sites: &[Site] = run.peer.workloads.sites.as_flattened().as_flattened();
    in_session(run, sample, &mut |_| {
        let barrier = Barrier::new(size(run.parameter));
        thread::scope(|scope| {
            for thread in 0..run.parameter {
                let barrier = &barrier;
                scope.spawn(move || {
                    let (mut random, mut x) = (Random::new(thread), 1);
                    for _ in 0..PASSES {
                        (run.peer.batch)(&mut || x = sites.iter().fold(x, |x, site| site(x, random.next(1).1)));
                    }
                    black_box(x);
                    barrier.wait();
                });
            }
        });
        run.parameter * PASSES * sites.len() as u64
    });
}

/// A session in which `parameter` sites are called.
fn session(run: &Run<'_>, sample: &mut Sample) {
    const PASSES: u64 = 100;
    let sites = first_sites(run);
    in_session(run, sample, &mut |_| {
        let (mut random, mut x) = (Random::new(1), 1);
        for _ in 0..PASSES {
            (run.peer.batch)(&mut || x = sites.iter().fold(x, |x, site| site(x, random.next(1).1)));
        }
        black_box(x);
        PASSES * sites.len() as u64
    });
}

/// Futures awaited one after the other on one thread.
fn asynchronous(run: &Run<'_>, sample: &mut Sample, function: AsyncFunction) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut x = 1;
    sample.set("size", (function.size)() as f64);
    timed_session(run, sample, &mut |calls| {
        x = (function.calls)(&runtime, calls, x);
        calls
    });
    black_box(x);
}

/// A function of `parameter` steps. `mask` is what of a result the next call needs.
fn chain(run: &Run<'_>, sample: &mut Sample, mask: u64) {
    let (run, steps, mut x) = (&short(run), run.parameter, 1);
    let truth = shortest_ns(run.calls, || x = (0..run.calls).fold(x, |x, call| plain_site(x ^ call, steps)));
    sample.set("truth_ns", truth);
    let site = run.peer.workloads.sites[0][0][0];
    timed_session(run, sample, &mut |calls| {
        x = (0..calls).fold(x, |x, call| x ^ site((x & mask) ^ call, steps));
        calls
    });
    black_box(x);
}

/// A function that waits for one load from a table of `parameter` entries, a power of two.
fn load(run: &Run<'_>, sample: &mut Sample) {
    let (run, load, table, mut at) = (&short(run), run.peer.workloads.load, table(run.parameter), 0);
    sample.set("truth_ns", shortest_ns(run.calls, || at = (0..run.calls).fold(at, |at, _| plain_load(&table, at))));
    timed_session(run, sample, &mut |calls| {
        at = (0..calls).fold(at, |at, _| load(&table, at));
        calls
    });
    black_box(at);
}

/// A function of a few steps, called while a load of its caller, which it does not need, is under way.
fn after_load(run: &Run<'_>, sample: &mut Sample) {
    const STEPS: u64 = 21;
    let (run, table, mut at, mut x) = (&short(run), table(run.parameter), 0, 1);
    let truth = shortest_ns(run.calls, || x = (0..run.calls).fold(x, |x, call| plain_site(x ^ call, STEPS)));
    sample.set("truth_ns", truth);
    let site = run.peer.workloads.sites[0][0][0];
    timed_session(run, sample, &mut |calls| {
        for call in 0..calls {
            at = table[at as usize];
            x = site(x ^ call, STEPS);
        }
        calls
    });
    black_box((at, x));
}

/// Each entry is the place of the next: a full cycle in an order that no prefetcher follows.
fn table(entries: u64) -> Vec<u32> {
    let next = |at: u64| at.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % entries;
    (0..entries).map(|at| next(at) as u32).collect()
}

/// Calls of a microsecond need not be many: an average must not hold what the scheduler gave to others.
fn short<'a>(run: &Run<'a>) -> Run<'a> {
    Run { calls: run.calls / 20, ..*run }
}

#[inline(never)]
fn plain_site(x: u64, steps: u64) -> u64 {
    spin(x, steps)
}

#[inline(never)]
fn plain_load(table: &[u32], at: u32) -> u32 {
    table[at as usize]
}

/// The first `parameter` sites.
fn first_sites(run: &Run<'_>) -> &'static [Site] {
    &run.peer.workloads.sites.as_flattened().as_flattened()[..size(run.parameter)]
}

/// Nanoseconds per call of the fastest of a few tries.
fn shortest_ns(calls: u64, mut body: impl FnMut()) -> f64 {
    let mut time = || {
        let start = Instant::now();
        body();
        per_call(start.elapsed(), calls)
    };
    (0..7).map(|_| time()).fold(f64::INFINITY, f64::min)
}
