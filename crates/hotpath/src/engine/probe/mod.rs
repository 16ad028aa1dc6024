//! The kinds of things measured: one file each, which declares its columns and states its rows.

mod alloc;
mod alloc_thread;
mod channel;
mod cpu;
mod function;
mod future;
mod in_flight;
mod listing;
mod lock;
mod runtime;
mod stream;
mod thread;
mod thread_name;
mod tree;

use hotpath_report::Section;

use super::snapshot::{Folded, Units};

/// States one kind of thing as a section of the report; `None` where it is not measured.
pub(crate) type Probe = fn(&Folded, &Units<'_>) -> Option<Section>;

/// All of them, in the order of the report.
pub(crate) const PROBES: &[Probe] = &[
    function::section,
    alloc::section,
    tree::section,
    channel::section,
    stream::section,
    future::section,
    lock::section,
    runtime::section,
    alloc_thread::section,
    thread::section,
    thread::own_section,
    in_flight::section,
];
