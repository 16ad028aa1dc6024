//! Threads that fight over a lock: which one, for how long, and who holds it while the others wait.
//!
//! ```sh
//! cargo run --release --example locks --features hotpath
//! ```

use std::{collections::HashMap, thread, time::Duration};

use hotpath::wrap::std::sync::Mutex;

static CACHE: Mutex<Option<HashMap<u32, u32>>> = hotpath::mutex!(std::sync::Mutex::new(None), label = "cache");

/// Reads quickly, and waits for whoever does not.
#[hotpath::measure]
fn look_up(key: u32) -> Option<u32> {
    let cache = CACHE.lock().expect("nobody panics");
    cache.as_ref()?.get(&key).copied()
}

/// The culprit: fills the cache anew and holds the lock all the while.
#[hotpath::measure]
fn rebuild(round: u32) {
    let mut cache = CACHE.lock().expect("nobody panics");
    thread::sleep(Duration::from_millis(5));
    *cache = Some((0..100).map(|key| (key, key * round)).collect());
}

#[hotpath::main(percentiles = [50, 95])]
fn main() {
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for key in 0..2_000 {
                    look_up(key % 100);
                    thread::sleep(Duration::from_micros(20));
                }
            });
        }
        scope.spawn(|| {
            for round in 0..20 {
                rebuild(round);
                thread::sleep(Duration::from_millis(5));
            }
        });
    });
    let known = CACHE.lock().expect("nobody panics").as_ref().map_or(0, HashMap::len);
    println!("the cache has {known} entries");
    let acquired = hotpath::snapshot().section("locks").and_then(|locks| locks.row("cache")?.number("acquired"));
    // With profiling off there are no numbers.
    assert!(acquired.is_none_or(|acquired| acquired == 6_021), "{acquired:?}");
}
