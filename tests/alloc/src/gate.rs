//! A future that suspends its task until another thread opens it; nothing of it allocates.

use std::{
    future::Future,
    pin::Pin,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Suspends whoever awaits [`pass`](Self::pass), once for each time.
#[derive(Debug, Default)]
pub struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Option<Waker>,
    is_closed: bool,
}

impl Gate {
    /// A gate at which nobody waits.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: Mutex::new(State { waiting: None, is_closed: false }), changed: Condvar::new() }
    }

    /// Is pending once, and ready after another thread has let it through.
    pub fn pass(&self) -> Pass<'_> {
        Pass { gate: self, has_waited: false }
    }

    /// Lets everybody through, one after the other, until the gate is [closed](Self::close).
    pub fn open(&self) {
        let mut state = self.lock();
        while !state.is_closed {
            match state.waiting.take() {
                Some(waker) => {
                    drop(state);
                    waker.wake();
                    state = self.lock();
                }
                None => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Ends [`open`](Self::open).
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What [`Gate::pass`] gives.
#[derive(Debug)]
pub struct Pass<'a> {
    gate: &'a Gate,
    has_waited: bool,
}

impl Future for Pass<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.has_waited {
            return Poll::Ready(());
        }
        self.has_waited = true;
        let before = self.gate.lock().waiting.replace(context.waker().clone());
        assert!(before.is_none(), "one at a time");
        self.gate.changed.notify_all();
        Poll::Pending
    }
}

/// Runs `body` while a thread of its own opens the gate.
pub fn open_from_elsewhere<R>(gate: &Gate, body: impl FnOnce() -> R) -> R {
    struct Closes<'a>(&'a Gate);
    impl Drop for Closes<'_> {
        fn drop(&mut self) {
            self.0.close();
        }
    }
    std::thread::scope(|scope| {
        scope.spawn(|| gate.open());
        // Also when the body panics: the thread is waited for.
        let _closes = Closes(gate);
        body()
    })
}
