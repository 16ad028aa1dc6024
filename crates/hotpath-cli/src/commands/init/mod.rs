//! `hotpath init`: what a package's Cargo.toml lacks for hotpath, shown or written.

mod arguments;
mod lines;
mod manifest;
mod members;
mod run;
mod workspace;

pub(crate) use self::{arguments::Arguments, run::run};
