//! The lines below the tables: what measuring cost, what the program used, and what the figures do not hold.

use hotpath_report::{
    Cell, Clock, Coverage, CpuProfile, FUNCTIONS, Memory, OUTSIDE, Process, Report, Row, Tracking, Unit,
};

use crate::text::clean;
use crate::{format, short_names};

/// One text per line.
pub(crate) fn footer(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(clock_line(&report.clock, report.elapsed_ns));
    lines.extend(process_line(&report.process));
    if let Some(memory) = &report.memory {
        memory_lines(memory, report, &mut lines);
    }
    lines.extend(report.cpu.as_ref().map(|cpu| cpu_line(cpu, report.elapsed_ns)));
    coverage_lines(&report.coverage, &mut lines);
    lines
}

fn clock_line(clock: &Clock, elapsed_ns: u64) -> Option<String> {
    if clock.name.is_empty() {
        return None;
    }
    let step =
        if clock.resolution_ns > 1.0 { format!(" ({} ns steps)", tenths(clock.resolution_ns)) } else { String::new() };
    Some(format!(
        "clock: {}{step} · measuring: {}–{} ns per call, {} ({}) in all, taken out",
        clean(&clock.name),
        tenths(clock.cost_low_ns),
        tenths(clock.cost_high_ns),
        format::duration(clock.removed_ns),
        format::percent(share(clock.removed_ns, elapsed_ns)),
    ))
}

/// What the process as a whole used, since it began.
fn process_line(process: &Process) -> Option<String> {
    let cpu = process.cpu_ns.map(|ns| format!("{} CPU", format::duration(ns)));
    let now = process.rss_bytes.map(|bytes| format!("{} in RAM", format::bytes(bytes)));
    let peak = process.peak_rss_bytes.map(|bytes| format!("peak {}", format::bytes(bytes)));
    let memory = [now, peak].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let parts: Vec<String> = cpu.into_iter().chain(Some(memory).filter(|memory| !memory.is_empty())).collect();
    (!parts.is_empty()).then(|| format!("process: {}", parts.join(" · ")))
}

/// What is said when the feature is on and nothing counts.
const NOT_COUNTED: &str = "allocations were not counted: hotpath::CountingAllocator is not the global allocator; use \
    #[hotpath::main] or add #[global_allocator] static A: hotpath::CountingAllocator = \
    hotpath::CountingAllocator::new();";

fn memory_lines(memory: &Memory, report: &Report, lines: &mut Vec<String>) {
    if !memory.is_counted {
        lines.push(NOT_COUNTED.into());
        return;
    }
    let mut live = format!("memory: {} live at the end", signed_bytes(memory.live_bytes));
    if memory.live_bytes < 0 {
        live += " (blocks from before the session were freed)";
    }
    if memory.peak_live_bytes > 0 {
        live += &peak(memory, report);
    }
    lines.push(live);
    let reallocations = match memory.reallocations {
        0 => String::new(),
        1 => " (1 reallocation)".into(),
        number => format!(" ({} reallocations)", format::count(number)),
    };
    lines.push(format!(
        "allocated: {} in {}{reallocations} · freed: {} in {}",
        format::bytes(memory.bytes),
        blocks(memory.allocations),
        format::bytes(memory.freed_bytes),
        blocks(memory.frees),
    ));
    if let Some(tracking) = &memory.tracking {
        lines.push(tracking_line(tracking));
    }
    if memory.late_allocations > 0 || memory.late_bytes > 0 {
        lines.push(format!(
            "late: {} in {} allocated by ending threads, in the row {OUTSIDE}",
            format::bytes(memory.late_bytes),
            blocks(memory.late_allocations),
        ));
    }
}

fn peak(memory: &Memory, report: &Report) -> String {
    let mut text = format!(", peak {}", signed_bytes(memory.peak_live_bytes));
    if memory.peak_error_bytes > 0 {
        text += &format!(" (±{})", step(memory.peak_error_bytes));
    }
    text += &format!(" after {}", format::duration(memory.peak_at_ns));
    if memory.peak_path.is_empty() {
        return text + " outside measured functions";
    }
    text + " in " + &path(&memory.peak_path, report)
}

