//! Looks at the program from time to time: what runs on which thread, which path its CPU time goes to, what threads use.

mod cpu;
mod flight;
mod run;
mod threads;
mod usage;

pub(crate) use cpu::read as read_cpu;
pub(crate) use flight::{Flight, in_flight};
pub(crate) use run::{Settings, start, stop};
pub(crate) use threads::{read_threads, sample_threads};
pub(crate) use usage::{CpuReading, CpuUsage};

/// Are there looks for CPU time by call path?
const CPU: bool = cfg!(feature = "hotpath-cpu");
/// Are threads looked at?
const THREADS: bool = cfg!(feature = "threads");
