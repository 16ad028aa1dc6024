//! Allocations by function: what calls allocated, with all that they called or alone.

use std::cmp::Reverse;

use hotpath_report::{
    ALLOC, Better, Cell, Column, Histogram, Mark, OUTSIDE, Row, Section, Show, Unit, percentile_id, percentile_title,
};

use super::function::source;
use crate::engine::{
    record::{AllocCounts, LiveBlocks, NodeUsage, PerCall, Spread},
    site::SiteKind,
    snapshot::{Folded, Function, Leads, Outside, Units, number},
};

/// One row per function, the one that allocates most first; before them the whole program.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    if !units.has_memory() {
        return None;
    }
    let mut rows: Vec<(u64, Row)> = Vec::new();
    for function in folded.functions.iter().filter(|function| function.uses_memory()) {
        rows.push(function_row(function, folded, units));
    }
    if folded.memory.elsewhere.own.usage.is_any() {
        let Outside { own, live } = &folded.memory.elsewhere;
        let cumulative = own.usage;
        let figures = Figures { calls: None, own, cumulative, live: *live, is_in_tree: true, per_call: None };
        rows.push((own.usage.bytes, Row { name: OUTSIDE.into(), ..figures.row(folded, units) }));
    }
    rows.sort_by(|(left, row), (right, other)| {
        Reverse(left).cmp(&Reverse(right)).then_with(|| row.name.cmp(&other.name))
    });
    let rows = [wrapper_row(folded, units)].into_iter().chain(rows.into_iter().map(|(_, row)| row)).collect();
    Some(Section { id: ALLOC.into(), title: "Allocations".into(), columns: columns(units.context), rows })
}

/// What was allocated in the whole session below its wrapper: on the thread that started it.
pub(super) fn wrapper_usage(folded: &Folded) -> AllocCounts {
    let mut usage = folded.memory.wrapper.own.usage;
    for path in folded.paths.iter().filter(|path| path.parent.is_none() && path.below_wrapper) {
        usage += path.cumulative;
    }
    usage
}

fn function_row(function: &Function, folded: &Folded, units: &Units<'_>) -> (u64, Row) {
    let site = function.site;
    let named = |row| Row { name: site.name().into_owned(), source: Some(source(site)), ..row };
    // What a detached timer spans is no call of its own: nobody knows which allocations are its.
    if site.kind() == SiteKind::Timer {
        return (0, named(Row { cells: vec![number(function.calls)], ..Row::default() }));
    }
    let figures = Figures {
        calls: Some(function.calls),
        own: &function.own,
        cumulative: function.cumulative,
        live: function.live,
        // What is known is shown, also of calls that are too short for the clock.
        is_in_tree: function.is_in_tree() || function.cumulative.is_any(),
        per_call: Some((&function.per_call.cumulative, &function.per_call.exclusive)),
    };
    let (cumulative, exclusive) = (function.cumulative.bytes, function.own.usage.bytes);
    let (leading, _) = in_order(units, &cumulative, &exclusive);
    (*leading, named(figures.row(folded, units)))
}

/// The session itself: one call.
fn wrapper_row(folded: &Folded, units: &Units<'_>) -> Row {
    let (usage, outside) = (wrapper_usage(folded), &folded.memory.wrapper);
    let own = &outside.own;
    let whole = |usage: &AllocCounts| PerCall { bytes: single(usage.bytes), allocations: single(usage.allocations) };
    let (cumulative, exclusive) = (whole(&usage), whole(&own.usage));
    let figures = Figures {
        calls: Some(1),
        own,
        cumulative: usage,
        live: outside.live,
        is_in_tree: true,
        per_call: Some((&cumulative, &exclusive)),
    };
    Row {
        name: units.context.caller_name.into(),
        marks: vec![Mark::Wrapper],
        histogram: None,
        ..figures.row(folded, units)
    }
}

fn single(amount: u64) -> Spread {
    let mut spread = Spread::default();
    spread.add(amount, 1);
    spread
}

