//! What happened when, in the trace event format of Chrome, which Perfetto reads too.

use std::cmp::Reverse;

use crate::chrome::{metadata, microseconds};
use crate::written::{list, text};

/// What a timeline is of.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The program, as it was started.
    pub program: String,
    /// The number of its process.
    pub pid: u32,
    /// The name of the session.
    pub caller_name: String,
    /// When the session started, in milliseconds since 1970. All times are since then.
    pub started_unix_ms: u64,
    /// What slices are of.
    pub functions: Vec<TimelineFunction>,
}

/// What a slice can be of.
#[derive(Clone, Debug, Default)]
pub struct TimelineFunction {
    /// Its full name.
    pub name: String,
    /// `call`, `poll`, `wait` and the like, which viewers filter by.
    pub category: &'static str,
    /// File and line.
    pub source: String,
}

/// What happened on one thread.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// The thread's number.
    pub thread: u64,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its slices, in the order in which they ended.
    pub slices: Vec<Slice>,
    /// How many earlier ones are not there any more.
    pub dropped: u64,
}

/// Something that lasted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slice {
    /// Which one of the timeline's functions.
    pub function: usize,
    /// From when on, in nanoseconds since the session started.
    pub start_ns: u64,
    /// Until when.
    pub end_ns: u64,
    /// What the report counts of it: without what measuring cost.
    pub counted_ns: u64,
    /// Is it on the thread's stack? It then lies within others as a whole, or beside them.
    pub is_stacked: bool,
}

/// The timeline as trace events, piece by piece: long ones are never in memory as a whole.
///
/// What is on a thread's stack are complete events; what is not, pairs of asynchronous ones. Times are in microseconds, exact to the nanosecond.
///
/// ```
/// use hotpath_render::{Slice, Timeline, TimelineFunction, Track, timeline};
///
/// let load = TimelineFunction { name: "app::load".into(), category: "call", source: "src/main.rs:3".into() };
/// let head = Timeline { pid: 7, functions: vec![load], ..Timeline::default() };
/// let slice = Slice { function: 0, start_ns: 1_500, end_ns: 2_750, counted_ns: 1_200, is_stacked: true };
/// let json: String = timeline(head, [Track { thread: 9, slices: vec![slice], ..Track::default() }]).collect();
/// let event = r#"{"name":"app::load","cat":"call","ph":"X","ts":1.5,"dur":1.25,"pid":7,"tid":9,"args":{"counted_ns":1200,"source":"src/main.rs:3"}}"#;
/// assert!(json.contains(event), "{json}");
/// ```
pub fn timeline(timeline: Timeline, tracks: impl IntoIterator<Item = Track>) -> impl Iterator<Item = String> {
    let pid = timeline.pid;
    let process = metadata("process_name", pid, pid.into(), &timeline.program);
    let head = format!(r#"{{"displayTimeUnit":"ns","traceEvents":[{process}"#);
    let functions: Vec<_> = timeline.functions.iter().map(Function::new).collect();
    let mut threads = Vec::new();
    let mut pairs = 0;
    let mut tracks = tracks.into_iter();
    let mut is_open = true;
    // The end says what was dropped, which is known once all tracks have been seen.
    let rest = std::iter::from_fn(move || {
        if let Some(track) = tracks.next() {
            threads.push((track.thread, track.name.clone(), track.slices.len(), track.dropped));
            return Some(events(track, pid, &functions, &mut pairs));
        }
        std::mem::take(&mut is_open).then(|| end(&timeline, &threads))
    });
    std::iter::once(head).chain(rest)
}

/// A function as events have it.
struct Function {
    name: String,
    category: &'static str,
    source: String,
}

impl Function {
    fn new(function: &TimelineFunction) -> Self {
        Self { name: text(&function.name), category: function.category, source: text(&function.source) }
    }
}

fn events(mut track: Track, pid: u32, functions: &[Function], pairs: &mut u64) -> String {
    let tid = track.thread;
    let mut events = String::new();
    if let Some(name) = &track.name {
        events += &(",\n".to_owned() + &metadata("thread_name", pid, tid, name));
    }
    // Callers before what they called: of two that began and ended together the caller ended last.
    track.slices.reverse();
    track.slices.sort_by_key(|slice| (slice.start_ns, Reverse(slice.end_ns)));
    for slice in &track.slices {
        let Some(Function { name, category, source }) = functions.get(slice.function) else { continue };
        let (at, duration) = microseconds(slice.start_ns, slice.end_ns);
        let arguments = format!(r#"{{"counted_ns":{},"source":{source}}}"#, slice.counted_ns);
        let event = |phase: &str, at: f64, rest: String| {
            format!(",\n{{\"name\":{name},\"cat\":\"{category}\",\"ph\":\"{phase}\",\"ts\":{at}{rest}}}")
        };
        if slice.is_stacked {
            events += &event("X", at, format!(r#","dur":{duration},"pid":{pid},"tid":{tid},"args":{arguments}"#));
        } else {
            *pairs += 1;
            let id = *pairs;
            events += &event("b", at, format!(r#","id":{id},"pid":{pid},"tid":{tid},"args":{arguments}"#));
            events += &event("e", slice.end_ns as f64 / 1e3, format!(r#","id":{id},"pid":{pid},"tid":{tid}"#));
        }
    }
    events
}

fn end(timeline: &Timeline, threads: &[(u64, Option<String>, usize, u64)]) -> String {
    let dropped: u64 = threads.iter().map(|(_, _, _, dropped)| dropped).sum();
    let threads = threads.iter().map(|(thread, name, events, dropped)| {
        let name = name.as_deref().map_or("null".into(), text);
        format!(r#"{{"tid":{thread},"name":{name},"events":{events},"dropped_events":{dropped}}}"#)
    });
    format!(
        "],\n\"otherData\":{{\"exporter\":\"hotpath\",\"caller\":{},\"started_unix_ms\":{},\"dropped_events\":{dropped},\"threads\":{}}}}}\n",
        text(&timeline.caller_name),
        timeline.started_unix_ms,
        list(threads),
    )
}
