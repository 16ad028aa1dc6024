//! What a snapshot must know of its session, and the arithmetic from ticks to a report's numbers.

use hotpath_report::{Call, Cell};

use super::fold::Folded;
use crate::engine::{
    clock::{Anchor, Scale},
    record::{PAIR_BITS, Recorder, Tenure},
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
}

/// What a probe needs to turn ticks into cells.
pub(crate) struct Units<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) scale: Scale,
    pub(crate) elapsed_ns: u64,
}

impl Units<'_> {
    /// A duration.
    pub(crate) fn duration(&self, ticks: u64) -> Cell {
        number(self.scale.ns(ticks))
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
        let cost_ns = self.scale.ns(folded.measured_by_wrapper * self.context.cost_ticks);
        let total_ns = self.elapsed_ns.max(below_ns);
        (total_ns, (total_ns - below_ns).saturating_sub(cost_ns))
    }

    /// One call as the report has it: `end` is a moment of the clock, of which the low [`PAIR_BITS`] bits are given.
    pub(crate) fn call(&self, end: u64, ticks: u64, tenures: &[Tenure]) -> Call {
        let since = |tick: u64| tick.wrapping_sub(self.context.anchor.ticks) & ((1 << PAIR_BITS) - 1);
        let ended = since(end);
        // A tenure that began before the session holds from the session's start.
        let began = |tenure: &Tenure| if tenure.since < self.context.anchor.ticks { 0 } else { since(tenure.since) };
        let thread = tenures.iter().rev().find(|tenure| began(tenure) <= ended).map(|tenure| tenure.thread);
        let start_ns = self.scale.ns(ended.saturating_sub(ticks));
        Call { start_ns, duration_ns: self.scale.ns(ticks), thread, result: None, path: Vec::new() }
    }
}

/// A number as a cell.
pub(crate) fn number(value: u64) -> Cell {
    Cell::Number(i64::try_from(value).unwrap_or(i64::MAX))
}
