//! puffin: a frame per batch, and a sink that counts the scopes of each frame. It has no figures per function.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kit::{Entry, Peer};
use puffin::GlobalProfiler;

macro_rules! measured {
    // puffin has no futures.
    ($(#[$attribute:meta])* pub async $($function:tt)*) => { $(#[$attribute])* pub async $($function)* };
    ($(#[$attribute:meta])* pub fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? $body:block) => {
        $(#[$attribute])*
        pub fn $name($($argument: $type),*) $(-> $result)? {
            puffin::profile_function!();
            $body
        }
    };
}

kit::workloads!(measured);

static SCOPES: AtomicU64 = AtomicU64::new(0);
static BATCHES: AtomicU64 = AtomicU64::new(0);

fn batch(body: &mut dyn FnMut()) {
    {
        puffin::profile_scope!("batch");
        body();
    }
    BATCHES.fetch_add(1, Relaxed);
    GlobalProfiler::lock().new_frame();
}

fn session(body: &mut dyn FnMut()) {
    puffin::set_scopes_on(true);
    let sink = GlobalProfiler::lock().add_sink(Box::new(|frame| {
        SCOPES.fetch_add(frame.meta().num_scopes as u64, Relaxed);
    }));
    body();
    GlobalProfiler::lock().new_frame();
    GlobalProfiler::lock().remove_sink(sink);
    puffin::set_scopes_on(false);
    let calls = SCOPES.load(Relaxed) - BATCHES.load(Relaxed);
    kit::print_report([Entry { name: "all".to_owned(), calls, average_ns: None }]);
}

fn main() {
    kit::run(&Peer { workloads: WORKLOADS, session, batch });
}
