//! `hotpath ci`: a base and a head compared in CI, told where people look, and gates by the exit code.

mod arguments;
mod baseline;
mod benchmark;
mod github;
mod id;
mod job;
mod profile_pr;
mod run;
mod runs;
mod summary;

pub(crate) use arguments::Arguments;
pub(crate) use profile_pr::{CiCommandLine, profile_pr};
pub(crate) use run::run;
