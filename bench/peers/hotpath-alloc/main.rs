//! hotpath with its allocator, ours or a published one: one program for all of them, through what their interfaces share.

macro_rules! measured {
    ($($function:tt)*) => { #[hotpath::measure] $($function)* };
}

kit::workloads!(measured);
kit::allocating!(measured);

// This installs the allocator where the crate has not done so itself.
#[hotpath::main(format = "json", limit = 0)]
fn session(body: &mut dyn FnMut()) {
    body();
}

fn main() {
    kit::run_allocating(&kit::Peer { workloads: WORKLOADS, session, batch: kit::no_batch }, &ALLOCATING);
}
