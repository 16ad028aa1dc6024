//! Functions twice, as they are and annotated, whose machine code must be the same with the feature off.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// With everything of hotpath.
pub mod annotated;
/// Without anything of hotpath.
pub mod plain;

/// A future that is pending at its first poll.
#[derive(Debug, Default)]
pub struct YieldOnce {
    yielded: bool,
}

impl Future for YieldOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// What both sides implement for a type of their own.
pub trait Tally {
    /// Adds one for each even value.
    fn tally(&mut self, values: &[u32]);
}
