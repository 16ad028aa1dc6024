//! `hotpath doctor`: what keeps a report empty.

mod check;
mod environment;
mod program;
mod project;
mod run;
mod saved;
mod server;
mod sources;

pub(crate) use self::run::{Arguments, run};
