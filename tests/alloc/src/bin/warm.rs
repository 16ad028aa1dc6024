//! Once warm, what counts never asks the allocator inside for anything.

use std::{
    hint::black_box,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use hotpath::{Format, FunctionsGuardBuilder};
use hotpath_alloc_tests::{
    block,
    inner::{Inner, allow, excess},
};

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator<Inner> = hotpath::CountingAllocator::with(Inner);

/// The work, often, until all is made that is made once; then again, with numbers set back and without a session. The
/// environment says whether blocks are tracked.
fn main() {
    TRACKS_BLOCKS.store(std::env::var_os("HOTPATH_ALLOC_LIVE").is_some(), Relaxed);
    let session = FunctionsGuardBuilder::new("warm").format(Format::None).build();
    everything();
    warm_up();
    everything();
    hotpath::reset();
    everything();
    let rounds = (1 + without_excess()) * ROUNDS;
    let report = hotpath::snapshot();
    let row = report.section("alloc").and_then(|section| section.row("allocates")).expect("it was called");
    let numbers = ["calls", "self", "self_count"].map(|column| row.number(column));
    let calls = rounds * i64::try_from(SIZES.len()).expect("few");
    let bytes = rounds * i64::try_from(SIZES.iter().sum::<usize>()).expect("few");
    assert_eq!(numbers, [Some(calls), Some(bytes), Some(calls)]);
    drop(session);
    assert_eq!(without_excess(), 1, "without a session nothing is made");
    let scope = hotpath::alloc_scope(without_excess);
    assert_eq!(scope.value, 1);
    assert!(scope.counts.is_some_and(|counts| counts.allocations > 0));
}

/// Does everything until nobody but the program has asked for anything, and says how often that was. A call that is
/// interrupted may take a time that the function has never taken, for which its histogram is not made yet; what asks in
/// each run never passes.
fn without_excess() -> i64 {
    const RUNS: i64 = 20;
    let is_free = |_: &i64| {
        let before = excess();
        allow(0, everything);
        excess() == before
    };
    (1..=RUNS).find(is_free).unwrap_or_else(|| panic!("{RUNS} runs asked for more"))
}

/// Asked once: the answer is allocated.
static TRACKS_BLOCKS: AtomicBool = AtomicBool::new(false);

const ROUNDS: i64 = 100;
/// The last ones are of more bytes than a thread keeps to itself.
const SIZES: [usize; 6] = [1, 64, 1000, 5000, 70_000, 1 << 20];

type Body<'a> = &'a dyn Fn();

/// All that a program may do often, with blocks of known sizes.
fn everything() {
    for _ in 0..ROUNDS {
        SIZES.into_iter().for_each(|bytes| allocates(bytes, &|| ()));
        calls(&|| allocates_nothing(&|| ()));
        recurses(20, &|| ());
        finish(awaits(&|| allocates_nothing(&|| ())));
        grows(&|| ());
        zeroed(&|| ());
    }
}

#[hotpath::measure]
fn allocates(bytes: usize, body: Body<'_>) {
    // The two requests are the program's: the allocation and the free.
    allow(2, || drop(block(bytes)));
    body();
}

#[hotpath::measure]
fn allocates_nothing(body: Body<'_>) {
    body();
}

#[hotpath::measure]
fn calls(body: Body<'_>) {
    body();
    allow(2, || drop(block(10)));
}

#[hotpath::measure]
fn recurses(depth: u32, body: Body<'_>) {
    let kept = allow(1, || block(16));
    if depth > 0 {
        recurses(depth - 1, body);
    } else {
        body();
    }
    allow(1, || drop(kept));
}

#[hotpath::measure]
async fn awaits(body: Body<'_>) {
    let kept = allow(1, || block(100));
    let mut polls = 0;
    let twice = std::future::poll_fn(|_| {
        polls += 1;
        if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
    });
    twice.await;
    body();
    allow(1, || drop(kept));
}

#[hotpath::measure]
fn grows(body: Body<'_>) {
    body();
    // Where every block is tracked, one may take more than a request to move.
    if !TRACKS_BLOCKS.load(Relaxed) {
        allow(3, || {
            let mut bytes = block(10);
            bytes.reserve_exact(100);
            drop(black_box(bytes));
        });
    }
}

#[hotpath::measure]
fn zeroed(body: Body<'_>) {
    body();
    allow(2, || drop(black_box(vec![0u8; 300])));
}

/// Runs a future to its end without a runtime.
fn finish(future: impl Future) {
    let mut future = pin!(future);
    while future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {}
}

/// Makes every octave of the histograms of time: on a busy machine any call may take any time.
fn warm_up() {
    let all: [fn(Body<'_>); 7] = [
        |body| allocates(1, body),
        allocates_nothing,
        calls,
        |body| recurses(0, body),
        |body| finish(awaits(body)),
        grows,
        zeroed,
    ];
    // The shortest times, which vary with what else the processor does.
    (0..10_000).for_each(|_| all.iter().for_each(|function| function(&|| ())));
    // Short times, each function by itself.
    let mut turns = 1.0_f64;
    while turns < 300_000.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of turns")]
        let turns_now = turns as u64;
        let spin = || (0..turns_now).for_each(|turn| _ = black_box(turn));
        all.iter().for_each(|function| function(&spin));
        turns *= 1.2;
    }
    // Long ones, all functions inside each other.
    let mut time = Duration::from_micros(50);
    while time < Duration::from_secs(1) {
        nest(&all, &|| thread::sleep(time));
        time = time.mul_f64(1.3);
    }
    // A histogram counts a call when the next one ends.
    nest(&all, &|| ());
}

/// Calls the functions inside each other.
fn nest(functions: &[fn(Body<'_>)], body: Body<'_>) {
    match functions.split_first() {
        Some((function, rest)) => function(&|| nest(rest, body)),
        None => body(),
    }
}
