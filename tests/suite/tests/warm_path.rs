//! Once warm, the recorder never allocates: the allocator counts what a thread asks of it.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. every method hands its arguments to the system's allocator as they are.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    future::Future,
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use hotpath::{Format, FunctionsGuardBuilder};

#[global_allocator]
static ALLOCATOR: Guarded = Guarded;

thread_local! {
    static REQUESTS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, which counts what the calling thread asks of it.
struct Guarded;

impl Guarded {
    fn count(&self) {
        REQUESTS.set(REQUESTS.get() + 1);
    }
}

// SAFETY: by invariant 1 this is the system's allocator.
unsafe impl GlobalAlloc for Guarded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.count();
        // SAFETY: by invariant 1.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.count();
        // SAFETY: by invariant 1.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.count();
        // SAFETY: by invariant 1.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.count();
        // SAFETY: by invariant 1.
        unsafe { System.dealloc(block, layout) }
    }
}

#[test]
fn the_warm_path_never_allocates() {
    let session = FunctionsGuardBuilder::new("test").format(Format::None).build();
    everything();
    warm_up();
    everything();
    without_allocating(everything);
    // A new session keeps the memory of the old one.
    hotpath::reset();
    let rounds = ROUNDS * without_allocating(everything);
    let report = hotpath::snapshot();
    let calls = |function| report.function(function).and_then(|row| row.calls());
    assert_eq!((calls("c63"), calls("ready"), calls("fib")), (Some(rounds), Some(2 * rounds), Some(67 * rounds)));
    drop(session);
    assert_eq!(without_allocating(everything), 1, "without a session nothing is made");
}

/// Runs `body` until it has allocated nothing, and says how often that was. A call that is interrupted may take a time that
/// the function has never taken, for which its histogram is not made yet; what allocates in each run never passes.
#[track_caller]
fn without_allocating(body: fn()) -> u64 {
    const RUNS: u64 = 20;
    let is_free = |_: &u64| {
        let before = REQUESTS.get();
        body();
        REQUESTS.get() == before
    };
    (1..=RUNS).find(is_free).unwrap_or_else(|| panic!("{RUNS} runs allocated"))
}

const ROUNDS: u64 = 100;

/// All that a program may do often.
fn everything() {
    for _ in 0..ROUNDS {
        parent(&|| CHILDREN.iter().for_each(|child| child(&|| ())));
        black_box(fib(8, &|| ()));
        black_box(even(20, &|| ()));
        block(&|| timed(&|| block(&|| ())));
        finish(ready(&|| c00(&|| ())));
        finish(yields(&|| parent(&|| ())));
        let mut dropped = pin!(dropped(&|| c01(&|| ())));
        assert!(dropped.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
}

/// What the measured functions run.
type Body<'a> = &'a dyn Fn();

macro_rules! children {
    ($($child:ident)*) => {
        $(#[hotpath::measure] fn $child(body: Body<'_>) { body(); })*
        /// 64 functions with one caller.
        static CHILDREN: [fn(Body<'_>); 64] = [$($child),*];
    };
}

children!(
    c00 c01 c02 c03 c04 c05 c06 c07 c08 c09 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 c21 c22 c23 c24 c25 c26 c27 c28
    c29 c30 c31 c32 c33 c34 c35 c36 c37 c38 c39 c40 c41 c42 c43 c44 c45 c46 c47 c48 c49 c50 c51 c52 c53 c54 c55 c56 c57
    c58 c59 c60 c61 c62 c63
);

#[hotpath::measure]
fn parent(body: Body<'_>) {
    body();
}

#[hotpath::measure]
fn fib(n: u64, body: Body<'_>) -> u64 {
    if n < 2 {
        body();
        return n;
    }
    fib(n - 1, body) + fib(n - 2, body)
}

#[hotpath::measure]
fn even(n: u64, body: Body<'_>) -> bool {
    if n == 0 {
        body();
        return true;
    }
    odd(n - 1, body)
}

#[hotpath::measure]
fn odd(n: u64, body: Body<'_>) -> bool {
    even(n - 1, body)
}

#[hotpath::measure]
async fn ready(body: Body<'_>) {
    body();
}

#[hotpath::measure]
async fn yields(body: Body<'_>) {
    let mut polls = 0;
    let twice = std::future::poll_fn(|_| {
        polls += 1;
        if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
    });
    twice.await;
    ready(body).await;
}

#[hotpath::measure]
async fn dropped(body: Body<'_>) {
    body();
    std::future::pending::<()>().await;
}

fn block(body: Body<'_>) {
    hotpath::measure_block!("block", body());
}

fn timed(body: Body<'_>) {
    hotpath::measure_block!(async "timed", body());
}

/// Runs a future to its end without a runtime.
fn finish(future: impl Future) {
    let mut future = pin!(future);
    while future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {}
}

/// Makes every octave of every histogram: the design allows an allocation when a function takes a time that it has not
/// taken before, and on a busy machine any call may take any time.
fn warm_up() {
    let others: [fn(Body<'_>); 8] = [
        parent,
        |body| assert_eq!(fib(1, body), 1),
        |body| assert!(even(0, body)),
        |body| assert!(odd(1, body)),
        |body| finish(ready(body)),
        |body| finish(yields(body)),
        block,
        timed,
    ];
    let all = [&CHILDREN[..], &others].concat();
    // The shortest times, which vary with what else the processor does.
    (0..10_000).for_each(|_| all.iter().for_each(|function| function(&|| ())));
    // Short times, each function by itself.
    let mut turns = 1.0_f64;
    while turns < 300_000.0 {
        let spin = || {
            (0..turns as u64).for_each(|turn| {
                black_box(turn);
            })
        };
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
