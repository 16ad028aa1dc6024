//! What all locks have in common.

use crate::engine::{expansion::Site, flow::Locked};

/// Follows a mutex at `site`.
#[inline]
pub const fn mutex<L>(site: &'static Site, raw: L) -> Locked<L> {
    Locked::follow(site, raw)
}

/// Follows a lock for reading and writing at `site`.
#[inline]
pub const fn rw_lock<L>(site: &'static Site, raw: L) -> Locked<L> {
    Locked::follow(site, raw)
}
