//! The live server: a running session's numbers over HTTP, to whoever may ask.
//!
//! Nothing here runs on the program's own threads, but for the start. What comes in is read by `request`, let in by `gate`,
//! and answered by `routes`.

mod answer;
mod connection;
mod door;
mod events;
mod gate;
mod index;
mod query;
mod request;
mod routes;
mod run_file;
mod settings;
mod shown;
mod socket;
mod start;
mod workers;

pub(crate) use settings::{Control, Settings};
pub(crate) use start::{end, on_fork, start};