fn columns(context: &crate::engine::snapshot::Context<'_>) -> Vec<Column> {
    let bytes = |id: &str, title: &str, show| Column::new(id, title, Unit::Bytes, Better::Lower, show);
    let count = |id: &str, title: &str| Column::new(id, title, Unit::Count, Better::Lower, Show::Detail);
    let by_count = |id: &str, title: &str, show| bytes(id, title, show).beside(format!("{id}_count"));
    let (self_show, cumulative_show, other, other_title) = match context.leads {
        Leads::Cumulative => (Show::Always, Show::Detail, "self", "Self"),
        Leads::Exclusive => (Show::Detail, Show::Always, "cumulative", "Cumulative"),
    };
    let mut columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter(),
        by_count("avg", "Avg", Show::Always),
    ];
    columns
        .extend(context.percentiles.iter().map(|p| by_count(&percentile_id(*p), &percentile_title(*p), Show::Always)));
    columns.extend([
        by_count("total", "Total", Show::Always).counter(),
        Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Lower, Show::Always),
        by_count("self", "Self", self_show).counter(),
        by_count("cumulative", "Cumulative", cumulative_show).counter(),
        bytes("largest", "Largest", Show::WhenAny),
        bytes("live", "Live", Show::WhenAny).beside("live_blocks"),
        count("avg_count", "Avg allocations"),
    ]);
    columns.extend(
        context
            .percentiles
            .iter()
            .map(|p| count(&format!("{}_count", percentile_id(*p)), &format!("{} allocations", percentile_title(*p)))),
    );
    columns.extend([
        count("total_count", "Allocations").counter(),
        count("self_count", "Self allocations").counter(),
        count("cumulative_count", "Cumulative allocations").counter(),
        count("live_blocks", "Live blocks"),
    ]);
    for (kind, kind_title) in [("self", "Self"), ("cumulative", "Cumulative")] {
        let id = |what: &str| format!("{kind}_{what}");
        let title = |what: &str| format!("{kind_title} {what}");
        columns.extend([
            count(&id("reallocations"), &title("reallocations")).counter(),
            count(&id("frees"), &title("frees")).counter(),
            bytes(&id("freed"), &title("freed"), Show::Detail).counter(),
            bytes(&id("net"), &title("net"), Show::Detail),
        ]);
    }
    columns.extend([bytes("min", "Min", Show::Detail), bytes("max", "Max", Show::Detail)]);
    let average = ("avg".to_owned(), "avg".to_owned());
    let percentiles = context.percentiles.iter().map(|p| (percentile_id(*p), percentile_title(*p)));
    for (id, title) in [average].into_iter().chain(percentiles) {
        let (id, title) = (format!("{other}_{id}"), format!("{other_title} {title}"));
        columns.push(by_count(&id, &title, Show::Detail));
        columns.push(count(&format!("{id}_count"), &format!("{title} allocations")));
    }
    columns
}

/// What a row is made of.
struct Figures<'a> {
    calls: Option<u64>,
    own: &'a NodeUsage,
    cumulative: AllocCounts,
    live: LiveBlocks,
    /// Are the sums known? They are the tree's. What single calls allocated is known without it.
    is_in_tree: bool,
    /// Of single calls that allocated: cumulative and exclusive.
    per_call: Option<(&'a PerCall, &'a PerCall)>,
}

