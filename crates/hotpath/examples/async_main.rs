//! `#[hotpath::main]` on an async function: the runtime's attribute can be above it or below it.

use std::time::Duration;

use tokio::time::sleep;

fn main() {
    above();
    below();
}

/// The runtime is inside the session: its start and its end are in the report.
#[hotpath::main(report = "functions")]
#[tokio::main]
async fn above() {
    println!("above: {} answers", ask_all().await);
}

/// The same the other way round. The first session has ended, so this one starts from zero.
#[tokio::main]
#[hotpath::main(report = "functions")]
async fn below() {
    println!("below: {} answers", ask_all().await);
}

/// Its wall time is that of the slowest question and not their sum, for they wait at the same time.
#[hotpath::measure]
async fn ask_all() -> usize {
    let questions = (1..=20).map(|number| tokio::spawn(ask(Duration::from_millis(number))));
    futures::future::join_all(questions).await.into_iter().filter(Result::is_ok).count()
}

/// Its total is the time that the answers took together, which is more than there was: it is marked as wall time.
/// What it kept a thread busy with is in the column `Busy`.
#[hotpath::measure]
async fn ask(delay: Duration) {
    sleep(delay).await;
}
