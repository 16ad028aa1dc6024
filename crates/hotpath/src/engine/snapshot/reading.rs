//! A copy of one recorder.

use std::ptr;

use super::memory::PeakReading;
use crate::engine::{
    record::{AllocCounts, Node, NodeUsage, Peak, Recorder, SlotReading, Tenure, ThreadReading, Usage},
    site::Site,
};

/// What one recorder held at one moment of the session.
pub(super) struct Reading {
    /// Call paths, callers before what they call.
    pub(super) nodes: Vec<NodeReading>,
    pub(super) slots: Vec<(&'static Site, SlotReading)>,
    pub(super) truncated: u64,
    /// Calls that have not returned, a recursion counted once.
    pub(super) in_flight: u64,
    pub(super) tenures: Vec<Tenure>,
    /// What measuring has cost.
    pub(super) own_ticks: u64,
    pub(super) memory: ThreadReading,
    /// The empty path, and what was allocated on it.
    pub(super) root: *const Node,
    pub(super) outside: NodeUsage,
    pub(super) peak: Option<PeakReading>,
}

/// What one node held.
pub(super) struct NodeReading {
    pub(super) node: &'static Node,
    pub(super) site: &'static Site,
    pub(super) calls: u64,
    pub(super) self_ticks: u64,
    pub(super) polls: u64,
    pub(super) memory: NodeUsage,
}

impl Reading {
    /// Reads a recorder, if what it holds is of `session`.
    pub(super) fn of(recorder: &'static Recorder, session: u64) -> Option<Self> {
        recorder.epoch.read(session, || {
            let nodes: Vec<_> = recorder.nodes().into_iter().filter_map(read_node).collect();
            let memory =
                recorder.memory.read(session, recorder.owner(), usage(&nodes, recorder.root.memory.read().usage));
            Self {
                peak: memory.peak.map(|peak| peak_reading(peak, &nodes)),
                memory,
                root: &recorder.root,
                outside: recorder.root.memory.read(),
                in_flight: in_flight(&nodes, recorder.current()),
                nodes,
                slots: recorder.slots().map(|slot| (slot.site, slot.read())).collect(),
                truncated: recorder.truncated(),
                tenures: recorder.tenures(),
                own_ticks: recorder.own_ticks(),
            }
        })
    }
}

/// What the nodes hold together.
fn usage(nodes: &[NodeReading], outside: AllocCounts) -> Usage {
    let mut total = outside;
    nodes.iter().for_each(|reading| total += reading.memory.usage);
    (total, outside)
}

fn read_node(node: &'static Node) -> Option<NodeReading> {
    let site = node.slot?.site;
    let (calls, self_ticks, polls) = (node.calls.get(), node.self_ticks.get(), node.polls.get());
    Some(NodeReading { node, site, calls, self_ticks, polls, memory: node.memory.read() })
}

/// A peak with the names of its path. A node that is none of these is the root.
fn peak_reading(peak: Peak, nodes: &[NodeReading]) -> PeakReading {
    let node = nodes.iter().find(|reading| ptr::from_ref(reading.node).addr() == peak.node);
    let mut path: Vec<_> = node.into_iter().flat_map(|reading| reading.node.path()).map(|slot| slot.site).collect();
    path.reverse();
    PeakReading { bytes: peak.bytes, tick: peak.tick, path }
}

/// The calls on the path that runs now, polls of futures apart: those are calls in flight also between polls. A path made
/// since `nodes` was read is not in it and counts as none.
fn in_flight(nodes: &[NodeReading], current: *const Node) -> u64 {
    let current = nodes.iter().find(|reading| ptr::eq(reading.node, current));
    current.map_or(0, |reading| reading.node.path().filter(|slot| !slot.site.kind().is_wall()).count() as u64)
}
