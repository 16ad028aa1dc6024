//! Sessions by hand: `FunctionsGuardBuilder` instead of `#[hotpath::main]`, and one session after the other.

use hotpath::FunctionsGuardBuilder;

fn main() {
    let text = {
        // Starts here and reports at the end of the block, when the guard is dropped.
        let _session = FunctionsGuardBuilder::new("write").percentiles(&[50.0, 99.9]).limit(5).build();
        write(10_000)
    };

    // A new session starts from zero: calls of the first are not in its report.
    let session = FunctionsGuardBuilder::new("read").report("functions").build();
    let sum = read(&text);
    drop(session);

    // No session runs, so this is not measured.
    assert_eq!(sum, read(&text));
    println!("The numbers add up to {sum}.");
}

#[hotpath::measure]
fn write(numbers: u64) -> String {
    (0..numbers).map(line).collect()
}

#[hotpath::measure]
fn line(number: u64) -> String {
    format!("{number}\n")
}

#[hotpath::measure]
fn read(text: &str) -> u64 {
    text.lines().map(parse).sum()
}

#[hotpath::measure]
fn parse(line: &str) -> u64 {
    line.parse().unwrap_or_default()
}
