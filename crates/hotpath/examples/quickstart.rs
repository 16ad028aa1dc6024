//! The smallest program: one attribute on `main`, one on each function to be measured.
//!
//! ```console
//! cargo run --release -p hotpath --features hotpath --example quickstart
//! ```

#[hotpath::measure]
fn is_prime(number: u64) -> bool {
    number > 1 && (2..).take_while(|divisor| divisor * divisor <= number).all(|divisor| !number.is_multiple_of(divisor))
}

#[hotpath::measure]
fn primes_below(limit: u64) -> Vec<u64> {
    (0..limit).filter(|number| is_prime(*number)).collect()
}

#[hotpath::main]
fn main() {
    for limit in [1_000, 10_000, 100_000] {
        println!("{} primes are below {limit}", primes_below(limit).len());
    }
}
