//! `snapshot()` and `reset()`: a program that reads its own numbers while it runs.

use std::{thread, time::Duration};

// The program shows its numbers itself, and wants no report at the end.
#[hotpath::main(format = "none")]
fn main() {
    for calls in [100_000, 200_000, 50_000] {
        // What came before is forgotten: the numbers are those of this round.
        hotpath::reset();
        thread::scope(|scope| {
            let worker = scope.spawn(|| (0..calls).fold(1, |seed, _| shuffle(seed)));
            while !worker.is_finished() {
                thread::sleep(Duration::from_millis(20));
                println!("  so far {}", figures());
            }
        });
        println!("round of {calls}: {}", figures());
    }
}

/// What is known about `shuffle`. No thread is stopped for it.
fn figures() -> String {
    let report = hotpath::snapshot();
    match report.function("shuffle").map(|row| (row.calls(), row.average_ns())) {
        Some((Some(calls), Some(average_ns))) => format!("{calls} calls of {average_ns} ns"),
        // Before the first call has returned, and without the feature.
        _ => "nothing was measured".into(),
    }
}

#[hotpath::measure]
fn shuffle(seed: u64) -> u64 {
    (0..100).fold(seed, |seed, _| seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1))
}
