//! One connection: one request, its answer, and the end, each in its time.

use std::{
    io::{self, ErrorKind},
    net::Shutdown,
    time::{Duration, Instant},
};

use super::{
    answer::Answer,
    door, events,
    request::{self, Method, Parsed, Request},
    routes::{self, Response, Server},
    socket::Socket,
};

/// From the first moment to the end of header and body, however they come.
const LONGEST_REQUEST: Duration = Duration::from_secs(5);
/// Of an answer: without any progress, and in all. A write that has taken some of it in says so at the end of its time only, so that
/// each has a short one.
const LONGEST_STANDSTILL: Duration = Duration::from_secs(10);
const LONGEST_ANSWER: Duration = Duration::from_secs(60);
const LONGEST_WRITE: Duration = Duration::from_secs(1);

/// Answers one request and closes the connection.
pub(super) fn serve(mut stream: Socket, server: &Server) {
    // What goes wrong on the way is the other side's loss.
    if let Ok(Some(received)) = receive(&mut stream) {
        let (method, response) = match received {
            Ok(request) => (request.method, routes::respond(server, &request)),
            Err(answer) => (Method::Get, Response::Answer(answer)),
        };
        let _ = match response {
            Response::Answer(answer) => send(&mut stream, &answer, method),
            Response::Events(..) if method == Method::Head => send_all(&mut stream, events::head().as_bytes()),
            Response::Events(query, first) => match door::enter_stream() {
                Some(_place) => events::send(&mut stream, server.control, &query, *first),
                None => send(&mut stream, &Answer::refused(503, "Others are following."), method),
            },
        };
    }
    part(&mut stream);
}

/// Sends all of it, in its time.
pub(super) fn send_all(stream: &mut Socket, mut bytes: &[u8]) -> io::Result<()> {
    let deadline = Instant::now() + LONGEST_ANSWER;
    let mut standstill = Instant::now() + LONGEST_STANDSTILL;
    while !bytes.is_empty() {
        match stream.write(bytes, left(deadline.min(standstill))?.min(LONGEST_WRITE)) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(sent) => {
                bytes = &bytes[sent..];
                standstill = Instant::now() + LONGEST_STANDSTILL;
            }
            Err(error) if is_timeout(&error) || error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The time to the deadline; an error after it.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// The request, or the answer to what is none; nothing where nobody has asked anything.
fn receive(stream: &mut Socket) -> io::Result<Option<Result<Request, Answer>>> {
    let deadline = Instant::now() + LONGEST_REQUEST;
    let mut bytes = Vec::new();
    loop {
        if !read_more(stream, &mut bytes, deadline)? {
            let late = Answer::refused(408, "The request was not complete in time.");
            return Ok((!bytes.is_empty()).then_some(Err(late)));
        }
        match request::parse(&bytes) {
            Parsed::Incomplete => {}
            Parsed::Refused(refusal) => return Ok(Some(Err(Answer::refused(refusal.status, refusal.why)))),
            Parsed::Complete(request, header_bytes) if !is_awaited(&request, bytes.len() - header_bytes) => {
                return Ok(Some(Ok(*request)));
            }
            Parsed::Complete(..) => {}
        }
    }
}

/// Is more of the body to come than has? A request that changes something is complete with its body, unless the other side waits for a word
/// before it sends one: an answer is that word. What else may follow is ignored.
fn is_awaited(request: &Request, body_bytes: usize) -> bool {
    request.method == Method::Post && !request.expects_continue && body_bytes < request.body_bytes
}

/// False when no more will come, or the time is up.
fn read_more(stream: &mut Socket, bytes: &mut Vec<u8>, deadline: Instant) -> io::Result<bool> {
    let mut chunk = [0; 2048];
    loop {
        let Ok(time) = left(deadline) else { return Ok(false) };
        match stream.read(&mut chunk, time) {
            Ok(read) => {
                bytes.extend_from_slice(&chunk[..read]);
                return Ok(read > 0);
            }
            Err(error) if is_timeout(&error) => return Ok(false),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Was the time up?
pub(super) fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn send(stream: &mut Socket, answer: &Answer, method: Method) -> io::Result<()> {
    stream.hurry()?;
    send_all(stream, answer.head(Some(answer.body.len())).as_bytes())?;
    if method == Method::Head { Ok(()) } else { send_all(stream, &answer.body) }
}

/// Ends the connection, also where a child of a fork has a copy of it. What the other side still sends is taken in for a moment:
/// closing over it would reset the connection, and the answer might be lost.
fn part(stream: &mut Socket) {
    const LONGEST_PARTING: Duration = Duration::from_millis(500);
    const MOST_READS: usize = 1024;
    let deadline = Instant::now() + LONGEST_PARTING;
    if stream.shut_down(Shutdown::Write).is_ok() {
        let mut reads = 0..MOST_READS;
        while reads.next().is_some() && read_more(stream, &mut Vec::new(), deadline).is_ok_and(|is_more| is_more) {}
    }
    let _ = stream.shut_down(Shutdown::Both);
}
