//! The recorder: a thread's own record of its calls, written without lock, allocation or event when warm.

mod call;
mod calls;
mod future;
mod histogram;
mod node;
mod protocol;
mod recorder;
mod slot;
#[cfg(test)]
mod tests;
mod text;
mod thread;
mod timer;

pub use call::{Guard, call, call_logged, finish, guard};
pub(crate) use calls::{MAX_RECENT, RecentCall, SLOW, SlowCall, recent_shown, show_recent};
pub use future::{Measured, future, future_logged};
pub(crate) use histogram::BucketCounts;
pub(crate) use node::Node;
pub(crate) use protocol::PAIR_BITS;
pub(crate) use recorder::{Recorder, Tenure};
pub(crate) use slot::SlotReading;
pub(crate) use text::set_text_limits;
pub(crate) use thread::{joined, place, recorders, set_session, unmeasured};
pub use timer::{Timer, timer};
