//! Functions that are not measured.

macro_rules! measured {
    ($($function:tt)*) => { $($function)* };
}

kit::workloads!(measured);
kit::allocating!(measured);

/// Runs a program that measures nothing but what its allocator counts in `session`.
pub fn run(session: fn(&mut dyn FnMut())) {
    kit::run_allocating(&kit::Peer { workloads: WORKLOADS, session, batch: kit::no_batch }, &ALLOCATING);
}
