//! `hotpath record`: what a program's reports are over time, in a file.

mod arguments;
mod run;

pub(crate) use self::{arguments::Arguments, run::run};
