//! Output: rendered bytes to their place.

mod deliver;
mod metrics;
mod place;

pub use deliver::complain;
pub(crate) use deliver::deliver;
pub(crate) use place::{Form, Place, own_path};
