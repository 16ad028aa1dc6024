//! A server whose requests block their workers: how busy these are, and how many requests wait for one.
//!
//! ```sh
//! cargo run --release --example runtime --features hotpath,tokio
//! ```

use std::{thread, time::Duration};

/// Looks like async, but keeps its worker: that is what `block_in_place` and `spawn_blocking` are for.
#[hotpath::measure]
async fn handle(request: u64) -> u64 {
    thread::sleep(Duration::from_micros(500 + request % 7 * 100));
    tokio::task::yield_now().await;
    request * 2
}

#[hotpath::main]
#[tokio::main(worker_threads = 2)]
async fn main() {
    hotpath::tokio_runtime!(label = "server");
    let requests: Vec<_> = (0..200).map(|request| tokio::spawn(handle(request))).collect();
    let waiting = || hotpath::snapshot().section("runtimes")?.row("server")?.number("global_queue");
    if let Some(waiting) = waiting() {
        println!("in the queue of all workers: {waiting}");
    }
    let mut sum = 0;
    for request in requests {
        sum += request.await.expect("no request panics");
    }
    assert_eq!(sum, 39_800);
    println!("answered 200 requests: {sum}");
}
