//! The live server of a real program, over raw TCP: what it answers, to whom, and what nobody can do to it.
//!
//! The program is `src/bin/server`. It listens on a free port, is found by its run file, and does what the test tells it.
#![cfg(unix)]

mod attacks;
mod client;
mod events;
mod gate;
mod metrics;
mod process;
mod program;
mod routes;