impl Figures<'_> {
    /// The cells of `columns`, and the distribution of the leading bytes.
    fn row(&self, folded: &Folded, units: &Units<'_>) -> Row {
        let (own, cumulative) = (&self.own.usage, &self.cumulative);
        let (leading, _) = in_order(units, cumulative, own);
        let calls = self.calls.unwrap_or(0);
        let spreads = self.per_call.filter(|_| calls > 0);
        let (lead, other) = spreads.map_or((None, None), |(cumulative, exclusive)| {
            let (lead, other) = in_order(units, cumulative, exclusive);
            (Some(OfCalls::new(lead, calls)), Some(OfCalls::new(other, calls)))
        });
        let percentiles = units.context.percentiles;
        let of = |calls: &Option<OfCalls>, figure: &dyn Fn(&Amount) -> Cell| {
            calls.as_ref().map_or([Cell::Absent, Cell::Absent], |calls| [figure(&calls.bytes), figure(&calls.count)])
        };
        let [avg, avg_count] = of(&lead, &Amount::average);
        let (mut leading_percentiles, mut leading_percentile_counts) = (Vec::new(), Vec::new());
        for p in percentiles {
            let [bytes, count] = of(&lead, &|amount| amount.percentile(*p));
            leading_percentiles.push(bytes);
            leading_percentile_counts.push(count);
        }
        let in_tree = |cell: Cell| if self.is_in_tree { cell } else { Cell::Absent };
        let sum = |amount: u64| in_tree(number(amount));
        let [live, live_blocks] = units.live(self.live).map(in_tree);
        let mut cells = vec![self.calls.map_or(Cell::Absent, number), avg];
        cells.extend(leading_percentiles);
        cells.extend([sum(leading.bytes), in_tree(share(leading.bytes, folded.memory.total.bytes))]);
        cells.extend([sum(own.bytes), sum(cumulative.bytes), sum(self.own.largest), live, avg_count]);
        cells.extend(leading_percentile_counts);
        cells.extend([sum(leading.allocations), sum(own.allocations), sum(cumulative.allocations), live_blocks]);
        for usage in [own, cumulative] {
            cells.extend([sum(usage.reallocations), sum(usage.frees), sum(usage.freed_bytes)]);
            cells.push(in_tree(Cell::Number(usage.net_bytes())));
        }
        cells.extend([of(&lead, &|amount| number(amount.least))[0].clone(), of(&lead, &|a| number(a.most))[0].clone()]);
        cells.extend(of(&other, &Amount::average));
        cells.extend(percentiles.iter().flat_map(|p| of(&other, &|amount| amount.percentile(*p))));
        Row { cells, histogram: lead.map(|lead| lead.bytes.histogram), ..Row::default() }
    }
}

/// The two in the order in which they lead.
fn in_order<'a, T>(units: &Units<'_>, cumulative: &'a T, exclusive: &'a T) -> (&'a T, &'a T) {
    match units.context.leads {
        Leads::Cumulative => (cumulative, exclusive),
        Leads::Exclusive => (exclusive, cumulative),
    }
}

/// What calls allocated, those among them that allocated nothing.
struct OfCalls {
    bytes: Amount,
    count: Amount,
}

impl OfCalls {
    fn new(per_call: &PerCall, calls: u64) -> Self {
        Self { bytes: Amount::new(&per_call.bytes, calls), count: Amount::new(&per_call.allocations, calls) }
    }
}

/// One amount of all calls.
struct Amount {
    calls: u64,
    sum: u64,
    least: u64,
    most: u64,
    histogram: Histogram,
}

impl Amount {
    fn new(spread: &Spread, calls: u64) -> Self {
        let recorded: u64 = spread.buckets.iter().map(|(_, calls)| calls).sum();
        let nothing = calls.saturating_sub(recorded);
        let mut histogram = Histogram { buckets: spread.buckets.iter().collect() };
        if nothing > 0 {
            histogram.merge(&Histogram { buckets: vec![(0.0, nothing)] });
        }
        let least = if nothing > 0 || recorded == 0 { 0 } else { spread.least };
        Self { calls, sum: spread.sum, least, most: spread.most, histogram }
    }

    /// The mean, to the nearest whole number.
    fn average(&self) -> Cell {
        number((self.sum + self.calls / 2) / self.calls.max(1))
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes")]
    fn percentile(&self, p: f64) -> Cell {
        let amount = self.histogram.percentile(p, self.least as f64, self.most as f64);
        amount.map_or(Cell::Absent, |amount| number(amount.round() as u64))
    }
}

/// A part of the whole in hundredths of a percent.
fn share(part: u64, whole: u64) -> Cell {
    number(u64::try_from(u128::from(part) * 10_000 / u128::from(whole.max(1))).unwrap_or(u64::MAX))
}
