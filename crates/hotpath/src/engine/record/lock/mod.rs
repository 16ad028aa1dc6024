//! A followed lock: how long it is waited for and held, and by whom.
//!
//! The clock is read when a lock is taken and when it is given back; before it is taken only where somebody waits.

mod guard;
mod hold;
mod locked;
mod owned;

pub use guard::LockGuard;
pub use hold::Ready;
pub use locked::{Access, LockWait, Locked};
pub use owned::{Guards, GuardsMut, Owned};
