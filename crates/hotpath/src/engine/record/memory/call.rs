//! What one call allocated.

/// What its node held when a call began, and the sums of finished calls.
#[derive(Debug)]
pub(crate) struct FrameMemory {
    pub(super) bytes: u64,
    pub(super) allocations: u64,
    pub(super) child_bytes: u64,
    pub(super) child_allocations: u64,
    pub(super) shared_bytes: u64,
    pub(super) shared_allocations: u64,
}

/// What a call allocated: with all that it called, and alone.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallMemory {
    pub(super) bytes: u64,
    pub(super) allocations: u64,
    pub(super) own_bytes: u64,
    pub(super) own_allocations: u64,
}

impl CallMemory {
    /// Did it allocate at all? What grows a block allocates, too.
    #[inline(always)]
    pub(crate) fn is_any(&self) -> bool {
        self.bytes != 0
    }
}

/// The sum of a future's polls. A future is kept small: more than 2^32 − 1 allocations count as that many.
#[derive(Debug)]
pub(crate) struct FutureMemory {
    bytes: u64,
    own_bytes: u64,
    allocations: u32,
    own_allocations: u32,
}

impl FutureMemory {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { bytes: 0, own_bytes: 0, allocations: 0, own_allocations: 0 }
    }

    /// Adds a poll.
    #[inline(always)]
    pub(crate) fn add(&mut self, poll: &CallMemory) {
        if poll.is_any() {
            self.bytes += poll.bytes;
            self.own_bytes += poll.own_bytes;
            self.allocations = added(self.allocations, poll.allocations);
            self.own_allocations = added(self.own_allocations, poll.own_allocations);
        }
    }

    /// All polls as one call.
    #[inline(always)]
    pub(crate) fn call(&self) -> CallMemory {
        CallMemory {
            bytes: self.bytes,
            allocations: u64::from(self.allocations),
            own_bytes: self.own_bytes,
            own_allocations: u64::from(self.own_allocations),
        }
    }
}

fn added(sum: u32, amount: u64) -> u32 {
    sum.saturating_add(u32::try_from(amount).unwrap_or(u32::MAX))
}
