//! What a snapshot must know of its session, and the arithmetic from ticks to a report's numbers.

use std::time::Duration;

use hotpath_report::{Call, Cell};

use super::{calls::SingleCall, fold::Folded};
use crate::engine::{
    clock::{Anchor, Scale},
    record::{LiveBlocks, Recorder},
    sampler::CpuUsage,
};

/// A session as a snapshot sees it.
pub(crate) struct Context<'a> {
    pub(crate) session: u64,
    pub(crate) caller_name: &'a str,
    pub(crate) percentiles: &'a [f64],
    pub(crate) limit: usize,
    pub(crate) anchor: &'a Anchor,
    pub(crate) started_unix_ms: u64,
    /// The recorder of the thread that started the session.
    pub(crate) wrapper: Option<&'static Recorder>,
    /// The calibrated cost of a call: to a caller that waits for the result, and to one that does not.
    pub(crate) cost_ticks: u64,
    pub(crate) cost_independent_ticks: u64,
    pub(crate) resolution_ticks: u64,
    /// Are allocations counted? `None` where they are not asked for.
    pub(crate) counts_memory: Option<bool>,
    /// Are blocks tracked until they are freed?
    pub(crate) tracks_blocks: bool,
    pub(crate) leads: Leads,
    pub(crate) cpu_looks_per_second: u32,
    /// Time between two looks at threads.
    pub(crate) threads_interval: Duration,
    /// For how long nothing was recorded.
    pub(crate) paused: Duration,
}

/// Which of a function's allocations lead its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Leads {
    /// Its own and those of all that it called.
    #[default]
    Cumulative,
    /// Its own.
    Exclusive,
}

/// What a probe needs to turn ticks into cells.
pub(crate) struct Units<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) scale: Scale,
    pub(crate) elapsed_ns: u64,
    /// CPU time of all measured threads; `None` where it is not asked for.
    pub(crate) cpu_whole: Option<CpuUsage>,
}

impl Units<'_> {
    /// Are allocations counted?
    pub(crate) fn has_memory(&self) -> bool {
        self.context.counts_memory == Some(true)
    }

    /// A duration.
    pub(crate) fn duration(&self, ticks: u64) -> Cell {
        number(self.scale.ns(ticks))
    }

    /// Bytes and blocks that are not freed, to the nearest whole number: of a sample they are an estimate.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sums of sizes")]
    pub(crate) fn live(&self, live: LiveBlocks) -> [Cell; 2] {
        if self.context.tracks_blocks {
            [live.bytes, live.blocks].map(|amount| number(amount.round() as u64))
        } else {
            [Cell::Absent, Cell::Absent]
        }
    }

    /// A share of the session's wall time, in hundredths of a percent.
    pub(crate) fn share(&self, ns: u64) -> Cell {
        let share = u128::from(ns) * 10_000 / u128::from(self.elapsed_ns.max(1));
        number(u64::try_from(share).unwrap_or(u64::MAX))
    }

    /// Total and own time of the session itself, in nanoseconds: as long as the wall clock says. What measuring cost on
    /// its thread is not its own time.
    pub(crate) fn wrapper_ns(&self, folded: &Folded) -> (u64, u64) {
        let below = folded.paths.iter().filter(|path| path.parent.is_none() && path.below_wrapper);
        let below_ns = self.scale.ns(below.map(|path| path.inclusive_ticks).sum());
        let cost_ns = self.scale.ns(folded.own_ticks_of_wrapper);
        let total_ns = self.elapsed_ns.max(below_ns);
        (total_ns, (total_ns - below_ns).saturating_sub(cost_ns))
    }

    /// One call as the report has it.
    pub(crate) fn call(&self, call: &SingleCall) -> Call {
        Call {
            start_ns: self.scale.ns(call.ended.saturating_sub(call.ticks)),
            duration_ns: self.scale.ns(call.ticks),
            thread: call.thread,
            state: call.state,
            result: call.text.clone(),
            allocated_bytes: call.allocated.map(|(bytes, _)| bytes),
            allocations: call.allocated.map(|(_, allocations)| allocations),
            polls: call.polls,
            path: Vec::new(),
        }
    }
}

/// A number as a cell.
pub(crate) fn number(value: u64) -> Cell {
    Cell::Number(i64::try_from(value).unwrap_or(i64::MAX))
}
