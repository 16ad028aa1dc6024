//! That a percentile over all programs is that of their calls together.

use hotpath_report::Histogram;

use crate::server::{Histograms, Prometheus};
use crate::targets::{Target, wait};

const FAMILY: &str = "hotpath_function_duration_seconds";

/// Upper bounds of the classic buckets, in nanoseconds: 1, 2, 5 of each power of ten.
const BOUNDS_NS: [f64; 3] = [1.0, 2.0, 5.0];
/// By how much a native bucket's upper bound exceeds its lower one.
const NATIVE_GROWTH: f64 = 1.021_897_15;

/// Compares the percentiles that Prometheus computes with those of the programs' own histograms, put together.
pub(crate) fn check(prometheus: &Prometheus, targets: &[Target]) -> Result<(), String> {
    let pooled = pooled(targets)?;
    let calls: u64 = pooled.buckets.iter().map(|(_, calls)| calls).sum();
    let (selector, count) = match prometheus.histograms {
        Histograms::Classic => (format!("sum by (le) ({FAMILY}_bucket{{function=~\".*::known\"}})"), "_count"),
        Histograms::Native => (format!("sum ({FAMILY}{{function=~\".*::known\"}})"), ""),
    };
    let count = format!("sum({FAMILY}{count}{{function=~\".*::known\"}})");
    wait(&format!("{calls} calls in {count}"), || {
        (*prometheus.query(&count).ok()?.first()? == calls as f64).then_some(())
    })?;
    for p in [50.0, 90.0, 95.0, 99.0] {
        let query = format!("histogram_quantile({}, {selector})", p / 100.0);
        let got = prometheus.query(&query)?.first().ok_or_else(|| format!("{query}: nothing"))? * 1e9;
        let wanted = pooled.percentile(p, 0.0, f64::MAX).ok_or("no calls")?;
        let width = width_ns(prometheus.histograms, wanted);
        println!(
            "{}: p{p} of {calls} calls in {} programs: wanted {wanted:.0} ns, got {got:.0} ns, a bucket is {width:.0} ns",
            prometheus.histograms,
            targets.len()
        );
        // A percentile is one call here and a point between two there; 1 % is for calls on both sides of a bound.
        if (got - wanted).abs() > width * 1.01 {
            return Err(format!("{query} is off by more than its bucket"));
        }
    }
    Ok(())
}

/// The known calls of all programs.
fn pooled(targets: &[Target]) -> Result<Histogram, String> {
    let mut pooled = Histogram::default();
    for target in targets {
        let report = target.report()?;
        let known = report.function("known").ok_or("no function `known`")?;
        pooled.merge(known.row.histogram.as_ref().ok_or("no histogram of `known`")?);
    }
    Ok(pooled)
}

/// How wide the bucket is that a duration falls into.
fn width_ns(histograms: Histograms, ns: f64) -> f64 {
    match histograms {
        Histograms::Native => ns * (NATIVE_GROWTH - 1.0),
        Histograms::Classic => {
            let decade = 10f64.powf(ns.log10().floor());
            let upper = BOUNDS_NS.map(|bound| bound * decade).into_iter().find(|bound| ns <= *bound);
            let upper = upper.unwrap_or(10.0 * decade);
            let lower = BOUNDS_NS.map(|bound| bound * decade).into_iter().rev().find(|bound| *bound < upper);
            upper - lower.unwrap_or(decade / 2.0)
        }
    }
}
