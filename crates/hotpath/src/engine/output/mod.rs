//! Output: rendered bytes to their place.

mod deliver;
mod metrics;
mod place;

pub use deliver::complain;
pub(crate) use deliver::{deliver, deliver_timeline};
pub(crate) use place::{Form, Place, own_path, path_of_process};
