//! The published hotpath 0.9.0: a guard for each kind says what was followed. It has no locks.

use hotpath::{Format, channels::ChannelsGuard, futures::FuturesGuard, streams::StreamsGuard};

macro_rules! followed {
    (tokio($label:literal, $made:expr)) => { hotpath::channel!($made, label = $label) };
    (channel($label:literal, $made:expr $(, $capacity:expr)?)) => {
        hotpath::channel!($made, label = $label $(, capacity = $capacity)?)
    };
    (stream($label:literal, $made:expr)) => { hotpath::stream!($made, label = $label) };
    (future($label:literal, $made:expr)) => { hotpath::future!($made) };
}

kit::flow!(followed);

#[hotpath::main(format = "json", limit = 0)]
fn session(body: &mut dyn FnMut()) {
    let _channels = ChannelsGuard::new().format(Format::Json);
    let _streams = StreamsGuard::new().format(Format::Json);
    let _futures = FuturesGuard::new().format(Format::Json);
    body();
}

fn main() {
    kit::run_flow(&kit::Peer { workloads: FLOW, session, batch: kit::no_batch });
}
