//! hotpath of this repository.

macro_rules! followed {
    // TO BE WIRED, until the library follows them: plain channels and mutexes. They become
    // `hotpath::channel!($made, label = $label)` and `hotpath::mutex!($made, label = $label)`, with the features `tokio`,
    // `futures` and `crossbeam` in Cargo.toml. Till then, their counts are an error.
    (tokio($label:literal, $made:expr)) => {
        $made
    };
    (channel($label:literal, $made:expr $(, $capacity:expr)?)) => {
        $made
    };
    (mutex($label:literal, $made:expr)) => {
        $made
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
