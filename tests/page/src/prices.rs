//! Prices, kept behind a lock that readers and a slow writer share.

use std::collections::HashMap;
use std::hint::black_box;
use std::thread;
use std::time::Duration;

use hotpath::wrap::std::sync::Mutex;

static PRICES: Mutex<Option<HashMap<u64, u64>>> = hotpath::mutex!(std::sync::Mutex::new(None), label = "prices");

#[hotpath::measure]
pub(crate) fn price_of(item: u64) -> u64 {
    match look_up(item) {
        Some(price) => price,
        None => compute(item, 3),
    }
}

#[hotpath::measure]
fn look_up(item: u64) -> Option<u64> {
    let prices = PRICES.lock().expect("nobody panics");
    prices.as_ref()?.get(&(item % 512)).copied()
}

/// Takes its time, and calls itself.
#[hotpath::measure]
fn compute(item: u64, depth: u32) -> u64 {
    let price = (0..2_000 + item % 1_000).fold(item, |price, step| black_box(price.wrapping_mul(31) ^ step)) % 10_000;
    if depth == 0 { price } else { price.min(compute(price, depth - 1)) }
}

#[hotpath::measure]
pub(crate) fn renew() {
    let mut prices = PRICES.lock().expect("nobody panics");
    thread::sleep(Duration::from_millis(2));
    *prices = Some((0..256).map(|item| (item, compute(item, 1))).collect());
}
