//! A small measured program, to see what building it costs.

#[hotpath::measure]
fn load(x: u64) -> u64 {
    x.rotate_left(7)
}

#[hotpath::main]
fn main() {
    println!("{}", load(1));
}
