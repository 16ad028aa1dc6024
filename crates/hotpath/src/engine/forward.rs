//! Carries messages from one raw channel to another, for code whose types cannot change.

use core::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process,
    sync::{Arc, Mutex, OnceLock, mpsc},
    task::Wake,
};

use super::{output, record, sys};

/// Runs `carry` with what is given, on a thread of its own, where it may wait as it likes.
///
/// # Errors
/// There is no thread to be had: what was given comes back, and stderr has a line. In a child of a fork it has none.
pub fn on_thread<G: Send + 'static>(given: G, carry: impl FnOnce(G) + Send + 'static) -> Result<(), G> {
    if sys::is_known_fork() {
        return Err(given);
    }
    let (hand_over, handed_over) = mpsc::sync_channel(1);
    let run = move || {
        if let Ok(given) = handed_over.recv() {
            carry(given);
        }
    };
    // A thread that is measured like one of the program: messages are allocated by the program and may be freed here, the second
    // channel is freed by the program, and what is live is their difference.
    match sys::spawn("hp-proxy", run) {
        Ok(_) => hand_over.send(given).map_err(|mpsc::SendError(given)| given),
        Err(error) => {
            output::complain(&format!("a channel is not followed, there is no thread for it: {error}"));
            Err(given)
        }
    }
}

/// Runs what `carry` makes of what is given, beside all others of its kind, on one thread for all.
///
/// # Errors
/// There is no thread to be had: what was given comes back, and stderr has a line. In a child of a fork it has none.
pub fn on_shared_thread<G, F>(given: G, carry: impl FnOnce(G) -> F) -> Result<(), G>
where
    F: Future<Output = ()> + Send + 'static,
{
    static READY: OnceLock<Option<mpsc::Sender<Arc<Carrier>>>> = OnceLock::new();
    static PROCESS: OnceLock<u32> = OnceLock::new();
    // A fork before the first session is not known, and has the thread's end of `READY` without the thread. One that is may have
    // locks as they were.
    if sys::is_known_fork() || *PROCESS.get_or_init(process::id) != process::id() {
        return Err(given);
    }
    let ready = READY.get_or_init(|| {
        let (ready, carriers) = mpsc::channel::<Arc<Carrier>>();
        on_thread(carriers, go_on).ok().map(|()| ready)
    });
    let Some(ready) = ready else { return Err(given) };
    let carrier = Carrier { carry: Mutex::new(Some(Box::pin(carry(given)))), ready: ready.clone() };
    Arc::new(carrier).wake();
    Ok(())
}

/// The next message; none either once nobody will receive it.
pub async fn next_unless<T>(message: impl Future<Output = Option<T>>, closed: impl Future<Output = ()>) -> Option<T> {
    let (mut message, mut closed) = (pin!(message), pin!(closed));
    poll_fn(|cx| match closed.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => message.as_mut().poll(cx),
    })
    .await
}

fn go_on(carriers: mpsc::Receiver<Arc<Carrier>>) {
    // The queue is our own, on both of its ends.
    while let Ok(carrier) = record::unmeasured(|| carriers.recv()) {
        carrier.go_on();
    }
}

/// What carries the messages of one channel.
struct Carrier {
    /// Absent once it has come to its end.
    carry: Mutex<Option<Carry>>,
    ready: mpsc::Sender<Arc<Self>>,
}

type Carry = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Carrier {
    fn go_on(self: Arc<Self>) {
        let waker = self.clone().into();
        let Ok(mut carry) = self.carry.lock() else { return };
        let poll = |future: &mut Carry| future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        // A message may panic when it is dropped: its channel ends with it, the others go on.
        let ended = catch_unwind(AssertUnwindSafe(|| carry.as_mut().is_some_and(poll)));
        if ended.unwrap_or(true) {
            *carry = None;
        }
    }
}

impl Wake for Carrier {
    fn wake(self: Arc<Self>) {
        // The thread never ends.
        let _ = record::unmeasured(|| self.ready.clone().send(self));
    }
}
