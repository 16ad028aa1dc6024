//! The bars: what hotpath promises, against what was just measured.

use crate::{
    contender::{
        DEFAULT, FAST, FAST_ALLOC, FLOOR_FAST, FLOOR_PRECISE, LIVE_512_KIB, LIVE_ALL, NEWEST, PLAIN, PRECISE,
        PRECISE_ALLOC, SYSTEM,
    },
    flow_bars, live_rows,
    results::Results,
    rows::ERROR_TARGETS_NS,
    table::Table,
};

/// The bars of the rows that ran, each with the value measured and whether it is met.
pub fn table(results: &Results) -> Table {
    let headings = ["", "measured", "at most", ""].map(str::to_owned).to_vec();
    let mut table = Table::new("bars (ratios are of minima)".into(), headings);
    let bars = [
        calls(results),
        against_newest(results),
        truth(results),
        futures(results),
        footprint(results),
        allocations(results),
        flow_bars::bars(results),
        live_rows::bars(results),
    ];
    for bar in bars.concat() {
        let Bar { name, value, limit } = bar;
        if let Some(value) = value {
            let verdict = if value <= limit { "met" } else { "NOT met" };
            table.push(vec![name, format!("{value:.3}"), format!("{limit:.3}"), verdict.to_owned()]);
        }
    }
    table
}

/// What is measured must be at most the limit. There is no value where the row did not run.
#[derive(Clone)]
pub struct Bar {
    name: String,
    value: Option<f64>,
    limit: f64,
}

pub fn bar(name: String, value: Option<f64>, limit: f64) -> Bar {
    Bar { name, value, limit }
}

pub fn ratio(value: Option<f64>, of: Option<f64>) -> Option<f64> {
    Some(value? / of?)
}

pub fn difference(value: Option<f64>, from: Option<f64>) -> Option<f64> {
    Some(value? - from?)
}

/// The cost of a call, warm.
fn calls(results: &Results) -> Vec<Bar> {
    let ns = |row, contender| results.min(row, contender, 0, "ns");
    let mut bars = Vec::new();
    for (mode, floor) in [(FAST, FLOOR_FAST), (PRECISE, FLOOR_PRECISE)] {
        let times_floor = |row| ratio(ns(row, mode), ns(row, floor));
        bars.push(bar(format!("{mode}: one-site × floor"), times_floor("one-site"), 1.25));
        bars.push(bar(format!("{mode}: sites-64 × floor"), times_floor("sites-64"), 1.8));
        for row in ["children-64", "children-1000", "parents-64"] {
            bars.push(bar(format!("{mode}: {row} × sites-64"), ratio(ns(row, mode), ns("sites-64", mode)), 1.3));
        }
        let share = ratio(ns("threads-8", mode), ns("one-site", mode));
        bars.push(bar(format!("{mode}: threads-8 × one-site, per core"), share, 1.2));
        bars.push(bar(format!("{mode}: idle, ns added"), difference(ns("idle", mode), ns("idle", PLAIN)), 3.0));
    }
    bars
}

/// Against the newest published hotpath.
fn against_newest(results: &Results) -> Vec<Bar> {
    let share = |row, mode, field| ratio(results.min(row, mode, 0, field), results.min(row, NEWEST, 0, field));
    let mut bars = vec![
        bar(format!("{DEFAULT}: one-site × {NEWEST}"), share("one-site", DEFAULT, "ns"), 1.0 / 2.0),
        bar(format!("{FAST}: one-site × {NEWEST}"), share("one-site", FAST, "ns"), 1.0 / 3.0),
        bar("build: crates".into(), results.min("build", DEFAULT, 0, "crates"), 25.0),
        bar(format!("build: seconds × {NEWEST}"), share("build", DEFAULT, "seconds"), 1.0 / 3.0),
    ];
    for mode in [FAST, PRECISE] {
        bars.push(bar(format!("{mode}: CPU at 10 M × {NEWEST}"), share("volume", mode, "cpu_ns"), 1.0 / 6.0));
        bars.push(bar(
            format!("{mode}: peak memory at 10 M × {NEWEST}"),
            share("volume", mode, "peak_mb"),
            1.0 / 100.0,
        ));
        let peak = |case| results.max("volume", mode, case, "peak_mb");
        let growth = difference(peak(1), peak(0)).map(f64::abs);
        bars.push(bar(format!("{mode}: peak memory at 50 M less 10 M, MB"), growth, 1.0));
    }
    bars
}

