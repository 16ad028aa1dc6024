//! `stream!` and `StreamsGuard`: how far apart the items of streams come, and how long they keep a thread busy.

use std::time::Duration;

use futures::{StreamExt, executor::block_on, stream};
use hotpath::StreamsGuard;

fn main() {
    // There is no session around: the guard starts one, and prints the streams when it is dropped.
    let _guard = StreamsGuard::new();

    // Most of the time between two items is spent in their consumer.
    let numbers = hotpath::stream!(stream::iter(1..=20_u64), label = "numbers");
    let sum = block_on(numbers.fold(0, async |sum, number| {
        std::thread::sleep(Duration::from_millis(1));
        sum + number
    }));

    // Each poll makes its item, and this is what the thread is busy with. Nobody takes all of them.
    let squares = hotpath::stream!(stream::iter(1..).map(slow_square), label = "squares", log = true);
    let large: Vec<u64> = block_on(squares.skip_while(|square| std::future::ready(*square < 100)).take(3).collect());

    println!("the sum is {sum}, the first large squares are {large:?}");
}

fn slow_square(number: u64) -> u64 {
    (0..200_000 * number).for_each(|step| _ = std::hint::black_box(step));
    number * number
}