/// Frames shown at the outer end of a path that is longer than both ends together.
const OUTER: usize = 2;
/// Frames shown at its inner end.
const INNER: usize = 4;

/// `app::main › db::load › parse::line`, in the names that the functions have in their table.
fn path(path: &[String], report: &Report) -> String {
    let row = |name: &String| Row { name: name.clone(), ..Row::default() };
    let functions = report.section(FUNCTIONS).map_or(&[][..], |section| &section.rows);
    let rows: Vec<Row> = path.iter().chain(functions.iter().map(|row| &row.name)).map(row).collect();
    let mut frames = short_names(&rows);
    frames.truncate(path.len());
    if frames.len() > OUTER + INNER + 1 {
        frames.splice(OUTER..frames.len() - INNER, ["…".into()]);
    }
    frames.join(" › ")
}

fn tracking_line(tracking: &Tracking) -> String {
    let in_table = format::count(tracking.tracked_blocks);
    let mut line = if tracking.sample_bytes > 1 {
        format!(
            "live blocks: sampled about every {}, {in_table} in the table; figures are estimates",
            step(tracking.sample_bytes)
        )
    } else {
        let every = if tracking.untracked_blocks == 0 { "every block" } else { "every block that found room" };
        format!("live blocks: {every} tracked, {in_table} in the table")
    };
    if tracking.untracked_blocks > 0 {
        line += &format!(
            "; + {} beyond the table's {} not tracked",
            blocks(tracking.untracked_blocks),
            format::count(tracking.capacity)
        );
    }
    line
}

fn cpu_line(cpu: &CpuProfile, elapsed_ns: u64) -> String {
    let Some(apart_ns) = elapsed_ns.checked_div(cpu.looks) else {
        return "CPU time: the program was over before the first look at it".into();
    };
    let mut line = format!(
        "CPU time: estimated from {} looks, {} apart; (n) is the standard error",
        format::count(cpu.looks),
        format::duration(apart_ns)
    );
    if cpu.outside_ns > 0 {
        line += &format!("; {} outside measured functions on other threads", format::duration(cpu.outside_ns));
    }
    if cpu.unseen_ns > 0 {
        line += &format!("; {} more were used where no look found them", format::duration(cpu.unseen_ns));
    }
    line
}

fn coverage_lines(coverage: &Coverage, lines: &mut Vec<String>) {
    for (number, one, many) in [
        (coverage.in_flight, "call had not returned and is not counted", "calls had not returned and are not counted"),
        (
            coverage.truncated_calls,
            "call is in its caller's line of the tree, which was full",
            "calls are in their callers' lines of the tree, which was full",
        ),
    ] {
        if number > 0 {
            lines.push(format!("{} {}", format::count(number), if number == 1 { one } else { many }));
        }
    }
    if coverage.paused_ns > 0 {
        lines.push(format!("recording was paused for {}", format::duration(coverage.paused_ns)));
    }
}

fn signed_bytes(bytes: i64) -> String {
    format::cell(&Cell::Number(bytes), Unit::Bytes)
}

/// A size that somebody chose, which is mostly a whole number of its unit.
fn step(bytes: u64) -> String {
    format::bytes(bytes).replace(".0 ", " ")
}

fn blocks(number: u64) -> String {
    format!("{} {}", format::count(number), if number == 1 { "block" } else { "blocks" })
}

/// A part of a whole in basis points.
fn share(part_ns: u64, whole_ns: u64) -> u64 {
    u64::try_from(u128::from(part_ns) * 10_000 / u128::from(whole_ns.max(1))).unwrap_or(u64::MAX)
}

/// A calibrated figure, with at most one decimal.
fn tenths(ns: f64) -> String {
    let text = format!("{ns:.1}");
    text.strip_suffix(".0").map_or(text.clone(), Into::into)
}
