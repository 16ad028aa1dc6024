//! Of async-lock.
//!
//! | method | |
//! |---|---|
//! | `Mutex::{lock, lock_blocking, try_lock}`, the same with `_arc` | counted |
//! | `RwLock::{read, upgradable_read, write}`, their `try_`, `_blocking` and `_arc` forms | counted |
//! | of guards: `upgrade`, `try_upgrade`, `upgrade_blocking`, `downgrade`, `downgrade_to_upgradable` | one hold ends, and another begins |
//! | `into_inner`, `get_mut`, of guards `source` | passed through |
//!
//! A guard to read that can be upgraded is one to read. The futures are those of the raw lock, in another type.
//!
//! A followed lock is made at a place, by [`mutex!`](crate::mutex!) or [`rw_lock!`](crate::rw_lock!): it has no `new`, and neither
//! `Default` nor `From`, which could not say where.

mod mutex;
mod rwlock;
mod rwlock_arc;

pub use mutex::{Mutex, MutexGuard, MutexGuardArc};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard};
pub use rwlock_arc::{RwLockReadGuardArc, RwLockUpgradableReadGuardArc, RwLockWriteGuardArc};
