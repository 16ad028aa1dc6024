//! The lock-free protocols of the recorder, small enough for a model checker: loom runs exactly this code.
//!
//! One thread owns a recorder and is the only one that writes to it; any thread may read at any time. (A [`Balance`], a
//! [`Place`], a [`Queue`] and [`Ends`] have several writers, and say how.) What several words must agree on lives here. Outside, single pointers that
//! are written once (a histogram's octave, a chunk of recent calls, the table of tracked blocks) and the session's number are
//! published with Release and read with Acquire; all else is plain loads and stores.

#[cfg(any(loom, feature = "hotpath-alloc"))]
mod balance;
mod counter;
mod epoch;
mod list;
mod pair;
#[cfg(any(loom, feature = "hotpath-alloc"))]
mod place;
mod pool;
mod published;
mod queue;
mod seqlock;
mod sync;
mod transfer;

#[cfg(all(test, loom))]
mod model;

#[cfg(any(loom, feature = "hotpath-alloc"))]
pub(crate) use balance::Balance;
pub(crate) use counter::Counter;
pub(crate) use epoch::Epoch;
pub(crate) use list::{Link, Linked, List};
pub(crate) use pair::{PAIR_BITS, Pair, Pairs};
#[cfg(any(loom, feature = "hotpath-alloc"))]
pub(crate) use place::{Key, Place};
pub(crate) use pool::Pool;
pub(crate) use published::Published;
pub(crate) use queue::{Ends, Queue, Side};
pub(crate) use seqlock::SeqLock;
#[cfg(not(loom))]
pub(crate) use sync::AtomicPtr;
#[cfg(feature = "hotpath-alloc")]
pub(crate) use transfer::Transfer;
