//! The threads that serve connections: made when first needed, and kept. A thread that starts or ends holds locks of the standard
//! library, which the child of a fork at that moment would wait for until its end.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use super::{connection, door::Place, routes::Server, socket::Socket};
use crate::engine::{record, sys};

/// As many as there were ever connections at once.
pub(super) struct Workers {
    server: Arc<Server>,
    count: usize,
    sender: mpsc::Sender<Job>,
    jobs: Arc<Mutex<mpsc::Receiver<Job>>>,
}

/// A connection, and its place among those that are served at once.
type Job = (Socket, Place);

impl Workers {
    pub(super) fn new(server: Arc<Server>) -> Self {
        let (sender, jobs) = mpsc::channel();
        Self { server, count: 0, sender, jobs: Arc::new(Mutex::new(jobs)) }
    }

    /// Has one of them serve the connection, which makes `inside` of them at once. Where there is no thread, it is closed.
    pub(super) fn serve(&mut self, socket: Socket, place: Place, inside: usize) {
        if self.count < inside && self.start().is_ok() {
            self.count += 1;
        }
        if self.count > 0 {
            let _ = self.sender.send((socket, place));
        }
    }

    fn start(&self) -> io::Result<()> {
        let (server, jobs) = (self.server.clone(), self.jobs.clone());
        let serve = move || record::run_own_thread(|| serve_all(&server, &jobs));
        sys::spawn("hp-server", serve).map(drop)
    }
}

fn serve_all(server: &Server, jobs: &Mutex<mpsc::Receiver<Job>>) {
    let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok((socket, place)) = next() {
        // Whatever goes wrong with one, the thread is there for the next.
        let _ = catch_unwind(AssertUnwindSafe(|| connection::serve(socket, server)));
        drop(place);
    }
}
