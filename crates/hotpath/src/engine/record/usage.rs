//! Amounts of memory: what was allocated and freed, and how it is spread over calls.

use core::ops::{AddAssign, Sub};

pub use super::counts::AllocCounts;
use super::{by_name::ByName, histogram::BucketCounts};

impl AllocCounts {
    /// Was anything allocated or freed?
    pub(crate) fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

impl AddAssign for AllocCounts {
    fn add_assign(&mut self, other: Self) {
        self.allocations += other.allocations;
        self.reallocations += other.reallocations;
        self.bytes += other.bytes;
        self.frees += other.frees;
        self.freed_bytes += other.freed_bytes;
    }
}

/// What came since an earlier moment.
impl Sub for AllocCounts {
    type Output = Self;

    /// The numbers only grow; a reader that finds them in between finds no less than 0.
    fn sub(self, earlier: Self) -> Self {
        Self {
            allocations: self.allocations.saturating_sub(earlier.allocations),
            reallocations: self.reallocations.saturating_sub(earlier.reallocations),
            bytes: self.bytes.saturating_sub(earlier.bytes),
            frees: self.frees.saturating_sub(earlier.frees),
            freed_bytes: self.freed_bytes.saturating_sub(earlier.freed_bytes),
        }
    }
}

/// What the nodes of a recorder hold: all of them, and the one outside of functions.
pub(crate) type Usage = (AllocCounts, AllocCounts);

/// What a call path allocated by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NodeUsage {
    pub(crate) usage: AllocCounts,
    /// The largest block.
    pub(crate) largest: u64,
}

impl NodeUsage {
    /// Adds the same path of another thread.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.usage += other.usage;
        self.largest = self.largest.max(other.largest);
    }
}

/// What the calls of a function allocated, each call by itself: with all that it called, and alone. Calls that
/// allocated nothing are not in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallsUsage {
    pub(crate) cumulative: PerCall,
    pub(crate) exclusive: PerCall,
}

impl CallsUsage {
    /// Adds calls on another thread.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.cumulative.merge(&other.cumulative);
        self.exclusive.merge(&other.exclusive);
    }
}

/// Bytes and allocations of single calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct PerCall {
    pub(crate) bytes: Spread,
    pub(crate) allocations: Spread,
}

impl PerCall {
    /// Adds other calls.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.bytes.merge(&other.bytes);
        self.allocations.merge(&other.allocations);
    }
}

/// One amount of many calls.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    pub(crate) buckets: BucketCounts,
    pub(crate) sum: u64,
    pub(crate) least: u64,
    pub(crate) most: u64,
}

impl Default for Spread {
    fn default() -> Self {
        Self { buckets: BucketCounts::default(), sum: 0, least: u64::MAX, most: 0 }
    }
}

impl Spread {
    /// Adds calls of one amount.
    pub(crate) fn add(&mut self, amount: u64, calls: u64) {
        if calls > 0 {
            self.buckets.record_times(amount, calls);
            self.sum += amount.wrapping_mul(calls);
            self.least = self.least.min(amount);
            self.most = self.most.max(amount);
        }
    }

    /// Adds other calls.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.buckets.merge(&other.buckets);
        self.sum += other.sum;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
    }
}

/// What one thread, or several that have ended, allocated in a session.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ThreadUsage {
    pub(crate) threads: u64,
    pub(crate) total: AllocCounts,
    /// Of it, outside of any measured function.
    pub(crate) outside: AllocCounts,
}

impl AddAssign<&Self> for ThreadUsage {
    fn add_assign(&mut self, other: &Self) {
        self.threads += other.threads;
        self.total += other.total;
        self.outside += other.outside;
    }
}

/// What a recorder knows of its threads' memory in a session.
#[derive(Clone, Debug, Default)]
pub(crate) struct ThreadReading {
    pub(crate) total: AllocCounts,
    /// Its owner now.
    pub(crate) living: Option<(u64, ThreadUsage)>,
    pub(crate) ended: ByName<ThreadUsage>,
    pub(crate) peak: Option<Peak>,
}

/// The most bytes that were live at once, as one thread saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peak {
    pub(crate) bytes: i64,
    pub(crate) tick: u64,
    /// The node that was current on that thread, by its address.
    pub(crate) node: usize,
}

/// Blocks that are tracked and not freed, allocated on one path.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LiveBlocks {
    pub(crate) bytes: f64,
    pub(crate) blocks: f64,
}

impl AddAssign for LiveBlocks {
    fn add_assign(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.blocks += other.blocks;
    }
}

/// How blocks are tracked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tracking {
    /// Bytes between two samples on average; 1 for every block.
    pub(crate) sample_bytes: u64,
    pub(crate) tracked: u64,
    /// That should have been tracked when the table was full.
    pub(crate) untracked: u64,
    pub(crate) capacity: u64,
}
