//! The published hotpath 0.30.3, which says in its report what it followed.

macro_rules! followed {
    (tokio($label:literal, $made:expr)) => { hotpath::channel!($made, label = $label) };
    (channel($label:literal, $made:expr $(, $capacity:expr)?)) => {
        hotpath::channel!($made, label = $label $(, capacity = $capacity)?)
    };
    (stream($label:literal, $made:expr)) => { hotpath::stream!($made, label = $label) };
    (future($label:literal, $made:expr)) => { hotpath::future!($made, label = $label) };
    (mutex($label:literal, $made:expr)) => { hotpath::mutex!($made, label = $label) };
}

kit::flow!(followed);
kit::locks!(followed);

#[hotpath::main(format = "json", limit = 0, percentiles = [50, 95, 99])]
fn session(body: &mut dyn FnMut()) {
    body();
}

fn main() {
    // Its report needs half a megabyte for each mutex there ever was.
    let locks = kit::Locks { requests: None, ..LOCKS };
    let workloads = kit::Flow { locks: Some(locks), ..FLOW };
    kit::run_flow(&kit::Peer { workloads, session, batch: kit::no_batch });
}
