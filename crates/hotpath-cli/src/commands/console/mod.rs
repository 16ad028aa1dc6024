//! `hotpath console`: a report in the terminal, while its program runs or afterwards.
//!
//! [`app`] is the state: events in, state out, without input or output. [`view`] makes a screen of the state. What both must agree on, where things are on the screen, is in [`shape`].
//! [`run`] joins them to a terminal.

mod app;
mod arguments;
mod inbox;
mod keys;
mod run;
mod shape;
mod signals;
mod terminal;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use self::{
    app::Replay,
    arguments::{Arguments, Look},
    run::{replay, run},
};
