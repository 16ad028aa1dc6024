//! All recorders' readings as one call tree and one list of functions.

use std::{collections::HashMap, ptr};

use hotpath_report::CallState;

use super::{
    calls::{Ended, Recent, SingleCall, Times},
    memory::{Memory, live_at},
    reading::{NodeReading, Reading},
};
use crate::engine::{
    record::{
        self, AllocCounts, BucketCounts, CallsUsage, ChannelsReading, ItemType, LiveBlocks, Node, NodeUsage,
        RuntimesReading, SlotReading, ThreadsReading,
    },
    sampler::{CpuUsage, Flight},
    site::{Site, SiteKind},
};

/// What all threads did.
#[derive(Default)]
pub(crate) struct Folded {
    /// Call paths, callers before what they call.
    pub(crate) paths: Vec<Path>,
    /// Functions in the order in which they were found.
    pub(crate) functions: Vec<Function>,
    pub(crate) truncated: u64,
    pub(crate) in_flight: u64,
    /// What measuring has cost: on all threads, and on the wrapper's.
    pub(crate) own_ticks: u64,
    pub(crate) own_ticks_of_wrapper: u64,
    pub(crate) memory: Memory,
    pub(crate) channels: Vec<ChannelsReading>,
    /// CPU time of the wrapper's thread outside of measured functions.
    pub(crate) cpu_of_wrapper: CpuUsage,
    pub(crate) flights: Vec<Flight>,
    /// `None` where nobody looks at threads.
    pub(crate) threads: Option<ThreadsReading>,
    pub(crate) runtimes: RuntimesReading,
}

/// A distinct call path, of all threads together. Paths that begin on the wrapper's thread are apart from the others.
pub(crate) struct Path {
    pub(crate) site: &'static Site,
    pub(crate) parent: Option<usize>,
    pub(crate) below_wrapper: bool,
    pub(crate) calls: u64,
    pub(crate) polls: u64,
    pub(crate) self_ticks: u64,
    /// Own time and that of all longer paths.
    pub(crate) inclusive_ticks: u64,
    /// What was allocated on the path itself, and on it and all longer ones.
    pub(crate) own: NodeUsage,
    pub(crate) cumulative: AllocCounts,
    pub(crate) live: LiveBlocks,
    /// CPU time of the path itself, and of it and all longer ones.
    pub(crate) cpu: CpuUsage,
    pub(crate) inclusive_cpu: CpuUsage,
}

/// One site, of all threads together.
pub(crate) struct Function {
    pub(crate) site: &'static Site,
    pub(crate) calls: u64,
    /// The sum of the calls' durations: a recursion counts several times.
    pub(crate) duration_ticks: u64,
    pub(crate) least_ticks: u64,
    pub(crate) most_ticks: u64,
    pub(crate) panicked: u64,
    pub(crate) cancelled: u64,
    /// Streams that came to their end.
    pub(crate) completed: u64,
    pub(crate) polls: u64,
    pub(crate) longest_poll_ticks: u64,
    /// How long polls took, each by itself; of streams only.
    pub(crate) poll_times: BucketCounts,
    /// What they yield.
    pub(crate) item: Option<&'static ItemType>,
    pub(crate) suspended_ticks: u64,
    /// Time on threads: in the function itself, and in it and all that it called, recursion counted once.
    pub(crate) self_ticks: u64,
    pub(crate) inclusive_ticks: u64,
    /// What the function allocated itself, and it and all that it called, recursion counted once.
    pub(crate) own: NodeUsage,
    pub(crate) cumulative: AllocCounts,
    pub(crate) live: LiveBlocks,
    /// CPU time of the function itself, and of it and all that it called, recursion counted once.
    pub(crate) cpu: CpuUsage,
    pub(crate) inclusive_cpu: CpuUsage,
    /// What single calls allocated.
    pub(crate) per_call: CallsUsage,
    pub(crate) buckets: BucketCounts,
    /// The latest calls, newest first, and the slowest, slowest first: as many as one thread may remember.
    pub(crate) recent: Vec<SingleCall>,
    pub(crate) slowest: Vec<SingleCall>,
    /// Futures, or streams, that were polled.
    pub(crate) begun: u64,
}

/// What is known of nodes besides what they hold, by their address.
#[derive(Default)]
pub(super) struct BesideNodes {
    /// Blocks that are tracked.
    pub(super) live: HashMap<usize, LiveBlocks>,
    /// CPU time.
    pub(super) cpu: HashMap<usize, CpuUsage>,
}

impl BesideNodes {
    fn cpu_at(&self, node: *const Node) -> CpuUsage {
        self.cpu.get(&node.addr()).copied().unwrap_or_default()
    }
}

/// A path is known by its caller, its site and whether it begins below the wrapper.
type PathKey = (Option<usize>, *const Site, bool);

