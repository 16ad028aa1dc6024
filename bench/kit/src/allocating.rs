//! What a process does whose allocator is measured.

use std::{
    hint::black_box,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Allocating,
    process::{memory_kib, pin},
    random::Random,
    samples::Sample,
    session::{Run, in_session, per_call, size, timed_session},
};

/// Runs the scenario of this name; false if there is none.
pub(crate) fn run(name: &str, run: &Run<'_>, functions: &Allocating, sample: &mut Sample) -> bool {
    match name {
        "box" => boxes(run, sample),
        "boxed" => boxed(run, functions, sample),
        "zeroed" => zeroed(run, sample),
        "push" => push(run, sample),
        "block-sizes" => block_sizes(run, functions, sample, |_, random| random.next(SIZES.len()).0),
        "block-size" => block_sizes(run, functions, sample, |site, _| site % SIZES.len()),
        "keep" => keep(run, functions, sample),
        _ => return false,
    }
    true
}

/// Blocks of 64 bytes made and dropped, on `parameter` threads at once, a thousand within each measured call.
/// Nanoseconds are of one core per block.
fn boxes(run: &Run<'_>, sample: &mut Sample) {
    const BATCH: u64 = 1000;
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64).min(run.parameter);
    let calls = run.calls / run.parameter / BATCH;
    let many = |calls| {
        for _ in 0..calls {
            (run.peer.workloads.around)(&mut || {
                for x in 0..BATCH {
                    drop(black_box(Box::new([x; 8])));
                }
            });
        }
    };
    in_session(run, sample, &mut |sample| {
        let barrier = Barrier::new(size(run.parameter));
        let body = || {
            if run.parameter == 1 {
                pin();
            }
            many(calls / 4);
            barrier.wait();
            let start = Instant::now();
            many(calls);
            (start, Instant::now())
        };
        let ended: Vec<_> = thread::scope(|scope| {
            // The threads beside this one, which was there before them.
            let threads: Vec<_> = (1..run.parameter).map(|_| scope.spawn(body)).collect();
            let mine = body();
            threads.into_iter().map(|thread| thread.join().expect("a thread")).chain([mine]).collect()
        });
        let start = ended.iter().map(|(start, _)| *start).min();
        let end = ended.iter().map(|(_, end)| *end).max();
        let elapsed = start.zip(end).map_or(Duration::ZERO, |(start, end)| end - start);
        sample.set("ns", per_call(elapsed, calls * BATCH * run.parameter) * cores as f64);
        (calls + calls / 4) * run.parameter
    });
}

/// One function that makes a block of 64 bytes and drops it, one thread; each call needs the result of the one before.
fn boxed(run: &Run<'_>, functions: &Allocating, sample: &mut Sample) {
    let (boxed, mut x) = (functions.boxed, 1);
    timed_session(run, sample, &mut |calls| {
        x = (0..calls).fold(x, |x, call| boxed(x ^ call));
        calls
    });
    black_box(x);
}

/// `parameter` MiB of zeros that nobody reads: how much memory in use they become, in MB.
fn zeroed(run: &Run<'_>, sample: &mut Sample) {
    in_session(run, sample, &mut |sample| {
        (run.peer.workloads.around)(&mut || {
            let before = memory_kib();
            let start = Instant::now();
            let zeros = black_box(vec![0_u8; size(run.parameter) << 20]);
            sample.set("ms", start.elapsed().as_secs_f64() * 1e3);
            sample.set("moved_mb", memory_kib().saturating_sub(before) as f64 / 1024.0);
            drop(zeros);
        });
        1
    });
}

/// A vector that grows by one number at a time, as many as there are calls.
fn push(run: &Run<'_>, sample: &mut Sample) {
    in_session(run, sample, &mut |sample| {
        pin();
        (run.peer.workloads.around)(&mut || {
            let start = Instant::now();
            let mut numbers = Vec::new();
            for number in 0..run.calls {
                numbers.push(number);
            }
            drop(black_box(numbers));
            sample.set("ns", per_call(start.elapsed(), run.calls));
        });
        1
    });
}

/// Two to a power of two, as programs have them: few large ones.
const SIZES: [u64; 16] = [16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072];

/// All thousand functions on each of `parameter` threads that are alive at once, each making blocks of sizes that
/// `choose` says for its number.
fn block_sizes(run: &Run<'_>, functions: &Allocating, sample: &mut Sample, choose: fn(usize, &mut Random) -> usize) {
    // Enough that each function has seen nearly every size.
    const PASSES: u64 = 100;
    let sites = functions.sites.as_flattened().as_flattened();
    in_session(run, sample, &mut |_| {
        let barrier = Barrier::new(size(run.parameter));
        let work = &|thread| {
            let (mut random, mut x) = (Random::new(thread), 1);
            for _ in 0..PASSES {
                x = sites.iter().enumerate().fold(x, |x, (number, site)| site(x, SIZES[choose(number, &mut random)]));
            }
            black_box(x);
            barrier.wait();
        };
        thread::scope(|scope| (0..run.parameter).for_each(|thread| _ = scope.spawn(move || work(thread))));
        run.parameter * PASSES * sites.len() as u64
    });
}

/// `parameter` blocks of random size from three functions, live when the report is made.
fn keep(run: &Run<'_>, functions: &Allocating, sample: &mut Sample) {
    // The least and the most bytes of a function's blocks.
    const RANGES: [(usize, usize); 3] = [(16, 128), (128, 1024), (1024, 4096)];
    const BYTES: [&str; 3] = ["keep_small_bytes", "keep_medium_bytes", "keep_large_bytes"];
    const BLOCKS: [&str; 3] = ["keep_small_blocks", "keep_medium_blocks", "keep_large_blocks"];
    let mut blocks = Vec::with_capacity(size(run.parameter));
    let (mut live_bytes, mut live_blocks) = ([0; 3], [0; 3]);
    in_session(run, sample, &mut |_| {
        let mut random = Random::new(1);
        for _ in 0..run.parameter {
            let (which, _) = random.next(functions.kept.len());
            let (least, most) = RANGES[which];
            let bytes = least + random.next(most - least).0;
            live_bytes[which] += bytes;
            live_blocks[which] += 1;
            blocks.push((functions.kept[which])(bytes));
        }
        run.parameter
    });
    for which in 0..functions.kept.len() {
        sample.set(BYTES[which], live_bytes[which] as f64);
        sample.set(BLOCKS[which], f64::from(live_blocks[which]));
    }
    drop(black_box(blocks));
}
