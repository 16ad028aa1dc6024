//! Measured functions for the scenarios, and a session around them.

use std::{fmt::Debug, hint::black_box};

use hotpath::{FunctionsGuard, FunctionsGuardBuilder};

/// A session with the defaults, so that the environment decides.
pub(crate) fn session() -> FunctionsGuard {
    FunctionsGuardBuilder::new("program").build()
}

/// So many calls of [`quick`].
pub(crate) fn work(calls: u64) {
    for i in 0..calls {
        quick(i);
    }
}

/// A short function.
#[hotpath::measure]
pub(crate) fn quick(i: u64) -> u64 {
    black_box(i) + 1
}

/// A function that runs anything.
#[hotpath::measure]
pub(crate) fn around<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// A function whose results are kept as text.
#[hotpath::measure(log = true)]
pub(crate) fn logged<R: Debug>(result: R) -> R {
    result
}
