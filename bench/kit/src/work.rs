//! What is called: the work itself, and the table of measured functions that [`workloads!`](crate::workloads) makes.

use std::future::Future;

/// One step of dependent work, a multiplication, an addition and a shift: about 1.7 ns.
#[inline(always)]
#[must_use]
pub const fn step(x: u64) -> u64 {
    x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) ^ (x >> 29)
}

/// `steps` of them, each waiting for the one before.
#[inline(always)]
#[must_use]
pub fn spin(x: u64, steps: u64) -> u64 {
    (0..steps).fold(x, |x, _| step(x))
}

/// A measured function of one step.
pub type Function = fn(u64) -> u64;

/// A measured function of so many steps.
pub type Site = fn(u64, u64) -> u64;

/// A measured function that makes a block of so many bytes.
pub type BlockFunction = fn(usize) -> Box<[u8]>;

/// The measured functions of a peer, made by [`workloads!`](crate::workloads).
#[derive(Clone, Copy, Debug)]
pub struct Workloads {
    /// One step.
    pub one: Function,
    /// Distinct functions: a thousand.
    pub sites: &'static [[[Site; 10]; 10]; 10],
    /// Distinct callers of one further function, both of so many steps: a hundred.
    pub parents: &'static [[Site; 10]; 10],
    /// Calls its argument: the one parent of what runs inside.
    pub around: fn(&mut dyn FnMut()),
    /// Recursion within one function.
    pub fibonacci: fn(u64) -> u64,
    /// Recursion through two functions, as deep as the argument says.
    pub deep: fn(u64) -> u64,
    /// One dependent load.
    pub load: fn(&[u32], u32) -> u32,
    /// One step, ready at once.
    pub ready: AsyncFunction,
    /// One step after having yielded once.
    pub yielding: AsyncFunction,
}

/// The measured functions that allocate, made by [`allocating!`](crate::allocating).
#[derive(Clone, Copy, Debug)]
pub struct Allocating {
    /// One step, in a box of 64 bytes that does not outlive it.
    pub boxed: Function,
    /// Distinct functions that make a block of so many bytes and drop it: a thousand.
    pub sites: &'static [[[Site; 10]; 10]; 10],
    /// Distinct functions whose block stays with their caller.
    pub kept: [BlockFunction; 3],
}

/// A measured async function.
#[derive(Clone, Copy, Debug)]
pub struct AsyncFunction {
    /// Awaits so many calls one after the other, from this seed.
    pub calls: fn(&tokio::runtime::Runtime, u64, u64) -> u64,
    /// The size of its future in bytes.
    pub size: fn() -> usize,
}

/// Awaits `calls` futures one after the other, each made from the result of the one before.
pub fn drive<F>(runtime: &tokio::runtime::Runtime, calls: u64, seed: u64, function: impl Fn(u64) -> F) -> u64
where
    F: Future<Output = u64>,
{
    runtime.block_on(async {
        let mut x = seed;
        for call in 0..calls {
            x = function(x ^ call).await;
        }
        x
    })
}

/// Pending once, and woken at once.
pub async fn yield_once() {
    tokio::task::yield_now().await;
}
