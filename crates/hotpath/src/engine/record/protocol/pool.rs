//! Objects that live for ever and are lent to one thread at a time.

use super::sync::{Mutex, MutexGuard, const_new};

/// All objects ever made, and those nobody holds at the moment.
///
/// The lock orders an owner's last write before the next owner's first read, so that an object may hold data that only
/// its owner touches. It is taken when a thread starts or ends and while one is looked at, never per call.
#[derive(Debug)]
pub(crate) struct Pool<T: 'static>(Mutex<Lists<T>>);

#[derive(Debug)]
struct Lists<T: 'static> {
    all: Vec<&'static T>,
    free: Vec<&'static T>,
}

impl<T> Pool<T> {
    const_new! {
        /// An empty pool.
        pub(crate) fn new() -> Self { Self(Mutex::new(Lists { all: Vec::new(), free: Vec::new() })) }
    }

    /// An object of one's own: a free one, or the one that `make` makes from its number. `prepare` runs under the lock.
    pub(crate) fn take(&self, make: impl FnOnce(usize) -> &'static T, prepare: impl FnOnce(&'static T)) -> &'static T {
        let mut lists = self.lock();
        let object = lists.free.pop().unwrap_or_else(|| {
            let object = make(lists.all.len());
            lists.all.push(object);
            object
        });
        prepare(object);
        object
    }

    /// Gives an object back; the caller must not touch it any more. `finish` runs under the lock.
    pub(crate) fn give(&self, object: &'static T, finish: impl FnOnce(&'static T)) {
        let mut lists = self.lock();
        finish(object);
        lists.free.push(object);
    }

    /// All objects ever made, held or free.
    pub(crate) fn all(&self) -> Vec<&'static T> {
        self.lock().all.clone()
    }

    /// Calls `visit` with each of them, under the lock: none is given back meanwhile. The lock is free between two of them.
    pub(crate) fn each(&self, mut visit: impl FnMut(&'static T)) {
        for index in 0.. {
            let lists = self.lock();
            let Some(object) = lists.all.get(index) else { return };
            visit(object);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lists<T>> {
        // A panic under the lock leaves two vectors of shared references: valid whatever happened.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