/// The error of reported averages in the default mode: 1 is all that is allowed, 5 ns or 5 %.
fn truth(results: &Results) -> Vec<Bar> {
    let mut bars = Vec::new();
    let share = |row, case| {
        let truth = results.min(row, DEFAULT, case, "truth_ns")?;
        let error = results.min(row, DEFAULT, case, "average_ns")? - truth;
        Some(error.abs() / (truth * 0.05).max(5.0))
    };
    for row in ["error", "error-free"] {
        for (case, target) in ERROR_TARGETS_NS.iter().enumerate().skip(1) {
            bars.push(bar(format!("{DEFAULT}: {row} at {target} ns × allowed"), share(row, case), 1.0));
        }
    }
    let miss = ERROR_TARGETS_NS.len();
    bars.push(bar(format!("{DEFAULT}: error of a cache miss × allowed"), share("error", miss), 1.0));
    bars.push(bar(format!("{DEFAULT}: error after a cache miss × allowed"), share("error", miss + 1), 1.0));
    bars
}

/// Futures.
fn futures(results: &Results) -> Vec<Bar> {
    let added = |row, mode, field| difference(results.min(row, mode, 0, field), results.min(row, PLAIN, 0, field));
    let mut bars = vec![bar(format!("{FAST}: async-ready, ns added"), added("async-ready", FAST, "ns"), 25.0)];
    for row in ["async-ready", "async-yield"] {
        // A table that grows once is no allocation per call.
        bars.push(bar(format!("{FAST}: {row}, allocations per call"), added(row, FAST, "allocations"), 0.005));
        bars.push(bar(format!("{FAST}: {row}, bytes added to the future"), added(row, FAST, "size"), 64.0));
    }
    bars
}

/// Memory, and the ends of a session.
fn footprint(results: &Results) -> Vec<Bar> {
    let mut bars = Vec::new();
    for mode in [FAST, PRECISE] {
        let peak = |row, contender| results.max(row, contender, 0, "peak_mb");
        bars.push(bar(format!("{mode}: memory-1000x64, MB"), peak("memory-1000x64", mode), 256.0));
        // Thousands of recorders would take tens of megabytes.
        let growth = difference(peak("short-threads", mode), peak("one-site", mode));
        bars.push(bar(format!("{mode}: short-threads less one-site, MB"), growth, 1.0));
        let deep = difference(peak("deep", mode), peak("deep", PLAIN));
        bars.push(bar(format!("{mode}: deep less plain (stack included), MB"), deep, 64.0));
        bars.push(bar(format!("{mode}: session, ms to start"), results.min("session", mode, 0, "start_ms"), 10.0));
        bars.push(bar(format!("{mode}: session, ms to report"), results.min("session", mode, 0, "report_ms"), 10.0));
    }
    bars
}

/// What counting allocations costs.
fn allocations(results: &Results) -> Vec<Bar> {
    let times_system =
        |row, case| ratio(results.min(row, FAST_ALLOC, case, "ns"), results.min(row, SYSTEM, case, "ns"));
    let mut bars = vec![
        bar(format!("{FAST_ALLOC}: alloc-box × system, 1 thread"), times_system("alloc-box", 0), 1.1),
        bar(format!("{FAST_ALLOC}: alloc-box × system, 2 threads"), times_system("alloc-box", 1), 1.1),
        bar(format!("{FAST_ALLOC}: alloc-call, ns"), results.min("alloc-call", FAST_ALLOC, 0, "ns"), 35.0),
        bar(format!("{FAST_ALLOC}: alloc-push × system"), times_system("alloc-push", 0), 1.05),
    ];
    for mode in [FAST_ALLOC, LIVE_512_KIB] {
        let moved = results.max("alloc-zeroed", mode, 0, "moved_mb");
        bars.push(bar(format!("{mode}: alloc-zeroed, MB moved"), moved, 1.0));
    }
    for mode in [FAST_ALLOC, PRECISE_ALLOC] {
        let peak = |row, contender, case| results.max(row, contender, case, "peak_mb");
        let growth = difference(peak("alloc-volume", mode, 1), peak("alloc-volume", mode, 0)).map(f64::abs);
        bars.push(bar(format!("{mode}: alloc-volume at 50 M less 10 M, MB"), growth, 1.0));
        // Of a thousand functions on 16 threads.
        let held = |contender| results.max("alloc-memory", contender, 0, "held_mb");
        let added = difference(held(mode), held(SYSTEM));
        bars.push(bar(
            format!("{mode}: alloc-memory, KB added per function and thread"),
            added.map(|mb| mb * 1024.0 / 16e3),
            5.0,
        ));
    }
    for field in ["all_bytes_error", "all_blocks_error"] {
        let worst = results.deviation("alloc-live", LIVE_ALL, 1, field).map(|(_, worst)| worst);
        bars.push(bar(format!("{LIVE_ALL}: alloc-live, {field} at 10 000, %"), worst, 0.0));
    }
    bars
}
