//! The families of what a report says about the program as a whole.

use hotpath_report::{Memory, Report};

use super::family::{Family, Kind, Labels, MetricUnit, Series, Value};
use super::names::Names;

use Kind::{Counter, Gauge};
use MetricUnit::{Bytes, None as Things, Seconds};

/// What was run and how it was measured, the process, what measuring cost, what the figures lack, and memory.
pub(super) fn families<'a>(report: &Report, names: &mut Names) -> Vec<Family<'a>> {
    let Report { process, clock, coverage, .. } = report;
    // Those of hotpath 0.9 say nothing of how they came to be, which is not 0.
    let told = |value: f64| (!clock.name.is_empty()).then_some(value);
    let session = [
        Single(Gauge, "session", Seconds, "Time since the session began.", Some(seconds(report.elapsed_ns))),
        Single(
            Gauge,
            "session_start_time",
            Seconds,
            "When the session began, since 1970-01-01 UTC.",
            Some(process.started_unix_ms).filter(|ms| *ms > 0).map(|ms| number(ms) / 1e3),
        ),
        Single(Counter, "process_cpu", Seconds, "CPU time of all threads of the process.", process.cpu_ns.map(seconds)),
        Single(Gauge, "process_threads", Things, "Threads of the process.", process.threads.map(number)),
        Single(
            Gauge,
            "process_resident_memory",
            Bytes,
            "Memory of the process that is in RAM.",
            process.rss_bytes.map(number),
        ),
        Single(
            Gauge,
            "process_peak_resident_memory",
            Bytes,
            "The most memory of the process that was in RAM.",
            process.peak_rss_bytes.map(number),
        ),
        Single(
            Counter,
            "overhead",
            Seconds,
            "Cost of measuring that was taken out of all times.",
            told(seconds(clock.removed_ns)),
        ),
        Single(
            Counter,
            "truncated_calls",
            Things,
            "Calls whose time is in that of their caller, because the call tree was full.",
            told(number(coverage.truncated_calls)),
        ),
        Single(Gauge, "calls_in_flight", Things, "Calls that have not returned.", told(number(coverage.in_flight))),
        Single(
            Counter,
            "paused",
            Seconds,
            "Time in which nothing was recorded because recording was paused.",
            told(seconds(coverage.paused_ns)),
        ),
    ];
    let memory = report.memory.as_ref().filter(|memory| memory.is_counted).map_or_else(Vec::new, memory);
    let mut families = vec![info(report, names)];
    families.extend(session.into_iter().chain(memory).filter_map(|single| single.family(names)));
    families
}

/// A family of one series without labels: kind, stem after `hotpath_`, unit, help, and the value where it is known.
struct Single(Kind, &'static str, MetricUnit, &'static str, Option<f64>);

impl Single {
    fn family<'a>(self, names: &mut Names) -> Option<Family<'a>> {
        let Single(kind, stem, unit, help, value) = self;
        let series = vec![Series { labels: Labels::default(), value: Value::Number(value?) }];
        Some(Family { name: names.family(&format!("hotpath_{stem}"), unit), unit, help: help.into(), kind, series })
    }
}

/// What has no number, as labels.
fn info<'a>(report: &Report, names: &mut Names) -> Family<'a> {
    let labels = [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("program", report.process.program.clone()),
        ("caller", report.caller_name.clone()),
        ("mode", report.mode.to_string()),
        ("clock", report.clock.name.clone()),
    ];
    let labels = labels.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Family {
        name: names.family("hotpath", MetricUnit::None),
        unit: MetricUnit::None,
        help: "What is measured, and how.".into(),
        kind: Kind::Info,
        series: vec![Series { labels, value: Value::Number(1.0) }],
    }
}

fn memory(memory: &Memory) -> Vec<Single> {
    vec![
        Single(Counter, "memory_allocations", Things, "Blocks allocated.", Some(number(memory.allocations))),
        Single(Counter, "memory_reallocations", Things, "Blocks resized.", Some(number(memory.reallocations))),
        Single(Counter, "memory_allocated", Bytes, "Bytes allocated.", Some(number(memory.bytes))),
        Single(Counter, "memory_frees", Things, "Blocks freed.", Some(number(memory.frees))),
        Single(Counter, "memory_freed", Bytes, "Bytes freed.", Some(number(memory.freed_bytes))),
        Single(Gauge, "memory_live", Bytes, "Bytes allocated and not freed.", Some(signed(memory.live_bytes))),
        Single(
            Gauge,
            "memory_peak_live",
            Bytes,
            "The most bytes that were allocated and not freed.",
            Some(signed(memory.peak_live_bytes)),
        ),
    ]
}

fn seconds(ns: u64) -> f64 {
    number(ns) / 1e9
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus keeps every number as an f64")]
fn number(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus keeps every number as an f64")]
fn signed(number: i64) -> f64 {
    number as f64
}
