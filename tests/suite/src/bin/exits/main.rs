//! Programs that end, or begin, in every way a program can: `exits <scenario>` runs one of them.
//!
//! Each is the body of a `main`. The tests in `tests/exits` run them as processes and judge what is left of them.

mod ends;
mod forks;
mod input;
mod odd;
mod places;
mod reporters;
mod sections;
mod signals;
mod system;
mod timeline;
mod work;

use std::env;

/// What `main` returns.
type Outcome = Result<(), String>;

/// A name for the command line, and what runs.
type Scenario = (&'static str, fn() -> Outcome);

fn main() -> Outcome {
    let asked = env::args_os().nth(1).unwrap_or_default();
    let rooms = [
        ends::SCENARIOS,
        forks::SCENARIOS,
        input::SCENARIOS,
        odd::SCENARIOS,
        places::SCENARIOS,
        reporters::SCENARIOS,
        sections::SCENARIOS,
        signals::SCENARIOS,
        timeline::SCENARIOS,
    ];
    match rooms.iter().copied().flatten().find(|(name, _)| *name == asked) {
        Some((_, run)) => run(),
        None => Err(format!("no scenario {asked:?}")),
    }
}
