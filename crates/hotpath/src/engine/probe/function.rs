//! Functions: calls, durations, own time, and single calls.

use std::cmp::Reverse;

use hotpath_report::{Better, Call, Cell, Column, FUNCTIONS, Histogram, Mark, Row, Section, Show, Source, Unit};

use super::cpu;
use crate::engine::{
    record::BucketCounts,
    site::Site,
    snapshot::{Folded, Function, SingleCall, Units, number},
};

/// One row per site, the busiest first; before them the whole program.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let is_one = |function: &&Function| {
        let kind = function.site.kind();
        function.is_used() && !kind.is_lifecycle() && !kind.is_flow()
    };
    let mut functions: Vec<_> = folded.functions.iter().filter(is_one).collect();
    // By time on threads: a future that waits long is not what the program is busy with.
    functions.sort_by_cached_key(|function| (Reverse(function.busy_ticks()), function.site.name()));
    let mut rows: Vec<Row> = functions.into_iter().map(|function| row(function, folded, units)).collect();
    if !rows.is_empty() {
        rows.insert(0, wrapper_row(folded, units));
    }
    let columns = [columns(units.context.percentiles), cpu::columns(units)].concat();
    Some(Section { id: FUNCTIONS.into(), title: "Functions".into(), columns, rows })
}

fn columns(percentiles: &[f64]) -> Vec<Column> {
    let duration = |id, title, show| Column::new(id, title, Unit::Nanoseconds, Better::Lower, show);
    let count = |id, title, better, show| Column::new(id, title, Unit::Count, better, show);
    let mut columns =
        vec![count("calls", "Calls", Better::Neither, Show::Always).counter(), duration("avg", "Avg", Show::Always)];
    columns.extend(percentiles.iter().map(|percentile| Column::percentile(*percentile, Unit::Nanoseconds)));
    columns.extend([
        duration("total", "Total", Show::Always).counter(),
        Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Lower, Show::Always),
        duration("self", "Self", Show::Always).counter(),
        duration("busy", "Busy", Show::WhenAny).counter(),
        duration("longest_poll", "Longest poll", Show::WhenAny),
        count("cancelled", "Cancelled", Better::Lower, Show::WhenAny).counter(),
        count("panicked", "Panicked", Better::Lower, Show::WhenAny).counter(),
        count("polls", "Polls", Better::Neither, Show::Detail).counter(),
        duration("suspended", "Suspended", Show::Detail).counter(),
        duration("min", "Min", Show::Detail),
        duration("max", "Max", Show::Detail),
    ]);
    columns
}

fn row(function: &Function, folded: &Folded, units: &Units<'_>) -> Row {
    let site = function.site;
    let polled = |cell: Cell| if function.polls > 0 { cell } else { Cell::Absent };
    let in_tree = |cell: Cell| if function.is_in_tree() { cell } else { Cell::Absent };
    let called = |ticks| if function.calls > 0 { units.duration(ticks) } else { Cell::Absent };
    let histogram = durations(function, units);
    let is_wall = site.kind().is_wall();
    let total_ns = units.scale.ns(if is_wall { function.duration_ticks } else { function.inclusive_ticks });
    let total = |cell: Cell| if is_wall { cell } else { in_tree(cell) };

    let mut cells = vec![number(function.calls), average(function, units)];
    cells.extend(units.context.percentiles.iter().map(|p| percentile(function, &histogram, *p, units)));
    cells.extend([
        total(number(total_ns)),
        total(units.share(total_ns)),
        in_tree(units.duration(function.self_ticks)),
        polled(units.duration(function.inclusive_ticks)),
        polled(units.duration(function.longest_poll_ticks)),
        polled(number(function.cancelled)),
        number(function.panicked),
        polled(number(function.polls)),
        polled(units.duration(function.suspended_ticks)),
        called(function.least_ticks),
        called(function.most_ticks),
    ]);
    // Time counts when a call returns, and CPU time as it is used.
    let is_whole = function.is_in_tree() && !folded.runs(site);
    let busy_ns = is_whole.then(|| units.scale.ns(function.inclusive_ticks));
    cells.extend(cpu::cells(units, &function.cpu, &function.inclusive_cpu, busy_ns));
    calls_row(function, histogram, cells, marks(function, units), units)
}

/// How the calls' durations are distributed, in nanoseconds.
pub(super) fn durations(function: &Function, units: &Units<'_>) -> Histogram {
    histogram(&function.buckets, units)
}

