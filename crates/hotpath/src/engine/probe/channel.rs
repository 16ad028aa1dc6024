//! Channels: what goes through them, what waits in them, and who waits for them.

use std::cmp::Reverse;

use hotpath_report::{
    Better, CHANNELS, Call, CallState, Cell, Column, Histogram, Mark, Row, Section, Show, Unit, percentile_id,
    percentile_title,
};

use super::function::{average, durations, percentile, source};
use super::listing::{OTHER, instance_column, instance_name};
use crate::engine::{
    record::{ChannelKind, ChannelReading, ChannelsReading},
    snapshot::{Folded, Function, Units, number},
};

/// One row per place that makes channels, the one with most messages first; `None` where nothing makes any.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let mut places: Vec<_> = folded.channels.iter().collect();
    places.sort_by_cached_key(|place| (Reverse(place.all.counts.sent), place.site.name()));
    let rows: Vec<Row> = places.into_iter().flat_map(|place| rows(place, folded, units)).collect();
    let columns = columns(units.context.percentiles);
    Some(Section { id: CHANNELS.into(), title: "Channels".into(), columns, rows })
        .filter(|section| !section.rows.is_empty())
}

/// Time in the queue is that of the messages that were watched; time blocked is that of sends which found no room, time waited that
/// of receives which found no message.
fn columns(percentiles: &[f64]) -> Vec<Column> {
    let duration = |id, title, show| Column::new(id, title, Unit::Nanoseconds, Better::Lower, show);
    let count = |id, title, better, show| Column::new(id, title, Unit::Count, better, show);
    let mut columns = vec![
        Column::new("type", "Type", Unit::Text, Better::Neither, Show::Always),
        Column::new("state", "State", Unit::Text, Better::Neither, Show::Always),
        count("sent", "Sent", Better::Neither, Show::Always).counter(),
        count("received", "Received", Better::Neither, Show::Always).counter(),
        count("queued", "Queued", Better::Lower, Show::Always),
        count("max_queued", "Max", Better::Lower, Show::Always),
        Column::new("queued_bytes", "Mem", Unit::Bytes, Better::Lower, Show::Always),
        duration("queue_avg", "In queue", Show::Always),
    ];
    let percentiles = percentiles.iter().map(|p| {
        let (id, title) = (format!("queue_{}", percentile_id(*p)), format!("In queue {}", percentile_title(*p)));
        Column::new(id, title, Unit::Nanoseconds, Better::Lower, Show::Always)
    });
    columns.extend(percentiles);
    columns.extend([
        duration("blocked", "Blocked", Show::Always).counter(),
        count("blocked_sends", "Blocked sends", Better::Lower, Show::Detail).counter(),
        duration("waited", "Waited", Show::Always).counter(),
        count("waited_receives", "Waited receives", Better::Neither, Show::Detail).counter(),
        count("blocked_now", "Blocked now", Better::Lower, Show::WhenAny),
        count("waiting_now", "Waiting now", Better::Neither, Show::WhenAny),
        count("failed_sends", "Failed sends", Better::Lower, Show::WhenAny).counter(),
        count("failed_receives", "Empty tries", Better::Neither, Show::WhenAny).counter(),
        count("abandoned", "Abandoned", Better::Lower, Show::WhenAny).counter(),
        count("alive", "Alive", Better::Neither, Show::WhenAny),
        count("ended", "Ended", Better::Neither, Show::WhenAny).counter(),
        duration("queue_max", "Longest in queue", Show::Detail),
        count("queue_samples", "Watched", Better::Neither, Show::Detail).counter(),
        Column::new("message_bytes", "Message size", Unit::Bytes, Better::Neither, Show::Detail),
        Column::new("message_type", "Message", Unit::Text, Better::Neither, Show::Detail),
        instance_column(),
    ]);
    columns
}

/// The row of a place; where its channels are listed, theirs, too.
fn rows(place: &ChannelsReading, folded: &Folded, units: &Units<'_>) -> Vec<Row> {
    let whole = |name| row(name, place, &place.all, [place.alive, place.ended], Some(folded), units);
    let name = place.site.name();
    let Some((listed, others)) = &place.listed else { return vec![whole(name.into())] };
    let mut rows = vec![whole(format!("{name} (all)"))];
    let ends = |channel: &ChannelReading| [u64::from(channel.is_alive), u64::from(!channel.is_alive)];
    rows.extend(listed.iter().enumerate().map(|(index, channel)| {
        let mut row = row(instance_name(&name, index), place, channel, ends(channel), None, units);
        row.cells.push(number(index as u64));
        row.recent = messages(place, folded, units, Some(channel.number));
        row
    }));
    rows.extend(others.iter().map(|others| {
        let alive = place.alive - listed.iter().filter(|channel| channel.is_alive).count() as u64;
        let ended = place.alive + place.ended - listed.len() as u64 - alive;
        let row = row(format!("{name} {OTHER}"), place, others, [alive, ended], None, units);
        Row { marks: [row.marks, vec![Mark::Others]].concat(), ..row }
    }));
    rows
}

