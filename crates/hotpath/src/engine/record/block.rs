//! A measured block that awaits: entered like a call, left whenever an `.await` inside it is pending, entered again at the
//! next poll, on whatever thread that is.
//!
//! The block is a value of the surrounding future. Each of its `.await`s borrows it for as long as that takes, so it needs
//! neither a lock nor atomics, and what lies between the awaits runs entered.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. a future in `Within` or `Awaited` is pinned whenever what holds it is: it is never moved out or handed out unpinned,
//!    and no `Drop` of ours touches it;
//! 2. a frame's pointers are those of `&'static Node`s, which any thread may read, and its methods for the owner are called
//!    on the thread whose recorder it is of, and nowhere else (`is_on_this_stack`).

use core::{
    future::{Future, IntoFuture},
    hint::black_box,
    panic::{RefUnwindSafe, UnwindSafe},
    pin::Pin,
    task::{Context, Poll, ready},
};
use std::{iter, mem, ptr, thread::panicking};

use super::{
    call::{Span, finish},
    future::State,
    node::Node,
    recorder::Frame,
    thread,
};
use crate::engine::{clock, site::Site};

/// Begins a block of `site` that may be left and entered again.
#[inline]
#[must_use]
pub fn block(site: &'static Site) -> Block {
    let mut block = Block::outside(State::new(site));
    block.enter();
    block
}

/// Ends `block`, whose awaits borrowed it, now that it has come to `result`.
#[inline]
pub fn finish_block<R>(result: R, block: Block) -> R {
    finish(block, result)
}

/// The future that a block ends with awaiting. It gives the block back, which then lasts until the future is dropped.
#[inline]
pub fn awaited<F: IntoFuture>(block: Block, future: F) -> Awaited<F::IntoFuture> {
    Awaited { block, future: future.into_future() }
}

/// Ends the block that came back from its last await.
#[inline]
pub fn finish_awaited<R>((result, block): (R, Block)) -> R {
    finish(block, result)
}

/// What expansions put in front of an `.await`.
pub trait Await: IntoFuture + Sized {
    /// The future, awaited within `block`.
    #[doc(hidden)]
    #[inline]
    fn __hotpath_within(self, block: &mut Block) -> Within<'_, Self::IntoFuture> {
        Within { block, future: self.into_future() }
    }
}

impl<F: IntoFuture> Await for F {}

/// A block in progress.
#[derive(Debug)]
pub struct Block {
    state: State,
    /// `None` while it is suspended, and while nothing is to be recorded.
    entry: Option<Entry>,
    /// When it was last entered: a destructor that runs while the thread unwinds may await and return as ever.
    was_panicking: bool,
}

/// That a block is entered: how, and on which path.
#[derive(Debug)]
struct Entry {
    frame: Frame,
    node: &'static Node,
}

// SAFETY: by invariant 2.
unsafe impl Send for Block {}
// SAFETY: by invariant 2; a shared block offers nothing but its `Debug`.
unsafe impl Sync for Block {}

// A panic that is caught leaves a block as it leaves a call. The future around it is what it would be without us.
impl UnwindSafe for Block {}
impl RefUnwindSafe for Block {}

impl Block {
    fn outside(state: State) -> Self {
        Self { state, entry: None, was_panicking: false }
    }

    /// Enters the block, unless it is entered.
    #[inline(always)]
    fn enter(&mut self) {
        if self.entry.is_some() {
            return;
        }
        self.was_panicking = panicking();
        self.entry = thread::enter(self.state.site()).map(|frame| Entry { node: frame.recorder.current_node(), frame });
        match &self.entry {
            Some(entry) => self.state.begin(&entry.frame),
            None => self.state.miss(),
        }
    }

    /// Leaves the block, to be entered again.
    #[inline(always)]
    fn suspend(&mut self) {
        if let Some(entry) = self.entry.take() {
            self.leave(&entry, clock::end());
        }
    }

    /// Ends the block, which has been left for good: at its end, or early.
    #[inline(always)]
    fn end_now(&mut self) {
        if let Some(entry) = self.entry.take() {
            let end = clock::end();
            match self.leave(&entry, end) {
                Left::Here => self.state.complete(&entry.frame, end),
                Left::Elsewhere => self.state.complete_elsewhere(end),
                Left::Uncounted => {}
            }
        }
        self.state.end();
    }

    /// Ends the block, which a panic has left.
    #[cold]
    fn end_panicking(&mut self, entry: &Entry) {
        let end = clock::end();
        if let Left::Here = self.leave(entry, end) {
            entry.frame.slot.end_in_panic(self.state.ticks(), end, self.state.polls());
        }
        self.state.end();
    }

    #[inline(always)]
    fn leave(&mut self, entry: &Entry, end: u64) -> Left {
        let frame = &entry.frame;
        if !entry.is_on_this_stack() {
            self.state.add_lost(frame, end);
            return Left::Elsewhere;
        }
        let taken = frame.leave_poll(end);
        if self.state.add_poll(frame, taken, end) { Left::Here } else { Left::Uncounted }
    }
}

impl Entry {
    /// Is the block on the calling thread's stack? It is, unless there was an await that no expansion saw: then the thread may
    /// be another one, or the callers may have returned.
    #[inline(always)]
    fn is_on_this_stack(&self) -> bool {
        let recorder = self.frame.recorder;
        ptr::eq(thread::recorder(), recorder)
            && iter::successors(Some(recorder.current_node()), |node| node.parent).any(|node| ptr::eq(node, self.node))
    }
}

/// How a block was left.
enum Left {
    /// Where it was entered, which was in its session.
    Here,
    /// Somewhere else: an await that no expansion saw has left it entered.
    Elsewhere,
    /// In another session than it began in.
    Uncounted,
}

impl Span for Block {
    #[inline(always)]
    fn end(mut self) {
        self.end_now();
    }
}

impl Drop for Block {
    /// Reached when the block is left early, by `return`, `?`, `break` or a panic. A future that is dropped drops it suspended,
    /// and the state counts that.
    #[inline]
    fn drop(&mut self) {
        let is_panic = self.entry.is_some() && panicking() && !self.was_panicking;
        if !is_panic && self.entry.is_some() {
            self.end_now();
        } else if let Some(entry) = self.entry.take() {
            self.end_panicking(&entry);
        }
    }
}

/// A future awaited within a block that goes on after it.
#[derive(Debug)]
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Within<'a, F> {
    block: &'a mut Block,
    future: F,
}

/// As [`Block`] is: a block that a panic has left is not looked at again.
impl<F: UnwindSafe> UnwindSafe for Within<'_, F> {}

impl<F: Future> Future for Within<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: by invariant 1 `future` stays where it is.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: by invariant 1.
        poll(this.block, unsafe { Pin::new_unchecked(&mut this.future) }, cx)
    }
}

/// A future that is the last thing of the block it holds.
#[derive(Debug)]
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Awaited<F> {
    block: Block,
    future: F,
}

impl<F: Future> Future for Awaited<F> {
    type Output = (F::Output, Block);

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<(F::Output, Block)> {
        // SAFETY: by invariant 1 `future` stays where it is.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: by invariant 1.
        let output = ready!(poll(&mut this.block, unsafe { Pin::new_unchecked(&mut this.future) }, cx));
        let ended = Block::outside(State::ended(this.block.state.site()));
        Poll::Ready((output, mem::replace(&mut this.block, ended)))
    }
}

#[inline(always)]
fn poll<F: Future>(block: &mut Block, future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
    block.enter();
    let result = future.poll(cx);
    black_box(&result);
    if result.is_pending() {
        block.suspend();
    }
    result
}
