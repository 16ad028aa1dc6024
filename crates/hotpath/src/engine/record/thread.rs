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
    memory,
    protocol::Pool,
    recorder::{Frame, Recorder},
    slot::Slot,
    threads, trace,
};
use crate::engine::{clock, site::Site, sys};

/// The session that runs, 0 for none.
static SESSION: AtomicU64 = AtomicU64::new(0);
/// What a call compares its recorder's session with: the session that runs, or `TRACED` while calls are traced, so that all go the cold way.
static ENTERED: AtomicU64 = AtomicU64::new(0);
/// The threads on which nothing is measured.
const OWN_THREADS: &[&str] = &["hp-report", "hp-sampler", "hp-server", "hp-signal"];
/// One of ours that carries messages is measured like the program's.
const CARRIER: &str = "hp-proxy";
/// All recorders.
static RECORDERS: Pool<Recorder> = Pool::new();
/// No session has this number, so that `UNBORN` and `DEAD` never match and the fast path needs no test for them.
const NEVER: u64 = u64::MAX;
/// Nor this one, which no recorder has.
const TRACED: u64 = NEVER - 1;
/// What a thread has before its first measured call.
static UNBORN: Recorder = Recorder::new(NEVER);
/// What a thread has once its recorder is given back: calls in later destructors are ignored.
static DEAD: Recorder = Recorder::new(NEVER);
/// What a thread has while hotpath works for itself on it: what it calls is ignored.
static PAUSED: Recorder = Recorder::new(NEVER);

thread_local! {
    static RECORDER: Cell<&'static Recorder> = const { Cell::new(&UNBORN) };
    static OWNERSHIP: Ownership = const { Ownership };
}

/// Gives the recorder back when the thread ends.
struct Ownership;

impl Drop for Ownership {
    fn drop(&mut self) {
        let recorder = RECORDER.replace(&PAUSED);
        // Not its own: the process exits while a result is made text. And a child of a fork has the pool's lock as it was.
        if is_own(recorder) && !sys::is_forked() {
            let thread = recorder.owner();
            // A call in flight stays so, for the process may be exiting inside it.
            RECORDERS.give(recorder, Recorder::end_tenure);
            // What it allocated first: who is known to have ended has left that behind.
            thread.into_iter().for_each(threads::end_thread);
            RECORDER.set(&DEAD);
        }
    }
}

/// Is it the name of a thread of hotpath's?
pub(super) fn is_own_name(name: &str) -> bool {
    OWN_THREADS.contains(&name) || name == CARRIER
}

/// Starts (or, with 0, ends) a session: from now on calls are recorded as of `session`.
pub(crate) fn set_session(session: u64) {
    // Release: pairs with the Acquire in `joined`. Who sees the session sees the clock that was calibrated for it.
    SESSION.store(session, Release);
    ENTERED.store(if session != 0 && trace::is_wanted() { TRACED } else { session }, Relaxed);
    memory::set_session(session);
}

/// The session that runs, 0 for none.
#[inline(always)]
pub(crate) fn session() -> u64 {
    SESSION.load(Relaxed)
}

/// The session that runs, 0 for none; the clock is the one that was calibrated for it.
#[inline(always)]
pub(crate) fn session_and_its_clock() -> u64 {
    // Acquire: pairs with the Release in `set_session`.
    SESSION.load(Acquire)
}

/// Are calls traced?
pub(super) fn is_traced() -> bool {
    ENTERED.load(Relaxed) == TRACED
}

/// All recorders, those of ended threads included.
pub(crate) fn recorders() -> Vec<&'static Recorder> {
    RECORDERS.all()
}

/// Calls `visit` with each recorder; its owner, if it has one, does not end meanwhile.
pub(crate) fn each_recorder(visit: impl FnMut(&'static Recorder)) {
    RECORDERS.each(visit);
}

/// What `look` finds of each running thread that has a recorder, by the number of the thread. The thread does not end meanwhile, so
/// that the number is its own.
pub(crate) fn look_at_owners<R>(mut look: impl FnMut(u64) -> Option<R>) -> Vec<R> {
    let mut found = Vec::new();
    each_recorder(|recorder| found.extend(recorder.owner().and_then(&mut look)));
    found
}

/// The recorder that the calling thread writes to, one of the three above among them: those are in no session.
#[inline(always)]
pub(super) fn recorder() -> &'static Recorder {
    RECORDER.get()
}

