//! The table of what is followed, which [`flow!`](crate::flow) makes, and what its functions share.

use std::{future::Future, time::Duration};

use futures_util::FutureExt;
use tokio::runtime::{Builder, Runtime};

use crate::{Load, step, yield_once};

/// Places of a bounded channel.
pub const CAPACITY: usize = 128;

/// Messages sent in a row before as many are received, where nobody waits.
pub const FILL: u64 = 64;

/// Requests that are alive at a time.
pub const BATCH: u64 = 100;

/// Does a thing about so many times, and says how many.
pub type Loop = Box<dyn FnMut(u64) -> u64>;

/// Makes, uses and drops so many things, and says how long making them took.
pub type Requests = Box<dyn FnMut(u64) -> Duration>;

/// What a peer follows, made by [`flow!`](crate::flow).
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// One of each kind.
    pub channels: &'static [Channel],
    /// A tokio oneshot made, sent to and awaited.
    pub oneshot: fn() -> Loop,
    /// Items of one stream that has them at once.
    pub stream: fn() -> Loop,
    /// Futures of one step that are ready at once.
    pub ready: fn() -> Loop,
    /// Futures of one step that yield once.
    pub yielding: fn() -> Loop,
    /// Things that live as long as a request does.
    pub requests: &'static [Request],
    /// Sends so many messages under a load, and says for each the nanoseconds from just before it was sent until it had
    /// been received. No sender waits: what is measured is the time in the queue.
    pub queue: fn(Load, u64) -> Vec<u64>,
    /// Mutexes, where the peer has them.
    pub locks: Option<Locks>,
}

/// A channel of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Channel {
    /// What the scenario is called.
    pub name: &'static str,
    /// Fills it with [`FILL`] messages and empties it, in turn, on one thread: nobody waits.
    pub alone: fn() -> Loop,
    /// Makes one, sends it so many messages from one task or thread, and receives them in another.
    pub pair: fn(u64),
    /// Do both run on the calling thread?
    pub has_one_thread: bool,
}

/// A thing that lives as long as a request.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// What the scenario is called.
    pub name: &'static str,
    /// Makes, uses and drops it, [`BATCH`] at a time.
    pub many: fn() -> Requests,
}

/// Mutexes of std, made by [`locks!`](crate::locks).
#[derive(Clone, Copy, Debug)]
pub struct Locks {
    /// Locks one for a step of work, on one thread.
    pub alone: fn() -> Loop,
    /// Locks one so many times in all, each for a step of work, from so many threads at once.
    pub contended: fn(u64, u64),
    /// Mutexes that live as long as a request, where the peer can bear a million of them.
    pub requests: Option<Request>,
}

/// A runtime whose tasks run on the thread that blocks on them.
#[must_use]
pub fn current_thread() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

/// A runtime with two threads for tasks.
#[must_use]
pub fn two_workers() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).build().expect("a runtime")
}

/// The result of a future that blocks the thread instead of being pending.
pub fn ready<F: Future>(future: F) -> F::Output {
    future.now_or_never().expect("nothing is awaited here")
}

/// One step, ready at once.
pub async fn step_at_once(x: u64) -> u64 {
    step(x)
}

/// One step after having yielded once.
pub async fn step_later(x: u64) -> u64 {
    yield_once().await;
    step(x)
}
