//! How long a lock is held.

use core::{mem::ManuallyDrop, ptr};

use super::{
    super::{node::Node, recorder::Recorder, slot::Slot, thread},
    locked::{Access, Origin},
};
use crate::engine::{clock, site::Site};

/// Since when a lock has been held, and by whom.
#[derive(Clone, Copy)]
pub(super) struct Hold<'a> {
    /// Where holds of this access are recorded.
    lane: &'static Site,
    /// 0 where nothing is recorded.
    session: u64,
    start: u64,
    path: Option<&'static Node>,
    /// `None` where the guard may outlive the reference to its lock.
    origin: Option<&'a Origin>,
}

/// Where a hold will be recorded.
#[derive(Clone, Copy)]
pub struct Ready {
    lane: &'static Site,
    place: Option<(&'static Recorder, &'static Slot)>,
}

impl Ready {
    /// To be asked for before the lock is taken: the first time, something is made, and what makes it may want the same lock, or be
    /// slow, where nobody should wait for us.
    #[inline(always)]
    pub(super) fn at(lane: &'static Site) -> Self {
        Self { lane, place: thread::place(lane) }
    }
}

impl<'a> Hold<'a> {
    #[inline(always)]
    pub(super) fn begin(ready: Ready, origin: Option<&'a Origin>) -> Self {
        let Ready { lane, place: Some((recorder, slot)) } = ready else {
            return Self { lane: ready.lane, session: 0, start: 0, path: None, origin };
        };
        let path = recorder.current_node();
        if let Some(origin) = origin {
            origin.set_holder(path);
        }
        slot.begun.add(1);
        Self { lane, session: recorder.epoch.get(), start: clock::start(), path: Some(path), origin }
    }

    #[inline(always)]
    pub(super) fn now(&self) -> u64 {
        if self.session == 0 { 0 } else { clock::end() }
    }

    /// The lock was given back at `end`.
    #[inline(always)]
    pub(super) fn record(&self, end: u64) {
        if self.session != 0
            && let Some((recorder, slot)) = thread::place(self.lane)
            && recorder.epoch.get() == self.session
        {
            let path = self.path.map_or(ptr::null(), ptr::from_ref);
            slot.record_unlisted(clock::since(self.start, end), end, path);
            recorder.add_own_ticks(clock::cost());
        }
    }

    /// Since when somebody waits for the lock; 0 where nobody does. To be asked for while it is held.
    #[inline(always)]
    pub(super) fn waited_since(&self) -> u64 {
        self.origin.map_or(0, Origin::waited_since)
    }

    /// The lock was given back at `end`, and somebody had waited for it since then.
    #[cold]
    #[inline(never)]
    pub(super) fn blame(&self, end: u64, waited_since: u64) {
        if let Some(origin) = self.origin
            && self.session != 0
            && let Some((_, slot)) = thread::place(origin.blamed())
        {
            let path = self.path.map_or(ptr::null(), ptr::from_ref);
            slot.record_unlisted(clock::since(self.start.max(waited_since), end), end, path);
        }
    }

    /// Where the lock was given back at `end`, it is held anew, in the way of `lane`.
    #[inline(always)]
    fn anew(&mut self, lane: &'static Site, end: Option<u64>) {
        if let Some(end) = end {
            self.record(end);
            *self = Self::begin(Ready::at(lane), self.origin);
        }
    }

    /// The same for a guard that may outlive the reference to its lock.
    #[inline(always)]
    pub(super) fn without_origin(self) -> Hold<'static> {
        let Self { lane, session, start, path, origin: _ } = self;
        Hold { lane, session, start, path, origin: None }
    }

    pub(super) fn lane(&self) -> &'static Site {
        self.lane
    }

    pub(super) fn origin(&self) -> Option<&'a Origin> {
        self.origin
    }

    pub(super) fn lane_of(&self, access: Access) -> &'static Site {
        self.origin.map_or(self.lane, |origin| access.held(origin.site))
    }
}

/// A hold whose guard is in somebody else's hands: should they panic, the guard is gone.
pub(super) struct InHands<'a> {
    hold: Hold<'a>,
    /// When the lock was given back, where it has been.
    end: Option<u64>,
}

impl<'a> InHands<'a> {
    #[inline(always)]
    pub(super) fn new(hold: Hold<'a>) -> Self {
        Self { hold, end: None }
    }

    pub(super) fn origin(&self) -> Option<&'a Origin> {
        self.hold.origin
    }

    /// The lock is given back now, where it has not been.
    #[inline(always)]
    pub(super) fn end(&mut self) {
        if self.end.is_none() {
            self.end = Some(self.hold.now());
        }
    }

    /// The guard came back, and holds the lock as before.
    #[inline(always)]
    pub(super) fn unchanged(self) -> Hold<'a> {
        ManuallyDrop::new(self).hold
    }

    /// The guard came back. Where the lock was given back meanwhile, it is held anew, in the way of `lane`.
    #[inline(always)]
    pub(super) fn again(self, lane: &'static Site) -> Hold<'a> {
        let this = ManuallyDrop::new(self);
        let mut hold = this.hold;
        hold.anew(lane, this.end);
        hold
    }
}

impl Drop for InHands<'_> {
    #[cold]
    fn drop(&mut self) {
        let end = self.end.unwrap_or_else(|| self.hold.now());
        self.hold.record(end);
    }
}

/// The lock of a guard may be given back meanwhile: if so, it is held anew when this is dropped, also by a panic.
pub(super) struct Paused<'g, 'a> {
    hold: &'g mut Hold<'a>,
    end: Option<u64>,
}

impl<'g, 'a> Paused<'g, 'a> {
    pub(super) fn new(hold: &'g mut Hold<'a>) -> Self {
        Self { hold, end: None }
    }

    /// The lock is given back now, where it has not been.
    pub(super) fn end(&mut self) {
        if self.end.is_none() {
            self.end = Some(self.hold.now());
        }
    }
}

impl Drop for Paused<'_, '_> {
    #[inline]
    fn drop(&mut self) {
        self.hold.anew(self.hold.lane, self.end);
    }
}
