//! The operating system's monotonic clock.

use std::{sync::OnceLock, time::Instant};

/// Nanoseconds of the operating system's monotonic clock since the process first asked.
pub(crate) fn now() -> u64 {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    // An offset, so that no reading is 0.
    1 + u64::try_from(ORIGIN.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX - 1)
}
