//! That what only grows never looks as if it had begun again, which Prometheus would count twice.

use std::collections::BTreeSet;

use crate::server::{Histograms, Prometheus};

/// Asks for resets of all counters and histograms since the programs were first scraped.
pub(crate) fn check(prometheus: &Prometheus, served: &BTreeSet<String>) -> Result<(), String> {
    let mut faults = Vec::new();
    let mut count = 0;
    for name in served.iter().flat_map(|family| counters(family, prometheus.histograms)) {
        let query = format!("sum(resets({name}[1h]))");
        // What is there only at times is no fault.
        let Some(resets) = prometheus.query(&query)?.first().copied() else { continue };
        count += 1;
        if resets > allowed(name.as_str()) {
            faults.push(format!("{query} is {resets}"));
        }
    }
    println!("{}: {count} counters, {} of them were seen to shrink", prometheus.histograms, faults.len());
    if count == 0 || !faults.is_empty() { Err(faults.join("\n")) } else { Ok(()) }
}

/// A thread has the name of the one that started it until it has its own, and what it allocated by then moves with it (docs/prometheus.md).
/// Everything else only grows.
fn allowed(name: &str) -> f64 {
    if name.starts_with("hotpath_alloc_thread_") { 2.0 } else { 0.0 }
}

/// What Prometheus keeps of a family that only grows.
fn counters(family: &str, histograms: Histograms) -> Vec<String> {
    match histograms {
        _ if family.ends_with("_total") => vec![family.to_owned()],
        _ if !family.ends_with("_duration_seconds") => vec![],
        Histograms::Native => vec![family.to_owned()],
        Histograms::Classic => ["bucket", "sum", "count"].map(|part| format!("{family}_{part}")).into(),
    }
}