/// Folds readings, one at a time: a program may have many threads. The flag tells the reading of the wrapper's thread;
/// the session started at the tick `started_at`.
pub(super) fn fold(readings: impl Iterator<Item = (Reading, bool)>, started_at: u64, beside: &BesideNodes) -> Folded {
    let mut folded = Folded::default();
    let mut known_paths = HashMap::new();
    let mut known_functions = HashMap::new();
    for (reading, is_wrapper) in readings {
        folded.own_ticks += reading.own_ticks;
        folded.own_ticks_of_wrapper += if is_wrapper { reading.own_ticks } else { 0 };
        folded.truncated += reading.truncated;
        folded.in_flight += reading.in_flight;
        folded.memory.add(&reading, is_wrapper, &beside.live);
        if is_wrapper {
            folded.cpu_of_wrapper += beside.cpu_at(reading.root);
        }
        folded.add_nodes(reading.nodes, is_wrapper, beside, &mut known_paths);
        let times = Times::new(started_at, reading.tenures);
        for (site, slot) in reading.slots {
            let index = *known_functions.entry(ptr::from_ref(site)).or_insert_with(|| {
                folded.functions.push(Function::new(site));
                folded.functions.len() - 1
            });
            folded.functions[index].add(slot, &times);
        }
    }
    folded.in_flight += folded.functions.iter().map(Function::unfinished).sum::<u64>();
    folded.sum_up(&known_functions);
    folded
}

impl Folded {
    /// The function of a site, or what else takes time at it.
    pub(crate) fn at(&self, site: &'static Site) -> Option<&Function> {
        self.functions.iter().find(|function| ptr::eq(function.site, site))
    }

    /// Does a call of the site run now?
    pub(crate) fn runs(&self, site: &Site) -> bool {
        self.flights.iter().any(|flight| flight.calls.iter().any(|call| ptr::eq(call.site, site)))
    }

    /// CPU time of functions, and of the wrapper's thread outside of them.
    pub(crate) fn cpu_in_rows(&self) -> CpuUsage {
        let outermost = self.paths.iter().filter(|path| path.parent.is_none()).map(|path| path.inclusive_cpu);
        outermost.chain([self.cpu_of_wrapper]).sum()
    }

    fn add_nodes(
        &mut self,
        nodes: Vec<NodeReading>,
        below_wrapper: bool,
        beside: &BesideNodes,
        known: &mut HashMap<PathKey, usize>,
    ) {
        let mut path_of_node: HashMap<*const Node, usize> = HashMap::with_capacity(nodes.len());
        for NodeReading { node, site, calls, self_ticks, polls, memory } in nodes {
            let parent = node.parent.and_then(|parent| path_of_node.get(&ptr::from_ref(parent)).copied());
            let index = *known.entry((parent, ptr::from_ref(site), below_wrapper)).or_insert_with(|| {
                self.paths.push(Path::new(site, parent, below_wrapper));
                self.paths.len() - 1
            });
            path_of_node.insert(node, index);
            let path = &mut self.paths[index];
            path.calls += calls;
            path.polls += polls;
            path.self_ticks += self_ticks;
            path.own.merge(&memory);
            path.live += live_at(node, &beside.live);
            path.cpu += beside.cpu_at(node);
        }
    }

    /// Inclusive times and cumulative allocations, from the longest paths up: what is recorded is exclusive, so no part can exceed its whole.
    fn sum_up(&mut self, functions: &HashMap<*const Site, usize>) {
        for index in (0..self.paths.len()).rev() {
            let path = &mut self.paths[index];
            path.inclusive_ticks += path.self_ticks;
            path.cumulative += path.own.usage;
            path.inclusive_cpu += path.cpu;
            let (parent, inclusive_ticks, cumulative) = (path.parent, path.inclusive_ticks, path.cumulative);
            let inclusive_cpu = path.inclusive_cpu;
            if let Some(parent) = parent {
                self.paths[parent].inclusive_cpu += inclusive_cpu;
                self.paths[parent].inclusive_ticks += inclusive_ticks;
                self.paths[parent].cumulative += cumulative;
            }
        }
        for (index, path) in self.paths.iter().enumerate() {
            let Some(function) = functions.get(&ptr::from_ref(path.site)) else { continue };
            let is_recursive = is_recursive(&self.paths, index);
            let function = &mut self.functions[*function];
            function.self_ticks += path.self_ticks;
            function.own.merge(&path.own);
            function.live += path.live;
            function.cpu += path.cpu;
            if !is_recursive {
                function.inclusive_cpu += path.inclusive_cpu;
                function.inclusive_ticks += path.inclusive_ticks;
                function.cumulative += path.cumulative;
            }
        }
    }
}

