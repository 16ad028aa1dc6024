//! Streams: their items, how far apart they come, and how the streams end.

use std::{cmp::Reverse, sync::atomic::Ordering::Relaxed};

use hotpath_report::{Better, Cell, Column, Mark, Row, STREAMS, Section, Show, Unit, percentile_id, percentile_title};

use super::function::{average, calls_row, durations, histogram, percentile, percentile_between, source};
use super::listing::{OTHER, instance_column, instance_name};
use crate::engine::{
    record::{self, ListedStream},
    site::SiteKind,
    snapshot::{Folded, Function, Units, number},
};

/// One row per place that makes streams, the one with most items first; `None` where nothing makes any.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let is_one = |function: &&Function| function.site.kind() == SiteKind::Stream && function.begun > 0;
    let mut functions: Vec<_> = folded.functions.iter().filter(is_one).collect();
    functions.sort_by_cached_key(|function| (Reverse(function.calls), function.site.name()));
    let rows: Vec<Row> = functions.into_iter().flat_map(|function| rows(function, units)).collect();
    let columns = columns(units.context.percentiles);
    Some(Section { id: STREAMS.into(), title: "Streams".into(), columns, rows })
        .filter(|section| !section.rows.is_empty())
}

/// The row of a place; where its streams are listed, theirs, too.
fn rows(function: &Function, units: &Units<'_>) -> Vec<Row> {
    let whole = row(function, units);
    let Some((listed, others)) = record::listed_streams(function.site) else { return vec![whole] };
    let name = whole.name.clone();
    let mut rows = vec![Row { name: format!("{name} (all)"), ..whole }];
    rows.extend(listed.iter().enumerate().map(|(index, stream)| {
        let row = listed_row(instance_name(&name, index), number(index as u64), stream, function);
        let its = function.recent.iter().filter(|item| item.instance == Some(index as u64));
        Row { recent: its.map(|item| units.call(item)).collect(), ..row }
    }));
    rows.extend(others.iter().map(|others| Row {
        marks: vec![Mark::Others],
        ..listed_row(format!("{name} {OTHER}"), Cell::Absent, others, function)
    }));
    rows
}

/// A single stream, of which only items are counted.
fn listed_row(name: String, instance: Cell, stream: &ListedStream, function: &Function) -> Row {
    let [yielded, streams, completed, dropped] =
        [&stream.yielded, &stream.streams, &stream.completed, &stream.dropped].map(|count| count.load(Relaxed));
    let alive = streams.saturating_sub(completed + dropped);
    let state = if alive > 0 { "active" } else { "closed" };
    let mut cells = vec![Cell::Text(state.into())];
    cells.extend([yielded, streams, completed, dropped].map(number));
    cells.extend([Cell::Absent, number(alive), instance]);
    cells.extend(item_cells(function));
    Row { name, source: Some(source(function.site)), cells, ..Row::default() }
}

/// Times are those between two items of a stream, or from its first poll to its first item; beside them those of single polls,
/// which keep a thread busy.
fn columns(percentiles: &[f64]) -> Vec<Column> {
    let duration = |id, title, show| Column::new(id, title, Unit::Nanoseconds, Better::Lower, show);
    let count = |id, title, better, show| Column::new(id, title, Unit::Count, better, show);
    let mut columns = vec![
        Column::new("state", "State", Unit::Text, Better::Neither, Show::Always),
        count("yielded", "Yielded", Better::Neither, Show::Always).counter(),
        count("streams", "Streams", Better::Neither, Show::Always).counter(),
        count("completed", "Completed", Better::Neither, Show::WhenAny).counter(),
        count("dropped", "Dropped early", Better::Lower, Show::WhenAny).counter(),
        count("panicked", "Panicked", Better::Lower, Show::WhenAny).counter(),
        count("alive", "Alive", Better::Neither, Show::WhenAny),
        instance_column(),
        Column::new("item_type", "Item", Unit::Text, Better::Neither, Show::Detail),
        Column::new("item_bytes", "Item size", Unit::Bytes, Better::Neither, Show::Detail),
        duration("avg", "Avg gap", Show::Always),
    ];
    columns.extend(percentiles.iter().map(|percentile| Column::percentile(*percentile, Unit::Nanoseconds)));
    columns.extend([
        duration("busy", "Busy", Show::Always).counter(),
        count("polls", "Polls", Better::Neither, Show::Always).counter(),
        duration("poll_avg", "Avg poll", Show::Always),
    ]);
    columns.extend(percentiles.iter().map(|p| {
        let (id, title) = (percentile_id(*p), percentile_title(*p));
        Column::new(format!("poll_{id}"), format!("{title} poll"), Unit::Nanoseconds, Better::Lower, Show::Always)
    }));
    columns.extend([
        duration("longest_poll", "Longest poll", Show::Always),
        duration("min", "Min", Show::Detail),
        duration("max", "Max", Show::Detail),
    ]);
    columns
}

/// What the streams yield.
fn item_cells(function: &Function) -> [Cell; 2] {
    function.item.map_or([const { Cell::Absent }; 2], |item| {
        [Cell::Text(item.name().into()), number(u64::try_from(item.bytes).unwrap_or(u64::MAX))]
    })
}

fn row(function: &Function, units: &Units<'_>) -> Row {
    let yielded = |ticks| if function.calls > 0 { units.duration(ticks) } else { Cell::Absent };
    let histogram = durations(function, units);
    let state = if function.unfinished() > 0 { "active" } else { "closed" };
    let mut cells = vec![
        Cell::Text(state.into()),
        number(function.calls),
        number(function.begun),
        number(function.completed),
        number(function.cancelled),
        number(function.panicked),
        number(function.unfinished()),
        Cell::Absent,
    ];
    cells.extend(item_cells(function));
    cells.push(average(function, units));
    cells.extend(units.context.percentiles.iter().map(|p| percentile(function, &histogram, *p, units)));
    cells.extend([units.duration(function.inclusive_ticks), number(function.polls)]);
    cells.extend(poll_cells(function, units));
    cells.extend([
        units.duration(function.longest_poll_ticks),
        yielded(function.least_ticks),
        yielded(function.most_ticks),
    ]);
    calls_row(function, histogram, cells, vec![Mark::Wall], units)
}

/// The mean of the polls' durations and their percentiles.
#[expect(clippy::cast_precision_loss, reason = "53 bits of ticks are a month")]
fn poll_cells(function: &Function, units: &Units<'_>) -> Vec<Cell> {
    let polls = histogram(&function.poll_times, units);
    let shortest = polls.buckets.first().map_or(0.0, |(ns, _)| *ns);
    let bounds = [shortest, units.scale.ns_f64(function.longest_poll_ticks as f64)];
    let average = function.inclusive_ticks.checked_div(function.polls);
    let mut cells = vec![average.map_or(Cell::Absent, |ticks| units.duration(ticks))];
    cells.extend(units.context.percentiles.iter().map(|p| percentile_between(&polls, *p, bounds)));
    cells
}