/// A distribution of ticks in nanoseconds.
pub(super) fn histogram(buckets: &BucketCounts, units: &Units<'_>) -> Histogram {
    Histogram { buckets: buckets.iter().map(|(ticks, calls)| (hundredths(units.scale.ns_f64(ticks)), calls)).collect() }
}

/// A row of these cells, with what is known of single calls.
pub(super) fn calls_row(
    function: &Function,
    histogram: Histogram,
    cells: Vec<Cell>,
    marks: Vec<Mark>,
    units: &Units<'_>,
) -> Row {
    Row {
        name: function.site.name().into_owned(),
        source: Some(source(function.site)),
        cells,
        marks,
        histogram: Some(histogram).filter(|histogram| !histogram.buckets.is_empty()),
        recent: function.recent.iter().map(|call| units.call(call)).collect(),
        slowest: units.slowest(&function.slowest),
        ..Row::default()
    }
}

impl Units<'_> {
    /// Single calls with their call paths.
    pub(super) fn slowest(&self, calls: &[SingleCall]) -> Vec<Call> {
        calls.iter().map(|call| Call { path: call_path(call), ..self.call(call) }).collect()
    }
}

impl Function {
    /// Time on threads; where that is not known, the calls' time.
    fn busy_ticks(&self) -> u64 {
        if self.is_in_tree() { self.inclusive_ticks } else { self.duration_ticks }
    }
}

/// The session itself: one call.
fn wrapper_row(folded: &Folded, units: &Units<'_>) -> Row {
    let (total_ns, self_ns) = units.wrapper_ns(folded);
    let total = number(total_ns);
    let mut cells = vec![number(1), total.clone()];
    cells.extend(units.context.percentiles.iter().map(|_| total.clone()));
    cells.extend([total.clone(), units.share(total_ns), number(self_ns)]);
    cells.extend([const { Cell::Absent }; 6]);
    cells.extend([total.clone(), total]);
    cells.extend(cpu::wrapper_cells(folded, units, total_ns));
    Row { name: units.context.caller_name.into(), cells, marks: vec![Mark::Wrapper], ..Row::default() }
}

#[expect(clippy::cast_precision_loss, reason = "53 bits of ticks are a month")]
pub(super) fn percentile(function: &Function, histogram: &Histogram, p: f64, units: &Units<'_>) -> Cell {
    let [least, most] = [function.least_ticks, function.most_ticks].map(|ticks| units.scale.ns_f64(ticks as f64));
    percentile_between(histogram, p, [least, most])
}

/// Of durations whose extremes are these, in nanoseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "53 bits of nanoseconds are 104 days")]
pub(super) fn percentile_between(histogram: &Histogram, p: f64, [least, most]: [f64; 2]) -> Cell {
    histogram.percentile(p, least, most).map_or(Cell::Absent, |ns| number(ns as u64))
}

/// The mean of the calls' durations. The owner may be between counting a call and adding its time: not beyond the extremes.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "53 bits of nanoseconds are 104 days"
)]
pub(super) fn average(function: &Function, units: &Units<'_>) -> Cell {
    if function.calls == 0 {
        return Cell::Absent;
    }
    let mean = function.duration_ticks as f64 / function.calls as f64;
    let mean = mean.min(function.most_ticks as f64).max(function.least_ticks as f64);
    number(units.scale.ns_f64(mean) as u64)
}

fn marks(function: &Function, units: &Units<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    if function.site.kind().is_wall() {
        marks.push(Mark::Wall);
    }
    // Per reading of the clock: a future is read at every poll.
    let readings = function.polls.max(function.calls);
    if readings > 0 && function.is_in_tree() && function.self_ticks / readings < 2 * units.context.cost_ticks {
        marks.push(Mark::CostDominated);
    }
    marks
}

/// The names along the path of a call, outermost first.
pub(super) fn call_path(call: &SingleCall) -> Vec<String> {
    let mut path: Vec<_> =
        call.node.into_iter().flat_map(|node| node.path()).map(|slot| slot.site.name().into_owned()).collect();
    path.reverse();
    path
}

pub(super) fn source(site: &Site) -> Source {
    let (file, line, column) = site.source();
    Source { file: file.into(), line, column }
}

/// Enough digits for a histogram's middles, and short in JSON.
fn hundredths(ns: f64) -> f64 {
    (ns * 100.0).round() / 100.0
}
