//! hotpath of this repository.

macro_rules! followed {
    (tokio($label:literal, $made:expr)) => {
        hotpath::channel!($made, label = $label)
    };
    (channel($label:literal, $made:expr $(, $capacity:expr)?)) => {
        hotpath::channel!($made, label = $label)
    };
    (mutex($label:literal, $made:expr)) => {
        hotpath::mutex!($made, label = $label)
    };
    (stream($label:literal, $made:expr)) => {
        hotpath::stream!($made, label = $label)
    };
    (future($label:literal, $made:expr)) => {
        hotpath::future!($made, label = $label)
    };
}

kit::flow!(followed);
kit::locks!(followed);

#[hotpath::main(format = "json", limit = 0, percentiles = [50, 95, 99])]
fn session(body: &mut dyn FnMut()) {
    body();
}

fn main() {
    let workloads = kit::Flow { locks: Some(LOCKS), ..FLOW };
    kit::run_flow(&kit::Peer { workloads, session, batch: kit::no_batch });
}
