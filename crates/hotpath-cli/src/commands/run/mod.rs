//! `hotpath run`: a program runs as it would, and its report is shown when it has ended.

mod arguments;
mod collect;
mod folder;
mod launch;
mod missing;
#[cfg(unix)]
mod process;
#[cfg(not(unix))]
#[path = "process_other.rs"]
mod process;
mod show;

pub(crate) use self::{arguments::Arguments, launch::run};
