//! From recorders to the report.

use std::{env, process, ptr};

use hotpath_report::{Clock, Coverage, Mode, Process, Report};

use super::{
    context::{Context, Units},
    fold::fold,
    reading::Reading,
};
use crate::engine::{clock, clock::Scale, probe::PROBES, record};

/// The report of a session as it is now.
#[expect(clippy::cast_precision_loss, reason = "costs are small")]
pub(crate) fn take(context: &Context<'_>) -> Report {
    let readings = record::recorders().into_iter().filter_map(|recorder| {
        let reading = Reading::of(recorder, context.session)?;
        Some((reading, context.wrapper.is_some_and(|wrapper| ptr::eq(wrapper, recorder))))
    });
    let folded = fold(readings, context.anchor.ticks);
    // After the readings, so that no call of the wrapper's thread is longer than the session.
    let elapsed_ns = u64::try_from(context.anchor.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let units = Units { context, scale: Scale::measure(context.anchor), elapsed_ns };
    Report {
        schema: hotpath_report::SCHEMA,
        mode: Mode::Timing,
        caller_name: context.caller_name.into(),
        description: "Time spent in measured functions".into(),
        elapsed_ns,
        percentiles: context.percentiles.to_vec(),
        limit: context.limit,
        process: Process {
            pid: process::id(),
            program: env::args_os().next().unwrap_or_default().to_string_lossy().into_owned(),
            started_unix_ms: context.started_unix_ms,
        },
        clock: Clock {
            name: clock::name(),
            resolution_ns: units.scale.ns_f64(context.resolution_ticks as f64),
            cost_low_ns: units.scale.ns_f64(context.cost_ticks.min(context.cost_independent_ticks) as f64),
            cost_high_ns: units.scale.ns_f64(context.cost_ticks.max(context.cost_independent_ticks) as f64),
            removed_ns: units.scale.ns(folded.own_ticks),
        },
        coverage: Coverage { truncated_calls: folded.truncated, in_flight: folded.in_flight },
        sections: PROBES.iter().map(|probe| probe(&folded, &units)).collect(),
    }
}
