//! What runs now: the call path of every thread, and for how long at least.

use std::{
    collections::BTreeMap,
    ptr,
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};

use crate::engine::{
    record::{self, Node, Recorder},
    site::Site,
};

/// The calls that run on one thread.
#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) thread: u64,
    /// Outermost first.
    pub(crate) calls: Vec<RunningCall>,
}

/// A call that has not returned.
#[derive(Debug)]
pub(crate) struct RunningCall {
    pub(crate) site: &'static Site,
    /// How long ago a look first found it: it has been running for at least as long.
    pub(crate) seen_for: Duration,
}

/// What runs now.
pub(crate) fn in_flight() -> Vec<Flight> {
    let mut seen = seen();
    let now = Instant::now();
    let mut flights = Vec::new();
    record::each_recorder(|recorder| {
        let calls = look_at(&mut seen, recorder, now);
        if let Some(thread) = recorder.latest_owner()
            && !calls.is_empty()
        {
            let running = |call: &SeenCall| {
                Some(RunningCall { site: call.node.slot?.site, seen_for: now.duration_since(call.since) })
            };
            flights.push(Flight { thread, calls: calls.iter().filter_map(running).collect() });
        }
    });
    flights
}

/// Notes what runs now, so that later looks know since when.
pub(super) fn look() {
    let mut seen = seen();
    let now = Instant::now();
    record::each_recorder(|recorder| _ = look_at(&mut seen, recorder, now));
}

/// A call as a look found it.
struct SeenCall {
    node: &'static Node,
    /// What it was in all calls of the path: another number means that one has ended.
    mark: Mark,
    since: Instant,
}

/// By the address of the recorder; outermost calls first.
type Seen = BTreeMap<usize, Vec<SeenCall>>;

static SEEN: Mutex<Seen> = Mutex::new(BTreeMap::new());

fn seen() -> MutexGuard<'static, Seen> {
    SEEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn look_at<'a>(seen: &'a mut Seen, recorder: &'static Recorder, now: Instant) -> &'a [SeenCall] {
    let calls = seen.entry(ptr::from_ref(recorder).addr()).or_default();
    let mut path: Vec<_> = std::iter::successors(Some(recorder.running()), |node| node.parent).collect();
    // The root is no call.
    path.pop();
    path.reverse();
    let is_same = |(call, node): &(&SeenCall, &&Node)| ptr::eq(call.node, **node) && call.mark == mark(recorder, node);
    let same = calls.iter().zip(&path).take_while(is_same).count();
    calls.truncate(same);
    calls.extend(path[same..].iter().map(|node| SeenCall { node, mark: mark(recorder, node), since: now }));
    calls
}

/// The session of the numbers, and what grows whenever a call, or a poll, of the path ends.
type Mark = (u64, u64);

fn mark(recorder: &Recorder, node: &Node) -> Mark {
    let ended = node.calls.get().wrapping_add(node.polls.get()).wrapping_add(node.self_ticks.get());
    (recorder.epoch.get(), ended)
}
