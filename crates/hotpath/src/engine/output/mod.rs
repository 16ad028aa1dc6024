//! Output: rendered bytes to their place.

mod deliver;
mod metrics;

pub(crate) use deliver::{complain, deliver};
