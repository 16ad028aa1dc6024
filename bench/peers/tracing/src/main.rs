//! tracing: a registry and a layer that keeps a histogram of span durations per call site.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, RwLock},
    time::Instant,
};

use hdrhistogram::Histogram;
use kit::{Entry, Peer};
use tracing::{
    Subscriber,
    callsite::Identifier,
    span::{Attributes, Id},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::{LookupSpan, Registry},
};

macro_rules! measured {
    ($($function:tt)*) => { #[tracing::instrument(skip_all)] $($function)* };
}

kit::workloads!(measured);

/// A full name and a histogram by call site.
type Histograms = Arc<RwLock<HashMap<Identifier, (String, Mutex<Histogram<u64>>)>>>;

struct Timing(Histograms);

struct Started(Instant);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Timing {
    fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Started(Instant::now()));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let now = Instant::now();
        let Some(span) = context.span(&id) else { return };
        let extensions = span.extensions();
        let Some(Started(start)) = extensions.get() else { return };
        let ns = u64::try_from((now - *start).as_nanos()).unwrap_or(u64::MAX);
        let site = span.metadata().callsite();
        let record = |histogram: &Mutex<Histogram<u64>>| {
            histogram.lock().expect("no panic in a layer").record(ns).expect("it grows as needed");
        };
        if let Some((_, histogram)) = self.0.read().expect("no panic in a layer").get(&site) {
            record(histogram);
            return;
        }
        let name = || format!("{}::{}", span.metadata().target(), span.name());
        let new = || (name(), Mutex::new(Histogram::new(3).expect("three digits are allowed")));
        record(&self.0.write().expect("no panic in a layer").entry(site).or_insert_with(new).1);
    }
}

fn session(body: &mut dyn FnMut()) {
    let histograms = Histograms::default();
    let subscriber = Registry::default().with(Timing(Arc::clone(&histograms)));
    tracing::subscriber::set_global_default(subscriber).expect("the first subscriber");
    body();
    let histograms = histograms.read().expect("no panic in a layer");
    kit::print_report(histograms.values().map(|(name, histogram)| {
        let histogram = histogram.lock().expect("no panic in a layer");
        Entry { name: name.clone(), calls: histogram.len(), average_ns: Some(histogram.mean().round() as u64) }
    }));
}

fn main() {
    kit::run(&Peer { workloads: WORKLOADS, session, batch: kit::no_batch });
}
