//! What a future or a stream holds of the endpoint it was made of.

use core::ops::Deref;

/// Either the endpoint's own, or lent by it.
#[derive(Clone, Debug)]
pub(super) enum Held<'a, E> {
    Owned(E),
    Lent(&'a E),
}

impl<E> Deref for Held<'_, E> {
    type Target = E;

    #[inline]
    fn deref(&self) -> &E {
        match self {
            Self::Owned(end) => end,
            Self::Lent(end) => end,
        }
    }
}
