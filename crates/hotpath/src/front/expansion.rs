//! Small functions that expansions call because a type or a control flow needs a name.

use core::{future::Future, pin::Pin};

/// The value of `body`, which `return` and `?` inside do not leave.
#[inline(always)]
pub fn invoke<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// The value: where profiling is off, what is left of a measured block whose label is not a literal.
#[inline(always)]
pub fn labelled<R>(_: &'static str, value: R) -> R {
    value
}

/// Nothing: where profiling is off, what is left of a macro that is given a value and has none.
#[inline(always)]
pub fn evaluated<T>(_: T) {}

/// A value that is never made: it tells the compiler the type of an async block in a branch that is never taken.
#[cold]
#[expect(clippy::unreachable, reason = "expansions call it behind `if false` only")]
pub fn never<R>() -> R {
    unreachable!()
}

/// A future in a box of its own.
#[inline]
pub fn boxed<F: Future>(future: F) -> Pin<Box<F>> {
    Box::pin(future)
}

/// Reads `!` off a function type, where it cannot be written.
pub trait FunctionOutput {
    /// What the function returns.
    type Output;
}

impl<R> FunctionOutput for fn() -> R {
    type Output = R;
}
