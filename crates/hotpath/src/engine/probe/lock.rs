//! Locks: how long they are held, who waits for them, and who holds them then.

use std::{cmp::Reverse, ptr};

use hotpath_report::{
    Better, Call, CallState, Cell, Column, Histogram, LOCKS, Row, Section, Show, Unit, percentile_id, percentile_title,
};

use super::function::{average, call_path, durations, percentile, source};
use crate::engine::{
    site::{Site, SiteKind},
    snapshot::{Folded, Function, Units, number},
};

/// One row per place that makes locks, two for those that are read and written: the one that is waited for longest first; `None`
/// where nobody tried to take one.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    // A place whose locks are only read, or only waited for, is known by its lanes.
    let mut places: Vec<_> = folded.functions.iter().map(|function| function.site.place()).collect();
    places.sort_by_key(|place| ptr::from_ref(*place));
    places.dedup_by_key(|place| ptr::from_ref(*place));
    let mut locks: Vec<Lock<'_>> = places.into_iter().flat_map(|place| locks(place, folded)).collect();
    locks.sort_by_cached_key(|lock| {
        (Reverse(lock.waits.map_or(0, |waits| waits.duration_ticks)), lock.site.name(), lock.access)
    });
    let rows: Vec<Row> = locks.iter().map(|lock| row(lock, units)).collect();
    let columns = columns(units.context.percentiles);
    Some(Section { id: LOCKS.into(), title: "Locks".into(), columns, rows }).filter(|section| !section.rows.is_empty())
}

/// One way to take the locks of a place.
struct Lock<'a> {
    site: &'static Site,
    kind: &'static str,
    /// Added to the name of the place, which has several rows.
    access: &'static str,
    holds: Option<&'a Function>,
    waits: Option<&'a Function>,
    /// How long others waited while it was held.
    blamed: Option<&'a Function>,
}

/// What a site says of locks.
fn locks<'a>(site: &'static Site, folded: &'a Folded) -> Vec<Lock<'a>> {
    let ways: &[(&str, &str, Option<usize>, usize)] = match site.kind() {
        SiteKind::Lock => &[("mutex", "", None, 0)],
        SiteKind::RwLock => &[("rw_lock", " (write)", None, 0), ("rw_lock", " (read)", Some(1), 2)],
        _ => &[],
    };
    let all = ways.iter().map(|(kind, access, hold_lane, wait_lane)| Lock {
        site,
        kind,
        access,
        holds: folded.at(hold_lane.map_or(site, |lane| site.lane(lane))),
        waits: folded.at(site.lane(*wait_lane)),
        blamed: folded.at(site.lane(3)),
    });
    let is_used = |lane: Option<&Function>| lane.is_some_and(|lane| lane.begun + lane.cancelled > 0);
    all.filter(|lock| is_used(lock.holds) || is_used(lock.waits)).collect()
}

fn columns(percentiles: &[f64]) -> Vec<Column> {
    let duration = |id, title, show| Column::new(id, title, Unit::Nanoseconds, Better::Lower, show);
    let count = |id, title, better, show| Column::new(id, title, Unit::Count, better, show);
    let spread = |of: &str, title: &str| -> Vec<Column> {
        let column = |p: &f64| {
            let (id, title) = (format!("{of}_{}", percentile_id(*p)), format!("{title} {}", percentile_title(*p)));
            Column::new(id, title, Unit::Nanoseconds, Better::Lower, Show::Always)
        };
        percentiles.iter().map(column).collect()
    };
    let mut columns = vec![
        Column::new("type", "Type", Unit::Text, Better::Neither, Show::Always),
        count("acquired", "Acquired", Better::Neither, Show::Always).counter(),
        count("contended", "Contended", Better::Lower, Show::Always).counter(),
        duration("wait", "Wait", Show::Always).counter(),
        duration("wait_avg", "Wait avg", Show::Always),
    ];
    columns.extend(spread("wait", "Wait"));
    columns.push(duration("hold_avg", "Hold avg", Show::Always));
    columns.extend(spread("hold", "Hold"));
    columns.extend([
        duration("hold_max", "Longest hold", Show::Always),
        Column::new("holder", "Held meanwhile by", Unit::Text, Better::Neither, Show::WhenAny),
        count("failed", "Failed tries", Better::Lower, Show::WhenAny).counter(),
        count("held_now", "Held now", Better::Neither, Show::WhenAny),
        count("waiting_now", "Waiting now", Better::Lower, Show::WhenAny),
        duration("hold", "Hold", Show::Detail).counter(),
        duration("wait_max", "Longest wait", Show::Detail),
    ]);
    columns
}

fn row(lock: &Lock<'_>, units: &Units<'_>) -> Row {
    let Lock { holds, waits, .. } = *lock;
    let count = |lane: Option<&Function>, of: fn(&Function) -> u64| number(lane.map_or(0, of));
    let known = |lane: Option<&Function>, cell: &dyn Fn(&Function) -> Cell| {
        lane.filter(|lane| lane.calls > 0).map_or(Cell::Absent, cell)
    };
    let [hold_times, wait_times] =
        [holds, waits].map(|lane| lane.map_or_else(Histogram::default, |lane| durations(lane, units)));
    let spread = |lane: Option<&Function>, times: &Histogram| -> Vec<Cell> {
        let cell = |p: &f64| known(lane, &|lane| percentile(lane, times, *p, units));
        units.context.percentiles.iter().map(cell).collect()
    };
    let total = |lane: Option<&Function>| units.duration(lane.map_or(0, |lane| lane.duration_ticks));
    let longest = |(lane, state): (Option<&Function>, CallState)| -> Vec<Call> {
        let calls = lane.map_or_else(Vec::new, |lane| units.slowest(&lane.slowest));
        calls.into_iter().map(|call| Call { state: Some(state), ..call }).collect()
    };
    // Who held the lock while others waited longest. Guards that outlive the reference to their lock do not know whether anybody
    // waits: there it is who held it when the longest wait began.
    let longest_of =
        |lane: Option<&Function>| lane.and_then(|lane| lane.slowest.first()).and_then(|call| call_path(call).pop());
    let holder = waits.and_then(|waits| longest_of(lock.blamed).or_else(|| longest_of(Some(waits))));

    let mut cells = vec![
        Cell::Text(lock.kind.into()),
        count(holds, |holds| holds.begun),
        count(waits, |waits| waits.begun),
        total(waits),
        known(waits, &|waits| average(waits, units)),
    ];
    cells.extend(spread(waits, &wait_times));
    cells.push(known(holds, &|holds| average(holds, units)));
    cells.extend(spread(holds, &hold_times));
    cells.extend([
        known(holds, &|holds| units.duration(holds.most_ticks)),
        holder.map_or(Cell::Absent, Cell::Text),
        count(waits, |waits| waits.cancelled),
        count(holds, |holds| holds.begun.saturating_sub(holds.calls)),
        count(waits, |waits| waits.begun.saturating_sub(waits.calls)),
        total(holds),
        known(waits, &|waits| units.duration(waits.most_ticks)),
    ]);
    Row {
        name: format!("{}{}", lock.site.name(), lock.access),
        source: Some(source(lock.site)),
        cells,
        histogram: Some(hold_times).filter(|histogram| !histogram.buckets.is_empty()),
        slowest: [(holds, CallState::Held), (waits, CallState::Waited)].into_iter().flat_map(longest).collect(),
        ..Row::default()
    }
}
