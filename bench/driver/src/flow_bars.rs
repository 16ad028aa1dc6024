//! The bars of channels, streams, futures and locks.

use crate::{
    bars::{Bar, bar, difference, ratio},
    contender::{FAST_FLOW, NEWEST_FLOW, PLAIN_FLOW, PRECISE_FLOW, STAMPED_FLOW},
    flow_rows::CHANNELS,
    results::Results,
};

/// What each may add where nobody waits, in nanoseconds, in the clock mode `fast`.
const ADDED_NS: [(&str, &str, f64); 10] = [
    (FAST_FLOW, CHANNELS[0], 15.0),
    (FAST_FLOW, CHANNELS[1], 15.0),
    (FAST_FLOW, CHANNELS[2], 15.0),
    (FAST_FLOW, CHANNELS[3], 15.0),
    (FAST_FLOW, CHANNELS[4], 15.0),
    (FAST_FLOW, CHANNELS[5], 10.0),
    (STAMPED_FLOW, CHANNELS[0], 45.0),
    (FAST_FLOW, "stream", 22.0),
    (FAST_FLOW, "future-ready", 20.0),
    (FAST_FLOW, "mutex", 20.0),
];

/// The rows beside those of channels of which ours may use a part of what the newest published hotpath does.
const OTHERS: [&str; 5] = ["oneshot", "stream", "future-ready", "future-yield", "mutex"];

/// All of them.
pub fn bars(results: &Results) -> Vec<Bar> {
    let added = |(mode, row, limit)| {
        let ns = |contender| results.min(row, contender, 0, "ns");
        bar(format!("{mode}: {row}, ns added"), difference(ns(mode), ns(PLAIN_FLOW)), limit)
    };
    let mut bars: Vec<Bar> = ADDED_NS.into_iter().map(added).collect();
    for mode in [FAST_FLOW, PRECISE_FLOW] {
        for row in CHANNELS.into_iter().chain(OTHERS) {
            bars.extend(shares(results, mode, row));
        }
        for (case, what) in ["oneshots", "mutexes", "futures", "streams"].into_iter().enumerate() {
            let growth = results.max("flow-rss", mode, case, "growth_mb").map(f64::abs);
            bars.push(bar(format!("{mode}: flow-rss, MB that {what} grow by"), growth, 1.0));
        }
        for (case, load) in ["slow consumer", "bursts", "on and off"].into_iter().enumerate() {
            for (percentile, error) in
                [("p50", "queue_p50_error"), ("p95", "queue_p95_error"), ("p99", "queue_p99_error")]
            {
                let worst = results.deviation("queue-time", mode, case, error).map(|(_, worst)| worst);
                bars.push(bar(format!("{mode}: queue-time, {load}, {percentile}, worst % off"), worst, 10.0));
            }
        }
    }
    bars
}

/// Processor time and memory of the long run where nobody waits.
fn shares(results: &Results, mode: &'static str, row: &'static str) -> [Bar; 2] {
    let cpu = |contender| results.min(row, contender, 1, "cpu_ns");
    let peak = |contender| results.max(row, contender, 1, "peak_mb");
    [
        bar(format!("{mode}: {row}, CPU × {NEWEST_FLOW}"), ratio(cpu(mode), cpu(NEWEST_FLOW)), 1.0 / 4.0),
        bar(format!("{mode}: {row}, peak MB × {NEWEST_FLOW}"), ratio(peak(mode), peak(NEWEST_FLOW)), 1.0 / 50.0),
    ]
}
