//! A saved report: what is in it, and why the rest is not.

use std::path::Path;

use hotpath_render::format;
use hotpath_report::{ALLOC, FUNCTIONS, OUTSIDE, Report, THREADS, TREE};

use super::check::{Check, counted};
use crate::reports;

/// What cannot be read as a report is a problem itself.
pub(super) fn checks(path: &Path) -> Vec<Check> {
    let report = match reports::read(path).map(reports::Saved::last) {
        Ok(report) => report,
        Err(why) => {
            let advice = "have the program write it once more: `hotpath run --json FILE -- PROGRAM`";
            return vec![Check::problem("report", why, advice)];
        }
    };
    let mut checks = vec![Check::ok("report", about(&report)), functions(&report)];
    checks.extend(coverage(&report));
    checks.push(memory(&report));
    checks.extend(sections(&report));
    checks
}

fn about(report: &Report) -> String {
    let ids: Vec<&str> = report.sections.iter().map(|section| section.id.as_str()).collect();
    let held = if ids.is_empty() { "nothing".into() } else { ids.join(", ") };
    format!("{} took {} and has left: {held}", report.caller_name, format::duration(report.elapsed_ns))
}

fn functions(report: &Report) -> Check {
    let section = report.section(FUNCTIONS).or_else(|| report.section(ALLOC));
    let rows = section.into_iter().flat_map(|functions| functions.iter());
    // The session is a row itself, and has one call.
    let measured = rows.filter(|row| row.name() != report.caller_name && row.name() != OUTSIDE);
    let called: Vec<u64> = measured.filter_map(|row| row.calls()).filter(|calls| *calls > 0).collect();
    let calls: u64 = called.iter().sum();
    if calls > 0 {
        let found = format!("{} with {}", counted(called.len() as u64, "function"), counted(calls, "call"));
        return Check::ok("functions", found);
    }
    let advice = if report.coverage.in_flight > 0 {
        "they count when they return: let the program end, or stop it with SIGINT"
    } else {
        "put `#[hotpath::measure]` on functions that are called while the session lasts; HOTPATH_FOCUS leaves functions out"
    };
    Check::problem("functions", "no measured function has returned", advice)
}

fn coverage(report: &Report) -> Vec<Check> {
    let coverage = &report.coverage;
    let mut checks = Vec::new();
    if coverage.in_flight > 0 {
        let calls = counted(coverage.in_flight, "call");
        let found = format!("{calls} had not returned: in no row but those of in_flight");
        checks.push(Check::ok("coverage", found));
    }
    if coverage.truncated_calls > 0 {
        checks.push(Check::warning(
            "coverage",
            format!("for {} there was no room in the call tree", counted(coverage.truncated_calls, "call")),
            "their time is that of their callers; measure fewer functions, or less of a recursion",
        ));
    }
    if coverage.paused_ns > 0 {
        checks.push(Check::warning(
            "coverage",
            format!("nothing was recorded for {}", format::duration(coverage.paused_ns)),
            "somebody paused it by POST /pause of the live server",
        ));
    }
    checks
}

fn memory(report: &Report) -> Check {
    match &report.memory {
        Some(memory) if memory.is_counted => Check::ok("memory", "allocations are counted"),
        Some(_) => Check::problem(
            "memory",
            "allocations are to be counted, but the counting allocator is not the program's",
            "use `#[hotpath::main]`, or make `hotpath::CountingAllocator` the `#[global_allocator]`",
        ),
        None => Check::ok("memory", "allocations are not counted: that is the feature `hotpath-alloc`"),
    }
}

fn sections(report: &Report) -> Vec<Check> {
    let lacks = |id: &str| report.section(id).is_none();
    let mut checks = Vec::new();
    if lacks(TREE) && !lacks(FUNCTIONS) {
        checks.push(Check::warning(
            "tree",
            "there is no call tree: the report is of hotpath 0.9 or of one section alone",
            "flame graphs and profiles are made of it; have the program write the report once more",
        ));
    }
    if lacks(THREADS) && !lacks(TREE) {
        checks
            .push(Check::ok("threads", "threads are not in it: that is the feature `threads`, on unless switched off"));
    }
    if report.cpu.is_none() {
        checks.push(Check::ok("cpu", "CPU time by function is not in it: that is the feature `hotpath-cpu`"));
    }
    checks
}
