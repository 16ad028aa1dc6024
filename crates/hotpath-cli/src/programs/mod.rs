//! Programs: which run, how they are asked, and what their executables tell.

mod address;
mod ask;
mod choice;
mod entry;
pub(crate) mod executable;
pub(crate) mod http;
mod running;

pub(crate) use self::{
    address::Address,
    ask::{report, reset},
    choice::choose,
    entry::Entry,
    running::{Program, RunFolder, run_folder, running},
};
