//! A followed stream: every poll is entered and left like a call, and every item is counted as one.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. `Streamed::stream` is pinned whenever its `Streamed` is: it is never moved out or handed out unpinned then, and no
//!    `Drop` of ours touches it.

use core::{
    fmt::Debug,
    hint::black_box,
    marker::PhantomData,
    mem,
    ops::{Deref, DerefMut},
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::{FusedStream, Stream};

use super::{
    future::{Keep, Nothing, State, Text, Unwinding},
    listed::{Listing, StreamList},
    slot::ItemType,
    thread,
};
use crate::engine::{clock, site::Site};

/// Follows `stream` at `site`.
#[inline]
pub fn stream<S: Stream>(site: &'static Site, stream: S) -> Streamed<S> {
    Streamed { state: State::new(site), stream, listing: Listing::NONE, keep: PhantomData }
}

/// Follows `stream` at `site` and keeps the `Debug` text of its items.
#[inline]
pub fn stream_logged<S: Stream<Item: Debug>>(site: &'static Site, stream: S) -> Streamed<S, Text> {
    Streamed { state: State::new(site), stream, listing: Listing::NONE, keep: PhantomData }
}

/// Lists a stream that is followed.
#[inline]
pub fn listed<S, K>(list: &'static StreamList, stream: Streamed<S, K>) -> Streamed<S, K> {
    Streamed { listing: Listing::on(list), ..stream }
}

/// A stream whose items are counted: a few words more, no allocation, wakers passed through.
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Streamed<S, K = Nothing> {
    state: State,
    listing: Listing,
    stream: S,
    keep: PhantomData<fn() -> K>,
}

impl<S: Stream, K: Keep<S::Item>> Stream for Streamed<S, K> {
    type Item = S::Item;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        // SAFETY: by invariant 1 `stream` stays where it is.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: by invariant 1.
        let stream = unsafe { Pin::new_unchecked(&mut this.stream) };
        let Some(frame) = thread::enter(this.state.site()) else { return stream.poll_next(cx) };
        if this.state.begin_item(&frame) {
            frame.slot.item.get_or_make(ItemType::of::<S::Item>);
        }
        let unwinding = Unwinding { frame: &frame, state: &mut this.state };
        let result = stream.poll_next(cx);
        black_box(&result);
        let end = clock::end();
        mem::forget(unwinding);
        let taken = frame.leave_poll(end);
        if let Some(taken) = &taken {
            frame.slot.poll_times.record(taken.ticks);
        }
        if this.state.add_poll(&frame, taken, end) {
            this.listing.go_on(frame.slot.site);
            match &result {
                Poll::Pending => {}
                Poll::Ready(Some(item)) => {
                    if K::IS_ANY
                        && let Some(number) = this.listing.number()
                    {
                        frame.slot.note(number);
                    }
                    this.state.complete_item(&frame, end, K::IS_ANY);
                    this.listing.count(|stream| &stream.yielded);
                    K::keep(&frame, end, item);
                }
                Poll::Ready(None) => {
                    frame.slot.completed.add(1);
                    this.state.end();
                    this.listing.end(|stream| &stream.completed);
                }
            }
        }
        result
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

impl<S: FusedStream, K: Keep<S::Item>> FusedStream for Streamed<S, K> {
    #[inline]
    fn is_terminated(&self) -> bool {
        self.stream.is_terminated()
    }
}

/// What else the stream can do.
impl<S, K> Deref for Streamed<S, K> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        &self.stream
    }
}

/// A pinned stream that may not move gives no `&mut` to itself, and so none to the one inside.
impl<S, K> DerefMut for Streamed<S, K> {
    #[inline]
    fn deref_mut(&mut self) -> &mut S {
        &mut self.stream
    }
}
