//! `hotpath report`: saved reports in any form.

mod arguments;
mod format;
mod run;

pub(crate) use self::{arguments::Arguments, run::run};
