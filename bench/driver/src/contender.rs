//! Who is compared.

/// A program that measures, or a mode of one.
#[derive(Debug, PartialEq, Eq)]
pub struct Contender {
    pub name: &'static str,
    pub package: &'static str,
    pub binary: &'static str,
    /// `HOTPATH_CLOCK`.
    pub clock: Option<&'static str>,
    /// `HOTPATH_ALLOC_LIVE`.
    pub live: Option<&'static str>,
    /// `HOTPATH_REPORT`.
    pub sections: Option<&'static str>,
    /// The contender that only reads this one's clock.
    pub floor: &'static str,
    /// `HOTPATH_CPU_HZ`.
    pub cpu_looks: Option<&'static str>,
    /// `HOTPATH_TRACE`.
    pub trace: Option<&'static str>,
    /// Is its live server asked for reports, so many times per second? `None` where it has none.
    pub polls: Option<u32>,
    /// Has it a report, so that it can lose calls?
    pub has_report: bool,
    pub group: Group,
}

/// What contenders are compared in. Each group is built by a command of its own, since features unify within one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Calls of functions.
    Calls,
    /// Allocations: the contender's allocator is another one than the harness's.
    Allocations,
    /// Channels, streams, futures and locks.
    Flow,
    /// Ours, with its live server in use or not.
    Live,
    /// Ours, with CPU time by function.
    Cpu,
    /// Ours, with a timeline.
    Traced,
}

impl Group {
    pub const ALL: [Self; 6] = [Self::Calls, Self::Allocations, Self::Flow, Self::Live, Self::Cpu, Self::Traced];
}

impl Contender {
    /// A contender with a package of its own that has no clock modes.
    const fn peer(name: &'static str, package: &'static str, binary: &'static str) -> Self {
        Self {
            name,
            package,
            binary,
            clock: None,
            live: None,
            sections: None,
            cpu_looks: None,
            trace: None,
            polls: None,
            floor: FLOOR_FAST,
            has_report: true,
            group: Group::Calls,
        }
    }

    /// Functions that are not measured, or a clock that is only read.
    const fn baseline(name: &'static str, binary: &'static str) -> Self {
        Self { has_report: false, ..Self::peer(name, "baseline", binary) }
    }

    /// An allocator, and functions that are not measured.
    const fn allocator(name: &'static str, binary: &'static str) -> Self {
        Self { has_report: false, ..Self::counting(name, "peer-allocators", binary) }
    }

    /// A contender that counts what is allocated.
    const fn counting(name: &'static str, package: &'static str, binary: &'static str) -> Self {
        Self { group: Group::Allocations, ..Self::peer(name, package, binary) }
    }

    /// Our hotpath with the clock `mode`.
    const fn ours(name: &'static str, mode: &'static str, floor: &'static str) -> Self {
        Self { clock: Some(mode), floor, ..Self::peer(name, "peer-ours", "ours") }
    }

    /// Our hotpath with the clock `mode`, counting what is allocated.
    const fn ours_counting(name: &'static str, mode: &'static str, floor: &'static str) -> Self {
        Self { clock: Some(mode), floor, ..Self::counting(name, "peer-ours-alloc", "ours-alloc") }
    }

    /// Our hotpath that also tracks which blocks live, a sample per so many bytes.
    const fn ours_tracking(name: &'static str, sample_bytes: &'static str) -> Self {
        Self { live: Some(sample_bytes), ..Self::ours_counting(name, "fast", FLOOR_FAST) }
    }

    /// A contender that follows channels, streams, futures and locks.
    const fn following(name: &'static str, package: &'static str, binary: &'static str) -> Self {
        Self { group: Group::Flow, ..Self::peer(name, package, binary) }
    }

    /// Our hotpath with the clock `mode`, following them.
    const fn ours_following(name: &'static str, mode: &'static str, binary: &'static str) -> Self {
        Self { clock: Some(mode), ..Self::following(name, "peer-ours-flow", binary) }
    }

    /// Our hotpath with its live server, asked so many times per second.
    const fn polled(name: &'static str, per_second: u32) -> Self {
        Self { polls: Some(per_second), group: Group::Live, ..Self::ours(name, "fast", FLOOR_FAST) }
    }

    /// Our hotpath that looks for CPU time so many times per second.
    const fn looking(name: &'static str, per_second: &'static str) -> Self {
        let ours = Self::peer(name, "peer-ours-cpu", "ours-cpu");
        Self { clock: Some("fast"), cpu_looks: Some(per_second), group: Group::Cpu, ..ours }
    }

    /// Our hotpath with the clock `mode`, recording a timeline that nobody reads.
    const fn traced(name: &'static str, mode: &'static str, floor: &'static str) -> Self {
        Self { trace: Some("/dev/null"), group: Group::Traced, ..Self::ours(name, mode, floor) }
    }

    /// Is it our hotpath?
    pub fn is_ours(&self) -> bool {
        self.clock.is_some()
    }

    /// Is it a hotpath, ours or a published one, that measures time only?
    pub fn is_hotpath(&self) -> bool {
        self.group == Group::Calls && (self.is_ours() || self.name.starts_with("hotpath"))
    }
}

