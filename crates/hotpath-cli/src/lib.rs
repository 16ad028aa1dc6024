//! The commands `hotpath` and `hotpath-ci`. Both are thin binaries over this library, which is theirs alone: its interface is the
//! command line.

mod cargo;
mod child;
mod color;
mod command_line;
mod commands;
mod config;
mod environment;
mod fronts;
mod git;
mod idle;
mod messages;
mod outcome;
mod output;
mod profile;
mod programs;
mod quantity;
mod recording;
mod relatives;
mod reports;

pub(crate) use self::fronts::FAILED;
pub use self::fronts::{hotpath, hotpath_ci};
