//! Senders that keep no channel open.

use core::{
    fmt::{self, Debug},
    ops::Deref,
};

use crate::engine::flow::WeakEnd;

/// The weak sender `W` of a channel of `T` that is followed. It dereferences to the raw one.
pub struct WeakTx<W, T> {
    pub(super) raw: W,
    pub(super) end: WeakEnd<T>,
}

impl<W, T> Deref for WeakTx<W, T> {
    type Target = W;

    #[inline]
    fn deref(&self) -> &W {
        &self.raw
    }
}

impl<W: Clone, T> Clone for WeakTx<W, T> {
    fn clone(&self) -> Self {
        Self { raw: self.raw.clone(), end: self.end.clone() }
    }
}

impl<W: Debug, T> Debug for WeakTx<W, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