pub const PLAIN: &str = "plain call";
pub const FLOOR_FAST: &str = "floor, fast";
pub const FLOOR_PRECISE: &str = "floor, precise";
pub const FAST: &str = "ours, fast";
pub const PRECISE: &str = "ours, precise";
/// The clock mode that holds without `HOTPATH_CLOCK`.
pub const DEFAULT: &str = PRECISE;
pub const OLD: &str = "hotpath 0.9.0";
pub const NEWEST: &str = "hotpath 0.30.3";

/// The plain call of the rows in which allocators are compared.
pub const SYSTEM: &str = "system allocator";
pub const FAST_ALLOC: &str = "ours + alloc, fast";
pub const PRECISE_ALLOC: &str = "ours + alloc, precise";
pub const LIVE_512_KIB: &str = "ours + live, 512 KB";
pub const LIVE_64_KIB: &str = "ours + live, 64 KB";
pub const LIVE_ALL: &str = "ours + live, all";
pub const OLD_ALLOC: &str = "hotpath 0.9.0 + alloc";
pub const NEWEST_ALLOC: &str = "hotpath 0.30.3 + alloc";
pub const STATS_ALLOC: &str = "stats_alloc";
pub const DHAT: &str = "dhat";

/// The plain types of the rows in which channels, streams, futures and locks are followed.
pub const PLAIN_FLOW: &str = "plain type";
pub const FAST_FLOW: &str = "ours + flow, fast";
pub const PRECISE_FLOW: &str = "ours + flow, precise";
pub const STAMPED_FLOW: &str = "ours + flow, stamped";
pub const OLD_FLOW: &str = "hotpath 0.9.0 + flow";
pub const NEWEST_FLOW: &str = "hotpath 0.30.3 + flow";

/// Ours while somebody looks at it, or it looks at itself.
pub const QUIET: &str = "ours, fast, nobody asks";
pub const POLLED: &str = "ours, fast, asked at 10 Hz";
pub const NOT_LOOKING: &str = "ours + cpu, fast, no looks";
pub const LOOKING: &str = "ours + cpu, fast, 1 000 Hz";
pub const FAST_TRACED: &str = "ours, fast, traced";
pub const PRECISE_TRACED: &str = "ours, precise, traced";

pub const CONTENDERS: &[Contender] = &[
    Contender::baseline(PLAIN, "plain"),
    Contender::baseline(FLOOR_FAST, "floor-fast"),
    Contender { floor: FLOOR_PRECISE, ..Contender::baseline(FLOOR_PRECISE, "floor-precise") },
    Contender::ours(FAST, "fast", FLOOR_FAST),
    Contender::ours(PRECISE, "precise", FLOOR_PRECISE),
    Contender::peer(OLD, "peer-hotpath-0-9-0", "hotpath-0-9-0"),
    Contender::peer(NEWEST, "peer-hotpath-0-30-3", "hotpath-0-30-3"),
    Contender::peer("fastrace", "peer-fastrace", "fastrace"),
    Contender::peer("tracing", "peer-tracing", "tracing"),
    Contender::peer("puffin", "peer-puffin", "puffin"),
    Contender::allocator(SYSTEM, "system"),
    Contender::ours_counting(FAST_ALLOC, "fast", FLOOR_FAST),
    Contender::ours_counting(PRECISE_ALLOC, "precise", FLOOR_PRECISE),
    Contender::ours_tracking(LIVE_512_KIB, "524288"),
    Contender::ours_tracking(LIVE_64_KIB, "65536"),
    Contender::ours_tracking(LIVE_ALL, "1"),
    Contender::counting(OLD_ALLOC, "peer-hotpath-0-9-0-alloc", "hotpath-0-9-0-alloc"),
    Contender::counting(NEWEST_ALLOC, "peer-hotpath-0-30-3-alloc", "hotpath-0-30-3-alloc"),
    Contender::allocator(STATS_ALLOC, "stats-alloc"),
    Contender::allocator(DHAT, "dhat"),
    Contender { has_report: false, ..Contender::following(PLAIN_FLOW, "peer-flow-plain", "flow-plain") },
    Contender::ours_following(FAST_FLOW, "fast", "ours-flow"),
    Contender::ours_following(PRECISE_FLOW, "precise", "ours-flow"),
    Contender::ours_following(STAMPED_FLOW, "fast", "ours-flow-stamped"),
    Contender::following(OLD_FLOW, "peer-hotpath-0-9-0-flow", "hotpath-0-9-0-flow"),
    Contender {
        sections: Some("channels,streams,futures,mutexes"),
        ..Contender::following(NEWEST_FLOW, "peer-hotpath-0-30-3-flow", "hotpath-0-30-3-flow")
    },
    Contender::polled(QUIET, 0),
    Contender::polled(POLLED, 10),
    Contender::looking(NOT_LOOKING, "0"),
    Contender::looking(LOOKING, "1000"),
    Contender::traced(FAST_TRACED, "fast", FLOOR_FAST),
    Contender::traced(PRECISE_TRACED, "precise", FLOOR_PRECISE),
];
