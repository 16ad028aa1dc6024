//! What uses the processor, what waits, and what is stuck: needs the cargo feature `hotpath-cpu` for the first two.

use std::{
    hint::black_box,
    mem,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

#[hotpath::measure]
fn render(page: u64) -> u64 {
    (0..400_000).fold(page, |hash, byte| black_box(hash.wrapping_mul(31).wrapping_add(byte)))
}

#[hotpath::measure]
fn fetch() {
    // The time of another computer.
    thread::sleep(Duration::from_millis(3));
}

/// Half of its time it works, half of it it waits.
#[hotpath::measure]
fn serve(page: u64) -> u64 {
    fetch();
    render(page)
}

/// Waits for what never comes.
#[hotpath::measure]
fn listen(events: &mpsc::Receiver<()>) {
    let _ = events.recv();
}

#[hotpath::main]
fn main() {
    let (events, never) = mpsc::channel();
    // Nobody sends, and nobody says so.
    mem::forget(events);
    let stuck = thread::Builder::new().name("listener".into()).spawn(move || listen(&never));
    assert!(stuck.is_ok());
    let start = Instant::now();
    let pages = (0..).take_while(|page| {
        black_box(serve(*page));
        start.elapsed() < Duration::from_millis(500)
    });
    println!("served {} pages", pages.count());
}
