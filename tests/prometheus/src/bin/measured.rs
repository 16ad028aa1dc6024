//! A program that is measured: calls that are known and then end, and all kinds of things that go on.
//!
//! Its argument chooses how long the known calls take; it ends when its standard input does.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use futures::StreamExt;
use hotpath::wrap::std::sync::Mutex;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// Calls of `known`, of each program.
const KNOWN_CALLS: u32 = 400;

static COUNTS: Mutex<Vec<u64>> = hotpath::mutex!(std::sync::Mutex::new(Vec::new()), label = "counts");
static IS_OVER: AtomicBool = AtomicBool::new(false);

#[hotpath::main]
fn main() {
    let which: u32 = std::env::args().nth(1).and_then(|which| which.parse().ok()).unwrap_or(0);
    for index in 0..KNOWN_CALLS {
        known(duration(which, index));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build();
    let Ok(runtime) = runtime else { return };
    hotpath::tokio_runtime!(runtime.handle());
    runtime.spawn(work());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !IS_OVER.load(Relaxed) {
                    count();
                }
            });
        }
        scope.spawn(come_and_go);
        _ = std::io::stdin().read_to_end(&mut Vec::new());
        IS_OVER.store(true, Relaxed);
    });
    runtime.shutdown_background();
}

/// Short threads of two names, of which one calls something, and a panic now and then. More of them end than are known by themselves.
fn come_and_go() {
    while !IS_OVER.load(Relaxed) {
        _ = std::panic::catch_unwind(panics);
        let threads = [("short-measured", count as fn()), ("short", || thread::sleep(Duration::from_millis(1)))];
        for (name, run) in threads {
            if let Ok(thread) = thread::Builder::new().name(name.into()).spawn(run) {
                _ = thread.join();
            }
        }
    }
}

/// The programs differ by a factor of ten each, and within each calls differ by a factor of four.
fn duration(which: u32, index: u32) -> Duration {
    let base_us = 20 * 10u64.pow(which);
    Duration::from_micros(base_us + base_us * 3 * u64::from(index * 37 % KNOWN_CALLS) / u64::from(KNOWN_CALLS))
}

/// Busy for as long as that, at least.
#[hotpath::measure]
fn known(duration: Duration) {
    let start = Instant::now();
    while start.elapsed() < duration {
        std::hint::spin_loop();
    }
}

/// Fights over a lock, and allocates.
#[hotpath::measure]
fn count() {
    let Ok(mut counts) = COUNTS.lock() else { return };
    let next = counts.len() as u64;
    if counts.len() > 100 {
        *counts = Vec::new();
    }
    counts.push(next);
    thread::sleep(Duration::from_millis(1));
}

/// Rounds of all that is asynchronous.
async fn work() {
    // A label that every form has to escape.
    let evil = hotpath::channel!(
        mpsc::channel::<u64>(4),
        label = "evil \"quoted\" back\\slash\nline {x=\"1\"} \u{1} \r \u{0} größe 🦀"
    );
    let (jobs, mut to_do) = hotpath::channel!(mpsc::channel::<u64>(2), label = "jobs");
    tokio::spawn(async move {
        while let Some(job) = to_do.recv().await {
            handle(job).await;
        }
    });
    for round in 0.. {
        _ = evil.0.try_send(round);
        for job in 0..4 {
            _ = jobs.send(job).await;
        }
        let items = hotpath::stream!(futures::stream::iter(0..10u64), label = "items");
        let sum: u64 = items.fold(0, async |sum, item| sum + item).await;
        let asked = hotpath::future!(sleep(Duration::from_millis(sum % 5 + round % 8)), label = "asked");
        _ = timeout(Duration::from_millis(4), asked).await;
        _ = timeout(Duration::from_millis(1), never_ready()).await;
    }
}

/// Is cancelled.
#[hotpath::measure]
async fn never_ready() {
    std::future::pending().await
}

/// Panics, without a word on standard error.
#[hotpath::measure]
fn panics() {
    std::panic::resume_unwind(Box::new(()));
}

/// Slower than what sends to it.
#[hotpath::measure]
async fn handle(job: u64) {
    sleep(Duration::from_millis(1 + job % 3)).await;
}
