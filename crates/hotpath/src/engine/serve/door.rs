//! Takes connections in: so many at once, and none beyond.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Shutdown, SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use super::{answer::Answer, routes::Server, socket::Socket, workers::Workers};
use crate::engine::sys;

/// Connections that are served at once.
const MOST_CONNECTIONS: usize = 8;
/// Those of them that are streams of events.
const MOST_STREAMS: usize = 4;

/// A listener on the port, or the next free one above it, or any that is free.
pub(super) fn open(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    const TRIED: u16 = 100;
    for port in port..=port.saturating_add(TRIED) {
        match TcpListener::bind(SocketAddr::new(host, port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            result => return result,
        }
    }
    TcpListener::bind(SocketAddr::new(host, 0))
}

/// Serves until the process ends.
pub(super) fn serve(listener: TcpListener, server: &Arc<Server>) {
    static CONNECTIONS: Room = Room::new(MOST_CONNECTIONS);
    let mut workers = Workers::new(server.clone());
    loop {
        match listener.accept() {
            // The program may have closed all descriptors that it does not know. Then this one's number is that of a file of its own.
            _ if !sys::is_listening(&listener) => return std::mem::forget(listener),
            Ok((stream, _)) => match CONNECTIONS.enter() {
                Some(place) => workers.serve(Socket::new(stream), place, CONNECTIONS.inside()),
                None => turn_away(Socket::new(stream)),
            },
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
            // Such as no more descriptors: the program needs them more.
            Err(_) => thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// A place among the streams of events, if there is one.
pub(super) fn enter_stream() -> Option<Place> {
    static STREAMS: Room = Room::new(MOST_STREAMS);
    STREAMS.enter()
}

/// Says so and closes, without waiting for anything: whoever comes next is waiting already.
fn turn_away(mut socket: Socket) {
    let answer = Answer::refused(503, "Others are being served.");
    let _ = socket.answer_at_once(&[answer.head(Some(answer.body.len())).as_bytes(), &answer.body].concat());
    let _ = socket.shut_down(Shutdown::Both);
}

/// So many at once.
struct Room {
    most: usize,
    inside: AtomicUsize,
}

/// One of them.
pub(super) struct Place(&'static Room);

impl Room {
    const fn new(most: usize) -> Self {
        Self { most, inside: AtomicUsize::new(0) }
    }

    fn inside(&self) -> usize {
        self.inside.load(Relaxed)
    }

    fn enter(&'static self) -> Option<Place> {
        let one_more = |inside| (inside < self.most).then_some(inside + 1);
        self.inside.fetch_update(Relaxed, Relaxed, one_more).ok().map(|_| Place(self))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Relaxed);
    }
}
