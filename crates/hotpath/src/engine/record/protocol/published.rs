//! Something that is made when first needed and stays: one thread makes it, any thread reads it.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. a non-null pointer comes from a `&'static T` and is written once.

use core::ptr;

use super::sync::{
    AtomicPtr,
    Ordering::{Acquire, Relaxed, Release},
    const_new,
};

/// Nothing, and later a `T` for ever.
#[derive(Debug)]
pub(crate) struct Published<T: 'static>(AtomicPtr<T>);

impl<T> Published<T> {
    const_new! {
        /// Nothing yet.
        pub(crate) fn new() -> Self { Self(AtomicPtr::new(ptr::null_mut())) }
    }

    /// Owner only: what there is, made by `make` if there is nothing.
    #[inline(always)]
    pub(crate) fn get_or_make(&self, make: impl FnOnce() -> &'static T) -> &'static T {
        // SAFETY: by invariant 1.
        if let Some(made) = unsafe { self.0.load(Relaxed).cast_const().as_ref() } {
            return made;
        }
        let made = make();
        // Release: pairs with the Acquire in `get`. Who finds it finds it whole.
        self.0.store(ptr::from_ref(made).cast_mut(), Release);
        made
    }

    /// Any thread: what there is.
    pub(crate) fn get(&self) -> Option<&'static T> {
        // SAFETY: by invariant 1. Acquire: pairs with the Release in `get_or_make`.
        unsafe { self.0.load(Acquire).cast_const().as_ref() }
    }
}