/// What takes time is known of a place as a whole: `times` is absent for a single channel. Of a carried channel nothing is known but
/// what was carried.
fn row(
    name: String,
    place: &ChannelsReading,
    channel: &ChannelReading,
    [alive, ended]: [u64; 2],
    times: Option<&Folded>,
    units: &Units<'_>,
) -> Row {
    let counts = channel.counts;
    let lane = |site| times.and_then(|folded| folded.at(site));
    let (sends, receives, queue) = (lane(place.site), lane(place.site.lane(0)), lane(place.site.lane(1)));
    let known = |cell: Cell| if place.is_carried { Cell::Absent } else { cell };
    let of = |lane: Option<&Function>, cell: &dyn Fn(&Function) -> Cell| match (lane, times) {
        (Some(lane), _) => known(cell(lane)),
        (None, Some(_)) => known(number(0)),
        (None, None) => Cell::Absent,
    };
    let queued = |cell: Cell| if channel.kind.is_queue() { known(cell) } else { Cell::Absent };
    let histogram = queue.map_or_else(Histogram::default, |queue| durations(queue, units));
    let is_sampled = queue.is_some_and(|queue| queue.begun < counts.received);
    let watched = |cell: &dyn Fn(&Function) -> Cell| queue.filter(|queue| queue.calls > 0).map_or(Cell::Absent, cell);

    let mut cells = vec![
        Cell::Text(type_name(channel.kind) + if place.is_carried { ", carried" } else { "" }),
        Cell::Text(state(channel).into()),
        number(counts.sent),
        number(counts.received),
        queued(number(counts.depth)),
        queued(number(counts.deepest)),
        queued(number(channel.queued_bytes)),
        watched(&|queue| average(queue, units)),
    ];
    let percentiles = units.context.percentiles.iter();
    cells.extend(percentiles.map(|p| watched(&|queue| percentile(queue, &histogram, *p, units))));
    cells.extend([
        of(sends, &|sends| units.duration(sends.duration_ticks)),
        of(sends, &|sends| number(sends.calls)),
        of(receives, &|receives| units.duration(receives.duration_ticks)),
        of(receives, &|receives| number(receives.calls)),
        of(sends, &|sends| number(sends.begun.saturating_sub(sends.calls))),
        of(receives, &|receives| number(receives.begun.saturating_sub(receives.calls))),
        of(sends, &|sends| number(sends.cancelled)),
        of(receives, &|receives| number(receives.cancelled)),
        known(number(counts.abandoned)),
        number(alive),
        number(ended),
        watched(&|queue| units.duration(queue.most_ticks)),
        of(queue, &|queue| number(queue.begun)),
        channel.message.bytes.map_or(Cell::Absent, number),
        Cell::Text(channel.message.name.unwrap_or("several").into()),
    ]);
    Row {
        name,
        source: Some(source(place.site)),
        cells,
        marks: [(is_sampled, Mark::Sampled), (channel.is_rough, Mark::Rough)]
            .into_iter()
            .filter_map(|(is_so, mark)| is_so.then_some(mark))
            .collect(),
        histogram: Some(histogram).filter(|histogram| !histogram.buckets.is_empty()),
        recent: times.map_or_else(Vec::new, |folded| messages(place, folded, units, None)),
        ..Row::default()
    }
}

/// The latest messages of both sides, newest first; of all channels of the place, or of the one of this number.
fn messages(place: &ChannelsReading, folded: &Folded, units: &Units<'_>, channel: Option<u64>) -> Vec<Call> {
    let lanes = [(place.site.lane(2), CallState::Sent), (place.site.lane(3), CallState::Received)];
    let mut messages: Vec<Call> = Vec::new();
    for (lane, state) in lanes {
        let recent = folded.at(lane).map_or(&[][..], |side| side.recent.as_slice());
        let its = recent.iter().filter(|message| channel.is_none() || message.instance == channel);
        messages.extend(its.map(|message| Call { state: Some(state), ..units.call(message) }));
    }
    messages.sort_by_key(|message| Reverse(message.start_ns));
    messages
}

/// The kind as tables show it, with the capacity.
fn type_name(kind: ChannelKind) -> String {
    match kind {
        ChannelKind::Unbounded => "unbounded".into(),
        ChannelKind::Bounded(capacity) | ChannelKind::BoundedPerSender(Some(capacity)) => {
            format!("bounded[{capacity}]")
        }
        ChannelKind::BoundedUnknown | ChannelKind::BoundedPerSender(None) => "bounded".into(),
        ChannelKind::Oneshot => "oneshot".into(),
        ChannelKind::Broadcast(Some(capacity)) => format!("broadcast[{capacity}]"),
        ChannelKind::Broadcast(None) => "broadcast".into(),
        ChannelKind::Watch => "watch".into(),
    }
}

fn state(channel: &ChannelReading) -> &'static str {
    let ChannelReading { kind, counts, is_closed, .. } = channel;
    match kind {
        ChannelKind::Oneshot if counts.depth > 0 => "notified",
        _ if *is_closed => "closed",
        ChannelKind::Bounded(capacity) if *capacity > 0 && counts.depth >= *capacity => "full",
        ChannelKind::BoundedPerSender(Some(capacity)) if counts.depth > *capacity => "full",
        _ => "active",
    }
}
