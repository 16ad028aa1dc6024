//! Messages that were taken at once.

use ::flume as raw;

use crate::engine::flow::ReceiveEnd;

/// [`flume::Drain`](::flume::Drain), followed.
#[derive(Debug)]
pub struct Drain<'a, T> {
    pub(super) raw: raw::Drain<'a, T>,
    pub(super) end: &'a ReceiveEnd<T>,
}

impl<T> Iterator for Drain<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.raw.next().inspect(|message| self.end.show(message))
    }
}

impl<T> ExactSizeIterator for Drain<'_, T> {
    fn len(&self) -> usize {
        self.raw.len()
    }
}
