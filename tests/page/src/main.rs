//! A program with something of everything that the page shows, which works until its input ends.
//!
//! It takes orders, prices them with a cache behind a lock, and packs them: functions, the call tree, allocations, CPU time,
//! channels, streams, futures, locks, threads, a runtime, and calls that are in flight.

mod prices;

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use futures::StreamExt;
use hotpath::wrap::tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::mpsc::channel;
use tokio::time::{sleep, timeout};

static ENDS: AtomicBool = AtomicBool::new(false);

struct Order {
    number: u64,
    items: Vec<u64>,
}

#[hotpath::main(percentiles = [50, 95, 99])]
#[tokio::main(worker_threads = 2)]
async fn main() {
    hotpath::tokio_runtime!(label = "shop");
    let auditor = thread::Builder::new().name("auditor".into()).spawn(audit).ok();
    let waiter = thread::Builder::new().name("waiter".into()).spawn(wait_for_the_end).ok();
    let (to_pricing, orders) = hotpath::channel!(channel(16), label = "orders");
    let (to_packing, priced) = hotpath::channel!(channel(64), label = "priced");
    let pricing = tokio::spawn(price_orders(orders, to_packing));
    let packing = tokio::spawn(pack_orders(priced));
    take_orders(to_pricing).await;
    for worker in [pricing, packing] {
        worker.await.expect("no worker panics");
    }
    for thread in [auditor, waiter].into_iter().flatten() {
        thread.join().expect("no thread panics");
    }
}

/// Returns when whoever started the program closes its input.
#[hotpath::measure]
fn wait_for_the_end() {
    let _ = io::stdin().read_to_end(&mut Vec::new());
    // One flag, and nothing that it stands for.
    ENDS.store(true, Ordering::Relaxed);
}

fn ends() -> bool {
    ENDS.load(Ordering::Relaxed)
}

/// Orders come as a stream, until the end.
async fn take_orders(orders: Sender<Order>) {
    let numbers = hotpath::stream!(futures::stream::iter(0_u64..), label = "incoming");
    let mut numbers = std::pin::pin!(numbers);
    while let Some(number) = numbers.next().await {
        if ends() || orders.send(receive(number)).await.is_err() {
            break;
        }
        if number.is_multiple_of(8) {
            sleep(Duration::from_millis(4)).await;
        }
    }
}

#[hotpath::measure(log = true)]
fn receive(number: u64) -> Order {
    Order { number, items: (0..number % 12 + 1).map(|item| item * 37 + number).collect() }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "order {} of {} <items>", self.number, self.items.len())
    }
}

#[hotpath::measure]
async fn price_orders(mut orders: Receiver<Order>, priced: Sender<u64>) {
    while let Some(order) = orders.recv().await {
        let asked = hotpath::future!(ask_for_discount(order.number), label = "discount");
        // Some answers take longer than anybody waits.
        let discount = timeout(Duration::from_millis(3), asked).await.unwrap_or(0);
        let price: u64 = order.items.iter().map(|item| prices::price_of(*item)).sum();
        if priced.send(price.saturating_sub(discount)).await.is_err() {
            return;
        }
    }
}

async fn ask_for_discount(number: u64) -> u64 {
    sleep(Duration::from_micros(if number.is_multiple_of(50) { 9_000 } else { number % 5 * 100 })).await;
    number % 3
}

#[hotpath::measure]
async fn pack_orders(mut priced: Receiver<u64>) {
    let mut shelf = Vec::new();
    while let Some(price) = priced.recv().await {
        shelf.push(wrap_up(price));
        if shelf.len() > 200 {
            shelf.clear();
        }
    }
}

#[hotpath::measure]
fn wrap_up(price: u64) -> Vec<u8> {
    label(price);
    vec![0; 64 + usize::try_from(price % 4_096).unwrap_or(0)]
}

#[hotpath::measure]
fn label(price: u64) -> String {
    format!("{price:>12}")
}

/// Looks at all prices from time to time, and holds their lock all the while.
#[hotpath::measure]
fn audit() {
    while !ends() {
        prices::renew();
        thread::sleep(Duration::from_millis(40));
    }
}
