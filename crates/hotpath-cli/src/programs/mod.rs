//! Programs: which run, how they are asked and followed, and what their executables tell.

mod address;
mod ask;
mod choice;
mod entry;
mod events;
pub(crate) mod executable;
mod finder;
mod follow;
pub(crate) mod http;
mod running;
mod server;

pub(crate) use self::{
    address::Address,
    ask::{report, reset},
    choice::choose,
    entry::Entry,
    events::Happened,
    finder::find,
    follow::{INTERVAL, follow},
    running::{Program, RunFolder, now_ms, run_folder, running},
    server::Server,
};
