//! Streams one by one, for places that are asked to list them.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};

use super::thread::unmeasured;
use crate::engine::{site::Site, sys};

/// How many channels or streams of a place are listed one by one.
pub(crate) const LISTED: usize = 1_000;

/// The streams of a place. It is a `static`.
#[derive(Debug)]
pub struct StreamList(Mutex<Streams>);

#[derive(Debug)]
struct Streams {
    site: Option<&'static Site>,
    listed: Vec<Arc<ListedStream>>,
    /// All those that came when the list was full.
    others: Option<Arc<ListedStream>>,
}

/// What is counted of one stream, or of those that are not listed together.
#[derive(Debug, Default)]
pub(crate) struct ListedStream {
    /// Its place on the list; `None` for those that are not listed by themselves.
    pub(crate) number: Option<u64>,
    pub(crate) yielded: AtomicU64,
    pub(crate) streams: AtomicU64,
    pub(crate) completed: AtomicU64,
    pub(crate) dropped: AtomicU64,
    /// Has the session ended in which it is listed?
    is_stale: AtomicBool,
}

/// All places that list their streams.
static LISTS: Mutex<Vec<&'static StreamList>> = Mutex::new(Vec::new());

fn lists() -> MutexGuard<'static, Vec<&'static StreamList>> {
    LISTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl StreamList {
    /// No stream.
    #[expect(clippy::new_without_default, reason = "expansions make it, as a constant")]
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(Streams { site: None, listed: Vec::new(), others: None }))
    }

    /// One more stream of `site`.
    pub(super) fn add(&'static self, site: &'static Site) -> Option<Arc<ListedStream>> {
        let mut streams = self.lock()?;
        unmeasured(|| {
            if streams.site.is_none() {
                streams.site = Some(site);
                lists().push(self);
            }
            let stream = if streams.listed.len() < LISTED {
                let number = Some(streams.listed.len() as u64);
                let stream = Arc::new(ListedStream { number, ..ListedStream::default() });
                streams.listed.push(stream.clone());
                stream
            } else {
                streams.others.get_or_insert_default().clone()
            };
            stream.streams.fetch_add(1, Relaxed);
            Some(stream)
        })
    }

    /// Nothing in a child of a fork, which has the lock as it was.
    fn lock(&self) -> Option<MutexGuard<'_, Streams>> {
        (!sys::is_known_fork()).then(|| self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

/// A session begins: streams that go on in it are listed when they go on.
pub(crate) fn start_lists() {
    let lists = lists().clone();
    for list in lists {
        if let Some(mut streams) = list.lock() {
            let stale = streams.listed.drain(..).collect::<Vec<_>>().into_iter().chain(streams.others.take());
            stale.for_each(|stream| stream.is_stale.store(true, Relaxed));
        }
    }
}

/// The streams that are listed, and all others together.
pub(crate) type ListedAndOthers = (Vec<Arc<ListedStream>>, Option<Arc<ListedStream>>);

/// The streams of a place that lists them, in the order in which they came, and all others together.
pub(crate) fn listed_streams(site: &'static Site) -> Option<ListedAndOthers> {
    let lists = lists().clone();
    lists.into_iter().find_map(|list| {
        let streams = list.lock()?;
        let is_its = streams.site.is_some_and(|its| std::ptr::eq(its, site));
        is_its.then(|| (streams.listed.clone(), streams.others.clone()))
    })
}

/// A stream's place on a list, if it has one.
#[derive(Debug)]
pub(super) struct Listing(Option<(&'static StreamList, Option<Arc<ListedStream>>)>);

impl Listing {
    /// The stream is on no list.
    pub(super) const NONE: Self = Self(None);

    /// The stream is on the list from its first poll on.
    pub(super) fn on(list: &'static StreamList) -> Self {
        Self(Some((list, None)))
    }

    /// The stream of `site` was polled: from its first poll in a session on, it is on the list.
    #[inline(always)]
    pub(super) fn go_on(&mut self, site: &'static Site) {
        if let Some((list, stream)) = &mut self.0
            && stream.as_ref().is_none_or(|stream| stream.is_stale.load(Relaxed))
        {
            join(list, stream, site);
        }
    }

    /// The stream's place on the list.
    pub(super) fn number(&self) -> Option<u64> {
        self.0.as_ref()?.1.as_ref()?.number
    }

    /// Something is to be counted.
    #[inline(always)]
    pub(super) fn count(&self, count: fn(&ListedStream) -> &AtomicU64) {
        if let Some((_, Some(stream))) = &self.0 {
            count(stream).fetch_add(1, Relaxed);
        }
    }

    /// The stream has come to its end, or is dropped: nothing more is counted.
    #[cold]
    pub(super) fn end(&mut self, count: fn(&ListedStream) -> &AtomicU64) {
        if let Some((_, Some(stream))) = self.0.take() {
            count(&stream).fetch_add(1, Relaxed);
            unmeasured(|| drop(stream));
        }
    }
}

#[cold]
#[inline(never)]
fn join(list: &'static StreamList, stream: &mut Option<Arc<ListedStream>>, site: &'static Site) {
    let joined = list.add(site);
    // Of an earlier session.
    let stale = core::mem::replace(stream, joined);
    unmeasured(|| drop(stale));
}

impl Drop for Listing {
    #[inline]
    fn drop(&mut self) {
        if self.0.is_some() {
            self.end(|stream| &stream.dropped);
        }
    }
}
