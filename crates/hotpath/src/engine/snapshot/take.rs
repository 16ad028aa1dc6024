//! From recorders to the report.

use std::{env, process, ptr};

use hotpath_report::{Clock, Coverage, CpuProfile, Memory, Mode, Process, Report, Tracking};

use super::{
    context::{Context, Leads, Units},
    fold::{BesideNodes, Folded, fold},
    reading::Reading,
};
use crate::engine::{
    clock,
    clock::Scale,
    probe::PROBES,
    record::{self, ThreadsReading},
    sampler::{self, CpuUsage},
    sys,
};

/// The report of a session as it is now.
#[expect(clippy::cast_precision_loss, reason = "costs are small")]
pub(crate) fn take(context: &Context<'_>) -> Report {
    // Before the recorders: who is known to have ended has then left there what it allocated.
    let threads = sampler::read_threads();
    let readings = record::recorders().into_iter().filter_map(|recorder| {
        let reading = Reading::of(recorder, context.session)?;
        Some((reading, context.wrapper.is_some_and(|wrapper| ptr::eq(wrapper, recorder))))
    });
    let cpu = sampler::read_cpu(context.session).filter(|_| context.cpu_looks_per_second > 0);
    let scale = Scale::measure(context.anchor);
    let beside = BesideNodes {
        live: record::live_blocks(context.session),
        cpu: cpu.as_ref().map_or_else(Default::default, |cpu| cpu.nodes.clone()),
    };
    let mut folded = fold(readings, context.anchor.ticks, &beside);
    folded.memory.add_late(record::late());
    folded.channels = record::read_channels();
    folded.runtimes = record::read_runtimes();
    folded.threads = threads;
    folded.flights = sampler::in_flight();
    let cpu_whole: Option<CpuUsage> = cpu.as_ref().map(|cpu| cpu.nodes.values().copied().sum());
    // After the readings, so that no call of the wrapper's thread, nor a worker's time, is longer than the session.
    let units = Units { context, scale, elapsed_ns: scale.elapsed_ns(context.anchor), cpu_whole };
    Report {
        schema: hotpath_report::SCHEMA,
        mode: if units.has_memory() { Mode::Alloc } else { Mode::Timing },
        caller_name: context.caller_name.into(),
        description: description(&units).into(),
        elapsed_ns: units.elapsed_ns,
        percentiles: context.percentiles.to_vec(),
        limit: context.limit,
        process: process(context, folded.threads.as_ref()),
        clock: Clock {
            name: clock::name(),
            resolution_ns: units.scale.ns_f64(context.resolution_ticks as f64),
            cost_low_ns: units.scale.ns_f64(context.cost_ticks.min(context.cost_independent_ticks) as f64),
            cost_high_ns: units.scale.ns_f64(context.cost_ticks.max(context.cost_independent_ticks) as f64),
            removed_ns: units.scale.ns(folded.own_ticks),
        },
        coverage: Coverage {
            truncated_calls: folded.truncated,
            in_flight: folded.in_flight,
            paused_ns: u64::try_from(context.paused.as_nanos()).unwrap_or(u64::MAX),
        },
        memory: memory(&folded, &units),
        cpu: cpu.map(|cpu| CpuProfile {
            looks: cpu.looks,
            interval_ns: 1_000_000_000 / u64::from(context.cpu_looks_per_second.max(1)),
            seen_ns: units.cpu_whole.unwrap_or_default().ns,
            outside_ns: units.cpu_whole.unwrap_or_default().ns.saturating_sub(folded.cpu_in_rows().ns),
            unseen_ns: cpu.unseen_ns,
        }),
        sections: PROBES.iter().filter_map(|probe| probe(&folded, &units)).collect(),
    }
}

fn process(context: &Context<'_>, threads: Option<&ThreadsReading>) -> Process {
    let usage = sys::process_usage();
    Process {
        pid: process::id(),
        program: env::args_os().next().unwrap_or_default().to_string_lossy().into_owned(),
        started_unix_ms: context.started_unix_ms,
        cpu_ns: usage.cpu_ns,
        rss_bytes: usage.rss_bytes,
        peak_rss_bytes: usage.peak_rss_bytes,
        threads_interval_ms: u64::try_from(context.threads_interval.as_millis()).ok().filter(|_| threads.is_some()),
        threads: threads.and_then(|threads| threads.count),
    }
}

fn description(units: &Units<'_>) -> &'static str {
    match (units.has_memory(), units.context.leads) {
        (false, _) => "Time spent in measured functions",
        (true, Leads::Cumulative) => "Memory allocated in measured functions and all that they called",
        (true, Leads::Exclusive) => "Memory allocated in measured functions themselves",
    }
}

/// The program's memory as a whole.
fn memory(folded: &Folded, units: &Units<'_>) -> Option<Memory> {
    let is_counted = units.context.counts_memory?;
    if !is_counted {
        return Some(Memory::default());
    }
    let (total, late) = (folded.memory.total, record::late());
    let live_bytes = total.net_bytes();
    // A session begins with nothing of its own that lives. What threads keep to themselves is in no peak, but in what is
    // live now.
    let peak = folded.memory.peak.as_ref().filter(|peak| peak.bytes > live_bytes.max(0));
    let end_ns = if live_bytes > 0 { units.elapsed_ns } else { 0 };
    Some(Memory {
        is_counted,
        allocations: total.allocations,
        reallocations: total.reallocations,
        bytes: total.bytes,
        frees: total.frees,
        freed_bytes: total.freed_bytes,
        live_bytes,
        peak_live_bytes: peak.map_or(live_bytes.max(0), |peak| peak.bytes),
        peak_error_bytes: folded.memory.peak_error_bytes,
        peak_at_ns: peak.map_or(end_ns, |peak| units.scale.ns(peak.tick.saturating_sub(units.context.anchor.ticks))),
        peak_path: peak.map_or(Vec::new(), |peak| peak.path.iter().map(|site| site.name().into_owned()).collect()),
        late_allocations: late.allocations,
        late_bytes: late.bytes,
        tracking: record::tracking(units.context.session).map(|tracking| Tracking {
            sample_bytes: tracking.sample_bytes,
            tracked_blocks: tracking.tracked,
            untracked_blocks: tracking.untracked,
            capacity: tracking.capacity,
        }),
    })
}
