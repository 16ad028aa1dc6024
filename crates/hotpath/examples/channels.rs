//! Actors that hand work on, one of them too slow: where messages wait, and who waits for whom.
//!
//! ```sh
//! cargo run --release --example channels --features hotpath,tokio
//! ```

use std::{thread, time::Duration};

use hotpath::wrap::tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::mpsc;

/// A request on its way through the actors.
#[derive(Debug)]
struct Order {
    number: u32,
    price: u64,
}

/// Takes orders in as fast as they can be passed on.
#[hotpath::measure]
async fn accept(orders: Sender<Order>) {
    for number in 0..400 {
        let order = Order { number, price: u64::from(number) * 3 };
        if orders.send(order).await.is_err() {
            return;
        }
    }
}

/// Quick work: adds tax.
#[hotpath::measure]
async fn price(mut orders: Receiver<Order>, priced: Sender<Order>) {
    while let Some(mut order) = orders.recv().await {
        order.price += order.price / 5;
        if priced.send(order).await.is_err() {
            return;
        }
    }
}

/// The slow consumer: a disk that takes its time.
#[hotpath::measure]
async fn store(mut priced: Receiver<Order>) -> u64 {
    let mut sum = 0;
    while let Some(order) = priced.recv().await {
        write(&order);
        sum += order.price;
    }
    sum
}

#[hotpath::measure]
fn write(order: &Order) {
    thread::sleep(Duration::from_micros(200 + u64::from(order.number % 7) * 20));
}

#[hotpath::main(percentiles = [50, 95])]
#[tokio::main]
async fn main() {
    let (orders, to_price) = hotpath::channel!(mpsc::channel(16), label = "orders");
    let (priced, to_store) = hotpath::channel!(mpsc::channel(64), label = "priced");
    let (_, _, sum) = tokio::join!(
        tokio::spawn(accept(orders)),
        tokio::spawn(price(to_price, priced)),
        tokio::spawn(store(to_store)),
    );
    let sum = sum.expect("the store does not panic");
    assert_eq!(sum, 287_120);
    println!("stored 400 orders worth {sum}");
}
