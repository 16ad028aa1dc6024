//! What the expansions of `measure_block!` ask of a runtime, written down.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{__private::Site, record};

/// The value of a body, whose span ends here.
pub fn finish<S, R>(span: S, result: R) -> R {
    drop(span);
    result
}

/// A detached timer.
#[derive(Debug)]
pub struct Timer;

impl Drop for Timer {
    fn drop(&mut self) {
        record("drop timer".to_owned());
    }
}

/// A timer.
#[must_use]
pub fn timer(site: Site) -> Timer {
    record(format!("timer {}", site.description));
    Timer
}

/// A block: `block` where it begins, `leave` and `enter` around what it waits for, `finish` at its end or `drop`.
#[derive(Debug)]
pub struct Block {
    label: String,
    state: State,
}

#[derive(Debug, PartialEq)]
enum State {
    Entered,
    Left,
    Finished,
}

impl Block {
    fn enter(&mut self) {
        if self.state == State::Left {
            self.note("enter", State::Entered);
        }
    }

    fn note(&mut self, what: &str, state: State) {
        record(format!("{what} {}", self.label));
        self.state = state;
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if self.state != State::Finished {
            self.note(if self.state == State::Left { "cancel" } else { "drop" }, State::Finished);
        }
    }
}

/// A block.
#[must_use]
pub fn block(site: Site) -> Block {
    record(format!("block {}", site.description));
    let label = site.description.split('"').nth(1).unwrap_or_default().to_owned();
    Block { label, state: State::Entered }
}

/// Ends `block`.
pub fn finish_block<R>(result: R, mut block: Block) -> R {
    block.note("finish", State::Finished);
    result
}

/// A future that is the last thing of a block.
pub fn awaited<F: IntoFuture>(block: Block, future: F) -> Awaited<F::IntoFuture> {
    Awaited(Some(block), Box::pin(future.into_future()))
}

/// Ends the block that comes with `result`.
pub fn finish_awaited<R>((result, block): (R, Block)) -> R {
    finish_block(result, block)
}

/// Wraps what is awaited.
pub trait Await: IntoFuture + Sized {
    /// Awaited in `block`.
    fn __hotpath_within(self, block: &mut Block) -> Within<'_, Self::IntoFuture> {
        Within(block, Box::pin(self.into_future()))
    }
}

impl<F: IntoFuture> Await for F {}

/// See [`awaited`].
#[derive(Debug)]
pub struct Awaited<F>(Option<Block>, Pin<Box<F>>);

impl<F: Future> Future for Awaited<F> {
    type Output = (F::Output, Block);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self(block, future) = &mut *self;
        let output = ready!(poll(block.as_mut().expect("not ready yet"), future, cx));
        Poll::Ready((output, block.take().expect("not ready yet")))
    }
}

/// See [`Await`].
#[derive(Debug)]
pub struct Within<'a, F>(&'a mut Block, Pin<Box<F>>);

impl<F: Future> Future for Within<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self(block, future) = &mut *self;
        poll(block, future, cx)
    }
}

fn poll<F: Future>(block: &mut Block, future: &mut Pin<Box<F>>, cx: &mut Context<'_>) -> Poll<F::Output> {
    block.enter();
    let result = future.as_mut().poll(cx);
    if result.is_pending() {
        block.note("leave", State::Left);
    }
    result
}
