//! Programs that run: which there are, and how they are asked.

mod address;
mod ask;
mod choice;
mod entry;
pub(crate) mod http;
mod running;

pub(crate) use self::{
    address::Address,
    ask::{report, reset},
    choice::choose,
    entry::Entry,
    running::{Program, running},
};