/// What has become of a call that came to its end, and of one that was dropped before. What cannot be dropped has no state.
fn states(kind: SiteKind) -> [Option<CallState>; 2] {
    match kind {
        SiteKind::Function | SiteKind::Block | SiteKind::Timer => [None, None],
        SiteKind::Channel | SiteKind::Lock | SiteKind::RwLock | SiteKind::Runtime | SiteKind::Lane => [None, None],
        SiteKind::Stream => [None, Some(CallState::Dropped)],
        SiteKind::AsyncFunction
        | SiteKind::FollowedFunction
        | SiteKind::AsyncBlock
        | SiteKind::Future
        | SiteKind::MadeFuture => [Some(CallState::Ready), Some(CallState::Cancelled)],
    }
}

/// Does the path's function appear on it before its end?
fn is_recursive(paths: &[Path], index: usize) -> bool {
    let mut callers = std::iter::successors(paths[index].parent, |caller| paths[*caller].parent);
    callers.any(|caller| ptr::eq(paths[caller].site, paths[index].site))
}

impl Path {
    fn new(site: &'static Site, parent: Option<usize>, below_wrapper: bool) -> Self {
        Self {
            site,
            parent,
            below_wrapper,
            calls: 0,
            polls: 0,
            self_ticks: 0,
            inclusive_ticks: 0,
            own: NodeUsage::default(),
            cumulative: AllocCounts::default(),
            live: LiveBlocks::default(),
            cpu: CpuUsage::default(),
            inclusive_cpu: CpuUsage::default(),
        }
    }
}

impl Function {
    fn new(site: &'static Site) -> Self {
        Self {
            site,
            calls: 0,
            duration_ticks: 0,
            least_ticks: u64::MAX,
            most_ticks: 0,
            panicked: 0,
            cancelled: 0,
            completed: 0,
            polls: 0,
            longest_poll_ticks: 0,
            poll_times: BucketCounts::default(),
            item: None,
            suspended_ticks: 0,
            self_ticks: 0,
            inclusive_ticks: 0,
            own: NodeUsage::default(),
            cumulative: AllocCounts::default(),
            live: LiveBlocks::default(),
            cpu: CpuUsage::default(),
            inclusive_cpu: CpuUsage::default(),
            per_call: CallsUsage::default(),
            buckets: BucketCounts::default(),
            recent: Vec::new(),
            slowest: Vec::new(),
            begun: 0,
        }
    }

    fn add(&mut self, slot: SlotReading, times: &Times) {
        self.calls += slot.calls;
        self.duration_ticks += slot.total_ticks;
        self.least_ticks = self.least_ticks.min(slot.least_ticks);
        self.most_ticks = self.most_ticks.max(slot.most_ticks);
        self.begun += slot.begun;
        self.panicked += slot.panicked;
        self.cancelled += slot.cancelled;
        self.completed += slot.completed;
        self.polls += slot.polls;
        self.longest_poll_ticks = self.longest_poll_ticks.max(slot.longest_poll_ticks);
        self.poll_times.merge(&slot.poll_times);
        self.item = self.item.or(slot.item);
        self.suspended_ticks += slot.suspended_ticks;
        self.buckets.merge(&slot.buckets);
        self.per_call.merge(&slot.memory);
        let [ended, dropped] = states(self.site.kind());
        let ended_as = |state, (calls, notes)| Ended { state, calls, notes };
        let early =
            [ended_as(dropped, slot.recently_cancelled), ended_as(Some(CallState::Panicked), slot.recently_panicked)];
        let ended = ended_as(ended, (slot.recent, slot.notes));
        let is_polled = ended.state.is_some();
        let allocated = (record::is_counted() == Some(true)).then_some(slot.recently_allocated);
        times.add_recent(&mut self.recent, Recent { ended, early, texts: slot.texts, allocated, is_polled });
        times.add_slowest(&mut self.slowest, slot.slow);
    }

    /// Futures or streams that were polled and are neither ready nor dropped. Those of an earlier session may have ended in this one.
    pub(crate) fn unfinished(&self) -> u64 {
        // A call of a stream is an item.
        let done = if self.site.kind() == SiteKind::Stream { self.completed } else { self.calls };
        if self.begun == 0 || self.site.kind().is_flow() {
            0
        } else {
            self.begun.saturating_sub(done + self.cancelled + self.panicked)
        }
    }

    /// Has the tree a node for it? A timer has none, and neither has a function that was only called where the tree was
    /// full: its time and what it allocated are in its callers' nodes.
    pub(crate) fn is_in_tree(&self) -> bool {
        self.site.kind() != SiteKind::Timer
            && (self.site.kind().is_wall() || self.inclusive_ticks > 0 || self.duration_ticks == 0)
    }

    /// Did it run in this session? A call that has not returned is not counted.
    pub(crate) fn is_used(&self) -> bool {
        self.calls + self.panicked + self.cancelled + self.polls + self.self_ticks + self.inclusive_cpu.looks > 0
    }

    /// Did it run, or did it or what it called allocate or free something? That is counted as it happens.
    pub(crate) fn uses_memory(&self) -> bool {
        (self.is_used() && !self.site.kind().is_flow()) || self.own.usage.is_any() || self.cumulative.is_any()
    }
}
