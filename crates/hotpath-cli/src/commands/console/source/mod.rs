//! Where reports come from: programs that run, found by their run files and followed over HTTP, and files.

mod address;
mod events;
mod file;
mod finder;
mod follow;
mod http;
mod programs;

pub(crate) use self::{
    address::Address, events::Happened, file::open, finder::find, follow::follow, programs::Program,
};
