//! The functions as they are. `annotated.rs` has the same ones with the attributes of hotpath.

use std::{num::ParseIntError, pin::Pin};

use crate::{Tally, YieldOnce};

/// A plain function.
#[inline(never)]
#[must_use]
pub fn sum(values: &[u32]) -> u32 {
    values.iter().fold(0, |sum, value| sum.rotate_left(1) ^ value)
}

/// One that a generic one is made concrete for.
#[inline(never)]
#[must_use]
pub fn largest_byte(values: &[u8]) -> Option<u8> {
    largest(values)
}

#[inline(never)]
fn largest<T: Copy + PartialOrd>(values: &[T]) -> Option<T> {
    let mut largest = *values.first()?;
    for value in values {
        if *value > largest {
            largest = *value;
        }
    }
    Some(largest)
}

/// One with `?`.
///
/// # Errors
///
/// A part is not a number.
#[inline(never)]
pub fn parse_pair(text: &str) -> Result<(u32, u32), ParseIntError> {
    let (left, right) = text.split_once(',').unwrap_or((text, ""));
    Ok((left.trim().parse()?, right.trim().parse()?))
}

/// One that returns early and owns what it drops.
#[inline(never)]
#[must_use]
pub fn concatenate(first: String, second: String) -> String {
    if first.is_empty() {
        return second;
    }
    first + &second
}

/// One with options.
#[inline(never)]
#[must_use]
pub fn labelled(values: &[u32]) -> Box<dyn Iterator<Item = u32> + '_> {
    Box::new(values.iter().map(|value| value * 3))
}

/// One that returns an iterator.
#[inline(never)]
pub fn evens(values: &[u32]) -> impl Iterator<Item = u32> {
    values.iter().copied().filter(|value| value % 2 == 0)
}

/// A part of one.
#[inline(never)]
#[must_use]
pub fn block(values: &[u32]) -> u64 {
    let product = values.iter().fold(1_u64, |product, value| product.wrapping_mul(u64::from(*value) | 1));
    product ^ values.iter().copied().map(u64::from).max().unwrap_or_default()
}

/// What a session covers.
#[inline(never)]
#[must_use]
pub fn entry(values: &[u32]) -> usize {
    values.iter().filter(|value| value.is_power_of_two()).count()
}

/// What a guard covers.
#[inline(never)]
#[must_use]
pub fn guarded(values: &[u32]) -> u32 {
    values.iter().fold(7, |state, value| state ^ value.wrapping_mul(31))
}

/// One that looks at its own numbers.
#[inline(never)]
#[must_use]
pub fn looking(value: u32) -> u32 {
    value.wrapping_mul(17).rotate_right(3)
}

/// A type with methods.
#[derive(Debug, Default)]
pub struct Counter {
    count: u64,
}

impl Counter {
    /// A method.
    #[inline(never)]
    pub fn add(&mut self, values: &[u32]) -> &mut u64 {
        for value in values {
            self.count += u64::from(*value);
        }
        &mut self.count
    }
}

impl Tally for Counter {
    #[inline(never)]
    fn tally(&mut self, values: &[u32]) {
        self.count += values.iter().map(|value| u64::from(value & 1 ^ 1)).sum::<u64>();
    }
}

/// A module.
pub mod module {
    /// A function in it.
    #[inline(never)]
    #[must_use]
    pub fn inside(values: &[u32]) -> Option<u32> {
        values.iter().rev().copied().find(|value| value % 3 == 0)
    }

    /// Another one.
    #[inline(never)]
    #[must_use]
    pub fn excluded(values: &[u32]) -> Option<u32> {
        values.iter().copied().find(|value| value % 5 == 0)
    }
}

/// An `async` function.
pub async fn fetch(count: u32) -> u32 {
    let first = std::future::ready(count).await;
    YieldOnce::default().await;
    first.rotate_left(3) ^ count
}

/// An `async` function that awaits others, one of them in a block.
pub async fn chain(count: u32) -> u32 {
    let first = fetch(count).await;
    first ^ fetch(count + 1).await
}

/// A function that returns a future.
pub fn returned(count: u32) -> impl Future<Output = u32> {
    let next = count + 1;
    async move { fetch(next).await }
}

/// Makes the compiler write the functions that poll these.
#[inline(never)]
#[must_use]
pub fn futures(count: u32) -> [Pin<Box<dyn Future<Output = u32>>>; 3] {
    [Box::pin(fetch(count)), Box::pin(chain(count)), Box::pin(returned(count))]
}
