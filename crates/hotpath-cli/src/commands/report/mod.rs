//! `hotpath report`: saved reports in any form.

mod arguments;
mod format;
mod look;
mod run;

pub(crate) use self::{
    arguments::{Arguments, Look},
    look::Renderer,
    run::run,
};
