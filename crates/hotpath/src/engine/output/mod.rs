//! Output: rendered bytes to their place.

mod deliver;
mod metrics;
mod place;

pub(crate) use deliver::{complain, deliver};
pub(crate) use place::{Form, Place};
