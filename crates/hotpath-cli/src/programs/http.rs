//! One request over HTTP, and the head of its answer. The rest is read as it comes.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::{Duration, Instant},
};

use super::Address;

/// An answer, read as far as its head.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Whether the body is said to be server-sent events.
    pub(crate) is_events: bool,
    pub(crate) body: BufReader<Body>,
}

impl Answer {
    /// Why a server at this address gave an answer that was not asked for. Who gives no reason as hotpath does is somebody else.
    pub(crate) fn reason(self, address: &Address) -> String {
        let mut body = String::new();
        // A reason that cannot be read is none.
        let _ = self.body.take(MOST_REASON_BYTES).read_to_string(&mut body);
        reason(address, self.status, &body)
    }
}

/// Asks for `path`, and waits so long for the head of the answer.
///
/// # Errors
///
/// When nobody answers in time, or not in HTTP.
pub(crate) fn get(address: &Address, path: &str, patience: Duration) -> io::Result<Answer> {
    ask(address, "GET", path, patience)
}

/// Has the program do what `path` says.
///
/// # Errors
///
/// Those of [`get`].
pub(crate) fn post(address: &Address, path: &str, patience: Duration) -> io::Result<Answer> {
    ask(address, "POST", path, patience)
}

/// In HTTP/1.0, whose answers end with the connection, so that no length needs to be known.
fn ask(address: &Address, method: &str, path: &str, patience: Duration) -> io::Result<Answer> {
    let mut stream = connect(address, patience.min(LONGEST_CONNECT))?;
    stream.set_write_timeout(Some(patience))?;
    let token = address.token.as_ref().map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let length = if method == "POST" { "Content-Length: 0\r\n" } else { "" };
    stream.write_all(format!("{method} {path} HTTP/1.0\r\nHost: {address}\r\n{token}{length}\r\n").as_bytes())?;
    let head_until = Some((Instant::now() + patience, patience));
    let mut body = BufReader::new(Body { stream, head_until, longest_silence: LONGEST_SILENCE });
    let head = head(&mut body)?;
    body.get_mut().head_until = None;
    let (status, is_events) = read_head(&head)?;
    Ok(Answer { status, is_events, body })
}

/// What comes on a connection. A server that says nothing for too long is an error that says so.
pub(crate) struct Body {
    stream: TcpStream,
    /// When the head must have come, and how long that was to wait; `None` once it has.
    head_until: Option<(Instant, Duration)>,
    longest_silence: Duration,
}

impl Body {
    /// Something comes once an `interval` only: so much more patience is needed.
    pub(crate) fn expect_once_in(&mut self, interval: Duration) {
        self.longest_silence = LONGEST_SILENCE + interval;
    }
}

impl Read for Body {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let (left, late) = match self.head_until {
            Some((until, patience)) => (until.saturating_duration_since(Instant::now()), no_answer_within(patience)),
            None => (self.longest_silence, format!("it has said nothing for {} s", self.longest_silence.as_secs())),
        };
        if left.is_zero() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, late));
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(bytes).map_err(|error| in_words(error, late))
    }
}

fn no_answer_within(patience: Duration) -> String {
    format!("it did not answer within {} s", patience.as_secs())
}

/// What the system calls a resource that is not available for now, or a connection that timed out, is a time that is over.
fn in_words(error: io::Error, late: String) -> io::Error {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => io::Error::new(io::ErrorKind::TimedOut, late),
        _ => error,
    }
}

/// A line of at most so many bytes, without its end; `None` where the connection has ended.
fn line(body: &mut impl BufRead, most_bytes: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    body.take(most_bytes).read_until(b'\n', &mut line)?;
    if line.pop_if(|last| *last == b'\n').is_none() {
        return match line.len() as u64 {
            length if length >= most_bytes => Err(invalid("an answer has a line that is too long")),
            _ => Ok(None),
        };
    }
    line.pop_if(|last| *last == b'\r');
    Ok(Some(line))
}

/// An answer that makes no sense.
pub(crate) fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

