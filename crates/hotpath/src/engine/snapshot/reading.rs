//! A copy of one recorder.

use std::ptr;

use crate::engine::{
    record::{Node, Recorder, SlotReading, Tenure},
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
}

/// What one node held.
pub(super) struct NodeReading {
    pub(super) node: &'static Node,
    pub(super) site: &'static Site,
    pub(super) calls: u64,
    pub(super) self_ticks: u64,
    pub(super) polls: u64,
}

impl Reading {
    /// Reads a recorder, if what it holds is of `session`.
    pub(super) fn of(recorder: &'static Recorder, session: u64) -> Option<Self> {
        recorder.epoch.read(session, || {
            let nodes: Vec<_> = recorder.nodes().into_iter().filter_map(read_node).collect();
            Self {
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

fn read_node(node: &'static Node) -> Option<NodeReading> {
    let site = node.slot?.site;
    let (calls, self_ticks, polls) = (node.calls.get(), node.self_ticks.get(), node.polls.get());
    Some(NodeReading { node, site, calls, self_ticks, polls })
}

/// The calls on the path that runs now, polls of futures apart: those are calls in flight also between polls. A path made
/// since `nodes` was read is not in it and counts as none.
fn in_flight(nodes: &[NodeReading], current: *const Node) -> u64 {
    let current = nodes.iter().find(|reading| ptr::eq(reading.node, current));
    current.map_or(0, |reading| reading.node.path().filter(|slot| !slot.site.kind().is_wall()).count() as u64)
}
