//! The background thread that looks at the program: what runs on which thread, and which path its CPU time goes to.

mod cpu;
mod flight;
mod run;
mod usage;
#[cfg(feature = "hotpath-cpu")]
mod wanted;
#[cfg(not(feature = "hotpath-cpu"))]
#[path = "wanted_off.rs"]
mod wanted;

pub(crate) use cpu::read as read_cpu;
pub(crate) use flight::{Flight, in_flight};
pub(crate) use run::{Settings, start, stop};
pub(crate) use usage::{CpuReading, CpuUsage};
