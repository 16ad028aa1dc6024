//! `hotpath run` and `hotpath doctor` with real programs: this test as a process of its own, and those of the system.
#![cfg(unix)]

mod bench;
mod doctor;
mod ends;
mod environment;
mod files;
mod hotpath;
mod passing;
mod program;
mod projects;
mod signals;
