//! `timeout`: the report of a program that takes long to end, or does not end by itself, such as a server.

use std::{sync::mpsc, thread, time::Duration};

/// After 300 ms the report is written and the process exits with 0. If the program ended before that, the report would
/// come then. Without the feature there is no timeout, and the clients are served to the last.
#[hotpath::main(timeout = 300)]
fn main() {
    let (client, requests) = mpsc::channel();
    thread::spawn(move || ask(&client));
    let mut served = 0;
    for request in requests {
        serve(request);
        served += 1;
        if served % 10 == 0 {
            println!("{served} requests served");
        }
    }
}

/// Asks a hundred times, as long as somebody listens.
fn ask(client: &mpsc::Sender<u64>) {
    for request in 0..100 {
        if client.send(request).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// The number of steps to 1 in the sequence of Collatz, for a thousand starts.
#[hotpath::measure]
fn serve(request: u64) -> u64 {
    (1..=1_000).map(|start| steps(request * 1_000 + start)).sum()
}

#[hotpath::measure]
fn steps(start: u64) -> u64 {
    let next = |number: &u64| (*number > 1).then(|| if number.is_multiple_of(2) { number / 2 } else { 3 * number + 1 });
    std::iter::successors(Some(start), next).count() as u64
}
