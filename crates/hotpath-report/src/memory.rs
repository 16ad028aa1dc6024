//! What is known of the program's memory as a whole.

use serde::{Deserialize, Serialize};

/// The allocations of the whole program between the start of the session and the report, on all threads, inside and
/// outside of measured functions; those of hotpath itself are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Whether allocations were counted at all. `false` when the counting allocator is not the program's global
    /// allocator: then all other fields are 0 and say nothing.
    pub is_counted: bool,
    /// Blocks allocated.
    pub allocations: u64,
    /// Blocks that were made larger or smaller.
    pub reallocations: u64,
    /// Bytes allocated, with the growth of reallocated blocks.
    pub bytes: u64,
    /// Blocks freed.
    pub frees: u64,
    /// Bytes freed, with what reallocated blocks have lost.
    pub freed_bytes: u64,
    /// Bytes allocated minus bytes freed. Below 0 when blocks from before the session were freed in it.
    pub live_bytes: i64,
    /// The highest value of `live_bytes`, within `peak_error_bytes`.
    pub peak_live_bytes: i64,
    /// By how much `peak_live_bytes` may be off, in bytes: threads publish what they allocate in steps.
    pub peak_error_bytes: u64,
    /// When the peak was reached, in nanoseconds since the start of the session.
    pub peak_at_ns: u64,
    /// Full names of the functions that were running on the thread that reached the peak, outermost first; empty
    /// outside of measured functions.
    pub peak_path: Vec<String>,
    /// Blocks allocated by ending threads after their figures were handed over; the row [`OUTSIDE`](crate::OUTSIDE) has
    /// them, too.
    pub late_allocations: u64,
    /// Bytes of those blocks.
    pub late_bytes: u64,
    /// How blocks that stay allocated were followed; `None` when they were not.
    pub tracking: Option<Tracking>,
}

/// How blocks that stay allocated were followed from their allocation to their end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tracking {
    /// One block is followed per this many bytes on average; 1 follows every block, and figures are exact.
    pub sample_bytes: u64,
    /// Blocks of the session in the table at the time of the report.
    pub tracked_blocks: u64,
    /// Blocks that should have been followed and were not, because the table was full.
    pub untracked_blocks: u64,
    /// Blocks of the session that the table holds at most: its places, less those of blocks from earlier sessions that are not
    /// freed.
    pub capacity: u64,
}
