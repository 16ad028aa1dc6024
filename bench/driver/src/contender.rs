//! Who is compared.

/// A program that measures, or a mode of one.
#[derive(Debug, PartialEq, Eq)]
pub struct Contender {
    pub name: &'static str,
    pub package: &'static str,
    pub binary: &'static str,
    /// `HOTPATH_CLOCK`.
    pub clock: Option<&'static str>,
    /// The contender that only reads this one's clock.
    pub floor: &'static str,
}

impl Contender {
    /// A contender with a package of its own that has no clock modes.
    const fn peer(name: &'static str, package: &'static str, binary: &'static str) -> Self {
        Self { name, package, binary, clock: None, floor: "floor, fast" }
    }

    /// Our hotpath with the clock `mode`.
    const fn ours(name: &'static str, mode: &'static str, floor: &'static str) -> Self {
        Self { name, package: "peer-ours", binary: "ours", clock: Some(mode), floor }
    }

    /// Is it our hotpath?
    pub fn is_ours(&self) -> bool {
        self.clock.is_some()
    }

    /// Has it a report, so that it can lose calls?
    pub fn has_report(&self) -> bool {
        self.package != "baseline"
    }

    /// Is it a hotpath, ours or a published one?
    pub fn is_hotpath(&self) -> bool {
        self.is_ours() || self.name.starts_with("hotpath")
    }
}

pub const PLAIN: &str = "plain call";
pub const FAST: &str = "ours, fast";
pub const PRECISE: &str = "ours, precise";
/// The clock mode that holds without `HOTPATH_CLOCK`.
pub const DEFAULT: &str = PRECISE;
pub const NEWEST: &str = "hotpath 0.30.3";

pub const CONTENDERS: &[Contender] = &[
    Contender::peer(PLAIN, "baseline", "plain"),
    Contender::peer("floor, fast", "baseline", "floor-fast"),
    Contender { floor: "floor, precise", ..Contender::peer("floor, precise", "baseline", "floor-precise") },
    Contender::ours(FAST, "fast", "floor, fast"),
    Contender::ours(PRECISE, "precise", "floor, precise"),
    Contender::peer("hotpath 0.9.0", "peer-hotpath-0-9-0", "hotpath-0-9-0"),
    Contender::peer(NEWEST, "peer-hotpath-0-30-3", "hotpath-0-30-3"),
    Contender::peer("fastrace", "peer-fastrace", "fastrace"),
    Contender::peer("tracing", "peer-tracing", "tracing"),
    Contender::peer("puffin", "peer-puffin", "puffin"),
];
