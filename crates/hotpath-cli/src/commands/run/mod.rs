//! `hotpath run`: a program runs as it would, and its report is shown when it has ended.

mod arguments;
mod launch;
mod show;

pub(crate) use self::{arguments::Arguments, launch::run};
