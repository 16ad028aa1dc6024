//! A list that grows at its head and never shrinks: one thread pushes, any thread walks.
//!
//! Invariants that the `SAFETY` note below cites:
//! 1. every non-null pointer in a head and in a link comes from a `&'static T`;
//! 2. a link is written once, before its element is published.

use core::{marker::PhantomData, ptr};

use super::sync::{
    AtomicPtr,
    Ordering::{Acquire, Relaxed, Release},
    const_new,
};

/// The link an element carries to the element pushed before it.
#[derive(Debug)]
pub(crate) struct Link<T>(AtomicPtr<T>);

impl<T> Link<T> {
    const_new! {
        /// A link to nothing.
        pub(crate) fn new() -> Self { Self(AtomicPtr::new(ptr::null_mut())) }
    }
}

/// What can be an element of a [`List`].
pub(crate) trait Linked: Sized + 'static {
    /// The element's link.
    fn link(&self) -> &Link<Self>;
}

/// Elements in the reverse order of their publication.
#[derive(Debug)]
pub(crate) struct List<T: 'static>(AtomicPtr<T>, PhantomData<&'static T>);

impl<T: Linked> List<T> {
    const_new! {
        /// An empty list.
        pub(crate) fn new() -> Self { Self(AtomicPtr::new(ptr::null_mut()), PhantomData) }
    }

    /// Owner only: publishes `element`, which is in no list yet.
    pub(crate) fn push(&self, element: &'static T) {
        element.link().0.store(self.0.load(Relaxed), Relaxed);
        // Release: pairs with the Acquire in `iter`. Who finds the element finds it whole.
        self.0.store(ptr::from_ref(element).cast_mut(), Release);
    }

    /// Any thread: all elements published so far, newest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static T> + use<T> {
        // Acquire: pairs with the Release in `push`; older elements were published before, so `Relaxed` does below.
        let mut next = self.0.load(Acquire);
        core::iter::from_fn(move || {
            // SAFETY: by invariant 1 the pointer is null or a `&'static T`.
            let element = unsafe { next.cast_const().as_ref() }?;
            next = element.link().0.load(Relaxed);
            Some(element)
        })
    }
}
