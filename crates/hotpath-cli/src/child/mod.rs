//! A program that hotpath starts: its process, the folder that its reports go to, and what is in it when it has ended.

mod collect;
mod folder;
mod missing;
#[cfg(unix)]
mod process;
#[cfg(not(unix))]
#[path = "process_other.rs"]
mod process;

pub(crate) use self::{
    collect::{Left, collect},
    folder::Folder,
    missing::explain,
    process::{Interrupts, Process, code_of_failure, end_like, resolve, signal},
};
