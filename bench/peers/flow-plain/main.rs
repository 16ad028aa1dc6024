//! Channels, streams, futures and locks that nobody follows.

macro_rules! followed {
    ($kind:ident($label:literal, $made:expr $(, $capacity:expr)?)) => {
        $made
    };
}

kit::flow!(followed);
kit::locks!(followed);

fn main() {
    let workloads = kit::Flow { locks: Some(LOCKS), ..FLOW };
    kit::run_flow(&kit::Peer { workloads, session: kit::no_batch, batch: kit::no_batch });
}
