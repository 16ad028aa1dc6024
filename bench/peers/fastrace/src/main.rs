//! fastrace: a root span per batch, and a reporter that adds up its spans as they come.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use fastrace::{
    Span,
    collector::{Config, Reporter, SpanContext, SpanRecord},
};
use kit::{Entry, Peer};

macro_rules! measured {
    ($($function:tt)*) => { #[fastrace::trace] $($function)* };
}

kit::workloads!(measured);

/// Calls and nanoseconds by function.
type Totals = Arc<Mutex<HashMap<String, (u64, u64)>>>;

struct Adding(Totals);

impl Reporter for Adding {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        let mut totals = self.0.lock().expect("no panic in a reporter");
        for span in spans {
            match totals.get_mut(&*span.name) {
                Some((calls, ns)) => (*calls, *ns) = (*calls + 1, *ns + span.duration_ns),
                None => drop(totals.insert(span.name.into_owned(), (1, span.duration_ns))),
            }
        }
    }
}

const BATCH: &str = "batch";

fn batch(body: &mut dyn FnMut()) {
    let root = Span::root(BATCH, SpanContext::random());
    let _parent = root.set_local_parent();
    body();
}

fn session(body: &mut dyn FnMut()) {
    let totals = Totals::default();
    fastrace::set_reporter(Adding(Arc::clone(&totals)), Config::default());
    body();
    fastrace::flush();
    let totals = totals.lock().expect("no panic in a reporter");
    let functions = totals.iter().filter(|(name, _)| *name != BATCH);
    kit::print_report(functions.map(|(name, &(calls, ns))| Entry {
        name: name.clone(),
        calls,
        average_ns: Some(ns / calls),
    }));
}

fn main() {
    kit::run(&Peer { workloads: WORKLOADS, session, batch });
}
