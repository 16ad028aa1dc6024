//! Which recorder the calling thread writes to, from its first measured call to its end.

use core::{
    cell::Cell,
    sync::atomic::{
        AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};
use std::ptr;

use super::{
    protocol::Pool,
    recorder::{Frame, Recorder},
    slot::Slot,
};
use crate::engine::{site::Site, sys};

/// The session that runs, 0 for none.
static SESSION: AtomicU64 = AtomicU64::new(0);
/// All recorders.
static RECORDERS: Pool<Recorder> = Pool::new();
/// No session has this number, so that `UNBORN` and `DEAD` never match and the fast path needs no test for them.
const NEVER: u64 = u64::MAX;
/// What a thread has before its first measured call.
static UNBORN: Recorder = Recorder::new(NEVER);
/// What a thread has once its recorder is given back: calls in later destructors are ignored.
static DEAD: Recorder = Recorder::new(NEVER);

thread_local! {
    static RECORDER: Cell<&'static Recorder> = const { Cell::new(&UNBORN) };
    static OWNERSHIP: Ownership = const { Ownership };
}

/// Gives the recorder back when the thread ends.
struct Ownership;

impl Drop for Ownership {
    fn drop(&mut self) {
        let recorder = RECORDER.replace(&DEAD);
        RECORDERS.give(recorder, Recorder::end_tenure);
    }
}

/// Starts (or, with 0, ends) a session: from now on calls are recorded as of `session`.
pub(crate) fn set_session(session: u64) {
    // Release: pairs with the Acquire in `joined`. Who sees the session sees the clock that was calibrated for it.
    SESSION.store(session, Release);
}

/// The session that runs, 0 for none.
#[inline(always)]
pub(crate) fn session() -> u64 {
    SESSION.load(Relaxed)
}

/// All recorders, those of ended threads included.
pub(crate) fn recorders() -> Vec<&'static Recorder> {
    RECORDERS.all()
}

/// Enters a call; `None` when nothing is to be recorded.
#[inline(always)]
pub(crate) fn enter(site: &'static Site) -> Option<Frame> {
    let (recorder, slot) = place(site)?;
    Some(recorder.enter(slot))
}

/// The calling thread's recorder and the site's slot in it; `None` when nothing is to be recorded.
#[inline(always)]
pub(crate) fn place(site: &'static Site) -> Option<(&'static Recorder, &'static Slot)> {
    let (recorder, session) = (RECORDER.get(), session());
    if recorder.epoch.get() == session
        && let Some(slot) = recorder.slot(site)
    {
        return Some((recorder, slot));
    }
    // Without a session the program pays for this test and nothing more.
    if session == 0 { None } else { place_cold(site) }
}

#[cold]
#[inline(never)]
fn place_cold(site: &'static Site) -> Option<(&'static Recorder, &'static Slot)> {
    let recorder = joined()?;
    Some((recorder, recorder.make_slot(site)?))
}

/// The calling thread's recorder, in the running session.
pub(crate) fn joined() -> Option<&'static Recorder> {
    // Acquire: pairs with the Release in `set_session`.
    let session = SESSION.load(Acquire);
    if session == 0 {
        return None;
    }
    let mut recorder = RECORDER.get();
    if ptr::eq(recorder, &UNBORN) {
        recorder = adopt();
    }
    if ptr::eq(recorder, &DEAD) {
        return None;
    }
    if recorder.epoch.get() != session {
        recorder.join(session);
    }
    Some(recorder)
}

/// A recorder for a thread that has none, or `DEAD` when the thread is ending and could not give it back.
fn adopt() -> &'static Recorder {
    let recorder = match OWNERSHIP.try_with(|_| ()) {
        Ok(()) => RECORDERS
            .take(|_| Box::leak(Box::new(Recorder::new(NEVER))), |recorder| recorder.begin_tenure(sys::thread_id())),
        Err(_) => &DEAD,
    };
    RECORDER.set(recorder);
    recorder
}
