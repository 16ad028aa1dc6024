//! Futures: what becomes of them, and how long that takes.

use std::cmp::Reverse;

use hotpath_report::{Better, Cell, Column, FUTURES, Mark, Row, Section, Show, Unit};

use super::function::{average, calls_row, durations, percentile};
use crate::engine::snapshot::{Folded, Function, Units, number};

/// One row per place that makes futures, the one with most futures first; `None` where nothing makes any.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let is_one = |function: &&Function| function.site.kind().follows_futures() && function.begun > 0;
    let mut functions: Vec<_> = folded.functions.iter().filter(is_one).collect();
    functions.sort_by_cached_key(|function| (Reverse(function.begun), function.site.name()));
    let rows: Vec<Row> = functions.into_iter().map(|function| row(function, units)).collect();
    let columns = columns(units.context.percentiles);
    Some(Section { id: FUTURES.into(), title: "Futures".into(), columns, rows })
        .filter(|section| !section.rows.is_empty())
}

fn columns(percentiles: &[f64]) -> Vec<Column> {
    let duration = |id, title, show| Column::new(id, title, Unit::Nanoseconds, Better::Lower, show);
    let count = |id, title, better, show| Column::new(id, title, Unit::Count, better, show);
    let mut columns = vec![
        count("calls", "Calls", Better::Neither, Show::Always).counter(),
        count("polls", "Polls", Better::Neither, Show::Always).counter(),
        count("ready", "Ready", Better::Neither, Show::Always).counter(),
        count("pending", "Pending", Better::Neither, Show::WhenAny),
        count("cancelled", "Cancelled", Better::Lower, Show::WhenAny).counter(),
        count("panicked", "Panicked", Better::Lower, Show::WhenAny).counter(),
        duration("avg", "Avg", Show::Always),
    ];
    columns.extend(percentiles.iter().map(|percentile| Column::percentile(*percentile, Unit::Nanoseconds)));
    columns.extend([
        duration("total", "Total", Show::Detail).counter(),
        duration("busy", "Busy", Show::Always).counter(),
        duration("longest_poll", "Longest poll", Show::Always),
        duration("suspended", "Suspended", Show::Detail).counter(),
        duration("min", "Min", Show::Detail),
        duration("max", "Max", Show::Detail),
    ]);
    columns
}

/// Times are of futures that were ready, by the wall clock; busy is what all polls took.
fn row(function: &Function, units: &Units<'_>) -> Row {
    let ended = |ticks| if function.calls > 0 { units.duration(ticks) } else { Cell::Absent };
    let histogram = durations(function, units);
    let mut cells = vec![
        number(function.begun),
        number(function.polls),
        number(function.calls),
        number(function.unfinished()),
        number(function.cancelled),
        number(function.panicked),
        average(function, units),
    ];
    cells.extend(units.context.percentiles.iter().map(|p| percentile(function, &histogram, *p, units)));
    cells.extend([
        units.duration(function.duration_ticks),
        units.duration(function.inclusive_ticks),
        units.duration(function.longest_poll_ticks),
        units.duration(function.suspended_ticks),
        ended(function.least_ticks),
        ended(function.most_ticks),
    ]);
    calls_row(function, histogram, cells, vec![Mark::Wall], units)
}
