//! `hotpath bench`: two programs, or two versions of one, run in turn many times, and which functions are slower.

mod arguments;
mod progress;
mod revision;
mod run;
mod side;

pub(crate) use self::{arguments::Arguments, run::run};
