//! `measure_block!`: measures a part of a function, sync or across an await.

use std::{collections::BTreeMap, time::Duration};

use hotpath::measure_block;
use tokio::time::sleep;

#[tokio::main]
#[hotpath::main]
async fn main() {
    let text = fetch().await;
    let counts = count(&text);
    println!("{} different letters, {} of them `a`", counts.len(), counts[&'a']);
}

#[hotpath::measure]
async fn fetch() -> String {
    // It awaits, so its calls last from start to end, waiting included. The time that it is busy and its place in the call tree
    // leave out what the thread does meanwhile.
    measure_block!("connect", {
        for _ in 0..3 {
            sleep(Duration::from_millis(2)).await;
        }
    });
    // A block is an expression with a value.
    measure_block!("receive", "a man, a plan, a canal, panama ".repeat(1_000))
}

#[hotpath::measure]
fn count(text: &str) -> BTreeMap<char, usize> {
    let letters: Vec<_> = measure_block!("filter", text.chars().filter(|letter| letter.is_alphabetic()).collect());
    let mut counts = BTreeMap::new();
    measure_block!("count", {
        for letter in letters {
            *counts.entry(letter).or_default() += 1;
        }
    });
    counts
}
