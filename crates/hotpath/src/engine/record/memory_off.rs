//! The shadow of `memory` in builds that do not count allocations: the same names, nothing behind them.

use std::collections::HashMap;

#[path = "uncounted.rs"]
mod uncounted;

pub(crate) use uncounted::{
    Before, COUNTS, Event, Held, count, count_by, direct, held, is_sampling, may_be_tracked, sampled, scope, settle,
};

use super::beside::Noted;
use super::counts;
use super::usage::{AllocCounts, CallsUsage, LiveBlocks, NodeUsage, ThreadReading, Tracking, Usage};

pub(crate) fn most_unpublished(_: &AllocCounts) -> u64 {
    0
}

pub(crate) fn set_session(_: u64) {}

pub(crate) fn is_counted() -> Option<bool> {
    None
}

pub(crate) fn start(_: u64, _: u64) {}

pub(crate) fn stop() {}

pub(crate) fn late() -> AllocCounts {
    AllocCounts::default()
}

pub(crate) fn live_blocks(_: u64) -> HashMap<usize, LiveBlocks> {
    HashMap::new()
}

pub(crate) fn tracking(_: u64) -> Option<Tracking> {
    None
}

#[derive(Debug)]
pub(crate) struct NodeMemory;

impl NodeMemory {
    pub(crate) const fn new() -> Self {
        Self
    }

    pub(crate) fn wipe(&self) {}

    pub(crate) fn read(&self) -> NodeUsage {
        NodeUsage::default()
    }
}

#[derive(Debug)]
pub(crate) struct SlotMemory;

impl SlotMemory {
    pub(crate) const fn new() -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn record(&self, _: u64, _: &CallMemory) {}

    pub(crate) fn wipe(&self) {}

    pub(crate) fn read_recent(&self, _: u64) -> Vec<Noted> {
        Vec::new()
    }

    pub(crate) fn read(&self) -> CallsUsage {
        CallsUsage::default()
    }
}

#[derive(Debug)]
pub(crate) struct ThreadMemory;

impl ThreadMemory {
    pub(crate) const fn new() -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn open(&self, _: &NodeMemory) -> FrameMemory {
        FrameMemory
    }

    #[inline(always)]
    pub(crate) fn close(&self, _: &FrameMemory, _: &NodeMemory, _: bool) -> CallMemory {
        CallMemory
    }

    pub(crate) fn join(&self, _: impl FnOnce() -> Usage) {}

    pub(crate) fn begin_tenure(&self, _: impl FnOnce() -> Usage) {}

    pub(crate) fn end_tenure(&self, _: u64, _: impl FnOnce() -> Usage, _: fn() -> Option<String>) {}

    pub(crate) fn forget_tenure(&self, _: &NodeMemory) {}

    pub(crate) fn read(&self, _: u64, _: Option<u64>, _: Usage) -> ThreadReading {
        ThreadReading::default()
    }
}

#[derive(Debug)]
pub(crate) struct FrameMemory;

#[derive(Debug)]
pub(crate) struct CallMemory;

impl CallMemory {
    #[inline(always)]
    pub(crate) fn is_any(&self) -> bool {
        false
    }
}

#[derive(Debug)]
pub(crate) struct FutureMemory;

impl FutureMemory {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn add(&mut self, _: &CallMemory) {}

    #[inline(always)]
    pub(crate) fn call(&self) -> CallMemory {
        CallMemory
    }
}
