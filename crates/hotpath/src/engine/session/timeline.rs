//! From recorders to a timeline: what the rings of the latest calls hold.

use std::{collections::HashMap, env, process, ptr};

use hotpath_render::{Slice, Timeline, TimelineFunction, Track};

use crate::engine::{
    clock::Scale,
    record::{self, Access, PAIR_BITS, Recorder, TraceEvent, TraceKind, TraceReading},
    site::{Site, SiteKind},
    snapshot::Context,
};

/// The timeline of a session that is over, piece by piece: one recorder after the other is read and written.
pub(super) fn timeline(context: &Context<'_>) -> impl Iterator<Item = String> + use<> {
    let recorders: Vec<_> =
        record::recorders().into_iter().filter(|recorder| recorder.epoch.get() == context.session).collect();
    let mut sites = Sites::default();
    recorders.iter().flat_map(|recorder| recorder.slots()).for_each(|slot| sites.add(slot.site));
    let head = Timeline {
        program: env::args_os().next().unwrap_or_default().to_string_lossy().into_owned(),
        pid: process::id(),
        caller_name: context.caller_name.into(),
        started_unix_ms: context.started_unix_ms,
        functions: sites.functions,
    };
    let times =
        Times { scale: Scale::measure(context.anchor), started_at: context.anchor.ticks, numbers: sites.numbers };
    let session = context.session;
    hotpath_render::timeline(head, recorders.into_iter().flat_map(move |recorder| times.tracks(recorder, session)))
}

/// The sites that were called, and their numbers.
#[derive(Default)]
struct Sites {
    functions: Vec<TimelineFunction>,
    numbers: HashMap<u32, usize>,
}

impl Sites {
    fn add(&mut self, site: &'static Site) {
        self.numbers.entry(site.id()).or_insert_with(|| {
            let (file, line, _) = site.source();
            let name = site.place().name().into_owned();
            self.functions.push(TimelineFunction { name, category: category(site), source: format!("{file}:{line}") });
            self.functions.len() - 1
        });
    }
}

/// What viewers filter by: a list, by commas.
fn category(site: &'static Site) -> &'static str {
    match site.kind() {
        SiteKind::Function => "call",
        SiteKind::Block | SiteKind::Timer => "block",
        kind if kind.is_flow() => wait(site),
        _ => "poll",
    }
}

/// The same of a wait, for what.
fn wait(lane: &'static Site) -> &'static str {
    let place = lane.place();
    match place.kind() {
        SiteKind::Channel if ptr::eq(lane, place) => "wait,send",
        SiteKind::Channel => "wait,receive",
        SiteKind::RwLock if ptr::eq(lane, Access::Shared.waited(place)) => "wait,read",
        _ => "wait,lock",
    }
}

/// What makes slices of events.
struct Times {
    scale: Scale,
    started_at: u64,
    numbers: HashMap<u32, usize>,
}

impl Times {
    /// What happened on the threads that had the recorder, one after the other.
    fn tracks(&self, recorder: &'static Recorder, session: u64) -> Vec<Track> {
        let Some(reading) = recorder.epoch.read(session, || recorder.trace.read()) else { return Vec::new() };
        let TraceReading { events, owners, written } = reading;
        let ends = owners.iter().skip(1).map(|owner| owner.from).chain([written]);
        let mut events = events.as_slice();
        let mut from = 0;
        let mut tracks = Vec::new();
        for (owner, end) in owners.iter().zip(ends) {
            let (own, rest) = events.split_at(events.partition_point(|(number, _)| *number < end));
            events = rest;
            // Events of threads that nobody remembers count as dropped of the first one that is remembered.
            let known = own.partition_point(|(number, _)| *number < owner.from);
            let slices: Vec<_> = own[known..].iter().filter_map(|(_, event)| self.slice(event)).collect();
            let dropped = (end - from).saturating_sub(slices.len() as u64);
            from = end;
            if !slices.is_empty() || dropped > 0 {
                tracks.push(Track { thread: owner.thread, name: owner.name.clone(), slices, dropped });
            }
        }
        tracks
    }

    fn slice(&self, event: &TraceEvent) -> Option<Slice> {
        let moment = |tick: u64| self.scale.ns(tick.wrapping_sub(self.started_at) & ((1 << PAIR_BITS) - 1));
        Some(Slice {
            function: *self.numbers.get(&event.site)?,
            start_ns: moment(event.start),
            end_ns: moment(event.end),
            counted_ns: self.scale.ns(event.ticks),
            is_stacked: event.kind == TraceKind::Stacked,
        })
    }
}
