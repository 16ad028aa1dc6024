//! hotpath, ours or a published one: one program for all of them, through what their interfaces share.

macro_rules! measured {
    ($($function:tt)*) => { #[hotpath::measure] $($function)* };
}

kit::workloads!(measured);

#[hotpath::main(format = "json", limit = 0)]
fn session(body: &mut dyn FnMut()) {
    body();
}

fn main() {
    kit::run(&kit::Peer { workloads: WORKLOADS, session, batch: kit::no_batch });
}
