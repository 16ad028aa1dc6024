//! `future!` and `#[future_fn]`: which futures are never finished, and which keep a thread busy.

use std::time::Duration;

use tokio::time::{sleep, timeout};

#[tokio::main]
#[hotpath::main(report = "futures")]
async fn main() {
    let mut answers = 0;
    for number in 1..=10 {
        // Some questions take longer than anybody waits for.
        let asked = hotpath::future!(ask(Duration::from_millis(number * 4)), label = "ask");
        answers += u32::from(timeout(Duration::from_millis(25), asked).await.is_ok());
    }
    let sums = futures::future::join_all((0..4).map(sum)).await;
    println!("{answers} of 10 answers came in time, {} numbers were added", sums.len());
}

async fn ask(delay: Duration) {
    sleep(delay).await;
}

/// It never waits: each poll takes as long as the whole.
#[hotpath::future_fn]
async fn sum(start: u64) -> u64 {
    (start..start + 1_000_000).fold(0, |sum, number| std::hint::black_box(sum ^ number))
}
