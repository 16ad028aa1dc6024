//! Programs that run: which there are, and how they are asked.

mod address;
pub(crate) mod http;
mod running;

pub(crate) use self::{
    address::Address,
    running::{Program, running},
};
