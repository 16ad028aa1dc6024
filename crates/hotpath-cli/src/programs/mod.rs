//! Programs: which run, how they are asked, and what their executables tell.

mod address;
pub(crate) mod executable;
pub(crate) mod http;
mod running;

pub(crate) use self::{
    address::Address,
    running::{Program, RunFolder, run_folder, running},
};
