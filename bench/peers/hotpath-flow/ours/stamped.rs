//! hotpath of this repository, with a stamp on each message of tokio's channels. The driver asks it for nothing else.

macro_rules! followed {
    (tokio($label:literal, $made:expr)) => {
        hotpath::channel!($made, label = $label, stamp = true)
    };
    ($kind:ident($label:literal, $made:expr $(, $capacity:expr)?)) => {
        $made
    };
}

kit::flow!(followed);

#[hotpath::main(format = "json", limit = 0, percentiles = [50, 95, 99])]
fn session(body: &mut dyn FnMut()) {
    body();
}

fn main() {
    kit::run_flow(&kit::Peer { workloads: FLOW, session, batch: kit::no_batch });
}
