//! Functions that are not measured.

macro_rules! measured {
    ($($function:tt)*) => { $($function)* };
}

kit::workloads!(measured);

fn main() {
    kit::run(&kit::Peer { workloads: WORKLOADS, session: kit::no_batch, batch: kit::no_batch });
}