/// Bytes of a reason.
const MOST_REASON_BYTES: u64 = 4096;
/// How long a server may take to be reached.
const LONGEST_CONNECT: Duration = Duration::from_secs(3);
/// How long it may say nothing once it has answered, beyond the time from one event to the next.
const LONGEST_SILENCE: Duration = Duration::from_secs(15);
/// Bytes of a head.
const MOST_HEAD_BYTES: u64 = 64 << 10;
/// Fields of a head.
const MOST_FIELDS: usize = 100;

fn reason(address: &Address, status: u16, body: &str) -> String {
    let error: Option<serde_json::Value> = serde_json::from_str(body).ok();
    match error.as_ref().and_then(|error| error.get("error")?.as_str()) {
        Some(reason) => format!("The program answers {status}: {reason}"),
        None => format!("{address} is no hotpath server (it answered {status})"),
    }
}

fn connect(address: &Address, patience: Duration) -> io::Result<TcpStream> {
    let mut last = invalid(format!("{} has no address", address.host));
    for place in (address.host.as_str(), address.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&place, patience) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = in_words(error, no_answer_within(patience)),
        }
    }
    Err(last)
}

fn head(body: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while let Some(line) = line(body, MOST_HEAD_BYTES)? {
        head.extend_from_slice(&line);
        head.extend_from_slice(b"\r\n");
        if line.is_empty() {
            return Ok(head);
        }
        if head.len() as u64 > MOST_HEAD_BYTES {
            return Err(invalid("an answer has a head that is too long"));
        }
    }
    Err(invalid("the answer ended within its head"))
}

/// The status, and whether events follow.
fn read_head(head: &[u8]) -> io::Result<(u16, bool)> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut answer = httparse::Response::new(&mut fields);
    answer.parse(head).map_err(|error| invalid(format!("the answer is not HTTP: {error}")))?;
    let status = answer.code.ok_or_else(|| invalid("the answer has no status"))?;
    let is_events = answer
        .headers
        .iter()
        .any(|field| field.name.eq_ignore_ascii_case("Content-Type") && field.value.starts_with(b"text/event-stream"));
    Ok((status, is_events))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_a_line_feed_and_have_a_limit() {
        let mut body: &[u8] = b"one\r\n\ntwo\nthree";
        let mut next = || line(&mut body, 5).unwrap();
        assert_eq!(next().as_deref(), Some(&b"one"[..]));
        assert_eq!(next().as_deref(), Some(&b""[..]));
        assert_eq!(next().as_deref(), Some(&b"two"[..]));
        assert!(line(&mut &b"three"[..], 5).is_err());
        assert_eq!(line(&mut &b"thre"[..], 5).unwrap(), None);
    }

    #[test]
    fn a_head_has_a_status() {
        let read = |text: &str| head(&mut text.as_bytes()).and_then(|head| read_head(&head)).ok();
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), Some((200, false)));
        let events = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n";
        assert_eq!(read(events), Some((200, true)));
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b\r\n"), None);
        assert_eq!(read("SSH-2.0-x\r\n\r\n"), None);
    }

    #[test]
    fn who_does_not_answer_in_time_is_not_waited_for() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::new("127.0.0.1", listener.local_addr().unwrap().port(), None).unwrap();
        // One says nothing; the other one says a letter again and again, and so is never silent.
        let dripping = std::thread::spawn(move || {
            let _silent = listener.accept().unwrap();
            let (mut stream, _) = listener.accept().unwrap();
            while stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        for _ in 0..2 {
            let error = get(&address, "/health", Duration::from_secs(1)).err().unwrap();
            assert_eq!(error.to_string(), "it did not answer within 1 s");
        }
        dripping.join().unwrap();
    }

    #[test]
    fn a_refusal_has_its_reason() {
        let refusal = |status, body| reason(&Address::new("::1", 80, None).unwrap(), status, body);
        assert_eq!(refusal(401, r#"{"error":"A token is needed."}"#), "The program answers 401: A token is needed.");
        for status in [200, 302, 426, 500] {
            assert_eq!(refusal(status, "<html>"), format!("[::1]:80 is no hotpath server (it answered {status})"));
        }
    }
}
