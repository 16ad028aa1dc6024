//! Of parking_lot.
//!
//! | method | |
//! |---|---|
//! | `Mutex::{lock, try_lock, try_lock_for, try_lock_until}`, the same with `_arc`, and of `FairMutex` | counted |
//! | `RwLock::{read, write, upgradable_read}`, their `try_`, `_for`, `_until`, `_recursive` and `_arc` forms | counted |
//! | of guards: `upgrade`, `downgrade`, `downgrade_to_upgradable`, and `upgrade`'s `try_`, `_for`, `_until` forms | one hold ends, and another begins |
//! | of guards: `with_upgraded` and its other forms | a hold to write beside the one to read |
//! | of guards: `unlocked`, `unlocked_fair`, `bump`; `Condvar::{wait, wait_for, wait_until, wait_while, …}` | the lock is not held meanwhile |
//! | of guards: `map`, `try_map`, `try_map_or_err` | the hold goes on |
//! | of guards: `unlock_fair`, `into_arc`, `into_arc_fair` | the hold ends |
//! | `into_inner`, `get_mut`, `is_locked`, `data_ptr`, `raw`, `force_unlock`, `Condvar::notify_one` …; of guards `mutex`, `rwlock`, `leak` | passed through |
//!
//! A guard to read that can be upgraded is one to read. `ReentrantMutex` is not followed, and neither are the guards that `unsafe`
//! functions make of nothing. What is here is for any `R` that lock_api takes, as `parking_lot::lock_api` is.
//!
//! A followed lock is made at a place, by [`mutex!`](crate::mutex!) or [`rw_lock!`](crate::rw_lock!): it has no `new`, and neither
//! `Default` nor `From`, which could not say where. A condition variable that waits with its guards is the one from here.

mod condvar;
mod mutex;
mod mutex_arc;
mod rwlock;
mod rwlock_arc;
mod rwlock_arc_guard;
mod rwlock_guard;
mod upgradable;

use ::parking_lot::{RawFairMutex, RawMutex, RawRwLock};

pub use condvar::Condvar;
pub use mutex_arc::ArcMutexGuard;
pub use rwlock_arc::{ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard};

/// [`parking_lot::Mutex`], followed.
pub type Mutex<T> = lock_api::Mutex<RawMutex, T>;
/// [`parking_lot::MutexGuard`], followed.
pub type MutexGuard<'a, T> = lock_api::MutexGuard<'a, RawMutex, T>;
/// [`parking_lot::MappedMutexGuard`], followed.
pub type MappedMutexGuard<'a, T> = lock_api::MappedMutexGuard<'a, RawMutex, T>;
/// [`parking_lot::FairMutex`], followed.
pub type FairMutex<T> = lock_api::Mutex<RawFairMutex, T>;
/// [`parking_lot::FairMutexGuard`], followed.
pub type FairMutexGuard<'a, T> = lock_api::MutexGuard<'a, RawFairMutex, T>;
/// [`parking_lot::MappedFairMutexGuard`], followed.
pub type MappedFairMutexGuard<'a, T> = lock_api::MappedMutexGuard<'a, RawFairMutex, T>;
/// [`parking_lot::RwLock`], followed.
pub type RwLock<T> = lock_api::RwLock<RawRwLock, T>;
/// [`parking_lot::RwLockReadGuard`], followed.
pub type RwLockReadGuard<'a, T> = lock_api::RwLockReadGuard<'a, RawRwLock, T>;
/// [`parking_lot::RwLockUpgradableReadGuard`], followed.
pub type RwLockUpgradableReadGuard<'a, T> = lock_api::RwLockUpgradableReadGuard<'a, RawRwLock, T>;
/// [`parking_lot::RwLockWriteGuard`], followed.
pub type RwLockWriteGuard<'a, T> = lock_api::RwLockWriteGuard<'a, RawRwLock, T>;
/// [`parking_lot::MappedRwLockReadGuard`], followed.
pub type MappedRwLockReadGuard<'a, T> = lock_api::MappedRwLockReadGuard<'a, RawRwLock, T>;
/// [`parking_lot::MappedRwLockWriteGuard`], followed.
pub type MappedRwLockWriteGuard<'a, T> = lock_api::MappedRwLockWriteGuard<'a, RawRwLock, T>;

pub mod lock_api {
    //! `parking_lot::lock_api`.

    pub use super::{
        mutex::{MappedMutexGuard, Mutex, MutexGuard},
        mutex_arc::ArcMutexGuard,
        rwlock::RwLock,
        rwlock_arc::{ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard},
        rwlock_guard::{MappedRwLockReadGuard, MappedRwLockWriteGuard, RwLockReadGuard, RwLockWriteGuard},
        upgradable::RwLockUpgradableReadGuard,
    };
}
