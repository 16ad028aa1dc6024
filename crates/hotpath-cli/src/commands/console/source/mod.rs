//! Where reports come from: programs that run, found by their run files and followed over HTTP.

mod events;
mod finder;
mod follow;

pub(crate) use self::{events::Happened, finder::find, follow::follow};
