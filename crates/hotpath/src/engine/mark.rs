//! Texts in the executable that say from outside how it was built: `hotpath run` and `hotpath doctor` look for them, where a report
//! is missing.

use core::hint::black_box;

/// Something in the program starts a session, and what is allocated is counted or not.
#[cold]
pub(crate) fn session<const COUNTS_MEMORY: bool>() {
    // Chosen at compile time: the other text must not be in the executable.
    black_box(const { if COUNTS_MEMORY { WITH_MEMORY } else { SESSION } });
}

/// Something in the program is measured.
#[cold]
pub(crate) fn site() {
    black_box(concat!("hotpath-built-with:site:", env!("CARGO_PKG_VERSION"), ";"));
}

const SESSION: &str = concat!("hotpath-built-with:session:", env!("CARGO_PKG_VERSION"), ";");
const WITH_MEMORY: &str = concat!("hotpath-built-with:session-memory:", env!("CARGO_PKG_VERSION"), ";");