/// Has the thread given its recorder back?
pub(super) fn is_ended(recorder: &Recorder) -> bool {
    ptr::eq(recorder, &DEAD)
}

/// Has the thread had no recorder yet?
pub(super) fn is_unborn(recorder: &Recorder) -> bool {
    ptr::eq(recorder, &UNBORN)
}

fn is_own(recorder: &Recorder) -> bool {
    !is_unborn(recorder) && !is_ended(recorder) && !ptr::eq(recorder, &PAUSED)
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
    let (recorder, entered) = (recorder(), ENTERED.load(Relaxed));
    if recorder.epoch.get() == entered
        && let Some(slot) = recorder.slot(site)
    {
        return Some((recorder, slot));
    }
    // Without a session, or for a site that is not to be measured, the program pays for this test and nothing more.
    if entered == 0 || site.is_excluded() { None } else { place_cold(site) }
}

#[cold]
#[inline(never)]
fn place_cold(site: &'static Site) -> Option<(&'static Recorder, &'static Slot)> {
    let recorder = recorder();
    if is_traced()
        && recorder.epoch.get() == session()
        && let Some(slot) = recorder.slot(site)
    {
        recorder.mark();
        return Some((recorder, slot));
    }
    if sys::is_forked() {
        // Made by the system call alone, it has not been told; and nobody may wait for a lock of its parent's other threads there, such as
        // the allocator's.
        set_session(0);
        return None;
    }
    let recorder = joined()?;
    let slot = own_work(recorder, || recorder.make_slot(site))?;
    if is_traced() {
        recorder.mark();
    }
    Some((recorder, slot))
}

/// Runs work of our own for the calling thread's recorder: what it calls is ignored, and its time is no caller's.
pub(super) fn own_work<R>(recorder: &Recorder, work: impl FnOnce() -> R) -> R {
    let started = clock::now();
    let result = unmeasured(work);
    recorder.add_own_ticks(clock::now().wrapping_sub(started));
    result
}

/// Runs `body` and ignores what it calls: code of the program that works for us, such as its allocator or a `Debug`, is
/// not what the program does, and may not come back into what we are doing.
pub fn unmeasured<R>(body: impl FnOnce() -> R) -> R {
    let _paused = Paused(RECORDER.replace(&PAUSED));
    body()
}

/// Goes on with the recorder, also when the program's code panics.
struct Paused(&'static Recorder);

impl Drop for Paused {
    fn drop(&mut self) {
        RECORDER.set(self.0);
    }
}

/// Runs `body` on a thread of our own, where nothing is measured: not what the standard library did to start the thread
/// either.
pub(crate) fn run_own_thread(body: impl FnOnce()) {
    let recorder = RECORDER.replace(&PAUSED);
    if is_own(recorder) {
        RECORDERS.give(recorder, Recorder::forget_tenure);
    }
    body();
}

/// The calling thread's recorder, in the running session.
pub(crate) fn joined() -> Option<&'static Recorder> {
    let session = session_and_its_clock();
    if session == 0 {
        return None;
    }
    let recorder = owned()?;
    if recorder.epoch.get() != session {
        own_work(recorder, || recorder.join(session));
    }
    Some(recorder)
}

/// The calling thread's recorder, whether or not a session runs; `None` while hotpath works for itself, and on a thread
/// that is ending.
pub(super) fn owned() -> Option<&'static Recorder> {
    let mut recorder = RECORDER.get();
    if is_unborn(recorder) && !sys::is_forked() {
        recorder = unmeasured(adopt);
        RECORDER.set(recorder);
    }
    is_own(recorder).then_some(recorder)
}

/// A recorder for a thread that has none, or `DEAD` when the thread is ending and could not give it back.
fn adopt() -> &'static Recorder {
    // What the standard library allocates to start a thread of ours comes before `run_own_thread`, and after the name is set.
    if sys::own_thread_name().is_some_and(|name| OWN_THREADS.contains(&name.as_str())) {
        return &PAUSED;
    }
    match OWNERSHIP.try_with(|_| ()) {
        Ok(()) => RECORDERS
            .take(|_| Box::leak(Box::new(Recorder::new(NEVER))), |recorder| recorder.begin_tenure(sys::thread_id())),
        Err(_) => &DEAD,
    }
}
