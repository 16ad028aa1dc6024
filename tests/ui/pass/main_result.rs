//! The value of `main` is what the program ends with.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::process::{ExitCode, Termination};

struct Fine;

impl Termination for Fine {
    fn report(self) -> ExitCode {
        ExitCode::SUCCESS
    }
}

#[allow(clippy::unnecessary_wraps, reason = "the type is what is tested")]
#[hotpath::main(percentiles = [50, 95.5], format = "none", limit = 5, timeout = 60_000, report = "functions",)]
/// A documented one.
fn main() -> Result<impl Termination, Box<dyn std::error::Error>> {
    #![allow(unused_variables, reason = "an inner attribute stays one")]
    let number: u8 = "7".parse()?;
    Ok(Fine)
}
