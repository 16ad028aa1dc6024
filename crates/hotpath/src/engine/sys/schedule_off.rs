//! Elsewhere: the scheduler is left alone.

/// The calling thread.
pub(crate) struct Wanderer;

impl Wanderer {
    /// As it is.
    pub(crate) fn new() -> Self {
        Self
    }

    /// It stays where the system puts it.
    pub(crate) fn move_on(&self, _: u64) {}
}
