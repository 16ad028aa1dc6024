//! The lock-free protocols of the recorder, small enough for a model checker: loom runs exactly this code.
//!
//! One thread owns a recorder and is the only one that writes to it; any thread may read at any time. Everything that
//! needs an ordering above `Relaxed` lives here, so that the rest of the recorder is plain loads and stores.

mod counter;
mod epoch;
mod list;
mod pair;
mod pool;
mod seqlock;
mod sync;

#[cfg(all(test, loom))]
mod model;

pub(crate) use counter::Counter;
pub(crate) use epoch::Epoch;
pub(crate) use list::{Link, Linked, List};
pub(crate) use pair::{PAIR_BITS, Pair};
pub(crate) use pool::Pool;
pub(crate) use seqlock::SeqLock;
#[cfg(not(loom))]
pub(crate) use sync::AtomicPtr;
