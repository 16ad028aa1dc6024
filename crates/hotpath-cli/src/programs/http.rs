//! One request over HTTP, and the head of its answer. The rest is read as it comes.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use super::Address;

/// An answer, read as far as its head.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: BufReader<TcpStream>,
}

impl Answer {
    /// The reason that a server gives for an answer other than 200.
    pub(crate) fn reason(self) -> String {
        let mut body = String::new();
        // A reason that cannot be read is none.
        let _ = self.body.take(MOST_REASON_BYTES).read_to_string(&mut body);
        reason(self.status, &body)
    }
}

/// Asks for `path`.
///
/// # Errors
///
/// When nobody answers, or not in HTTP.
pub(crate) fn get(address: &Address, path: &str) -> io::Result<Answer> {
    ask(address, "GET", path)
}

/// Has the program do what `path` says.
///
/// # Errors
///
/// Those of [`get`].
pub(crate) fn post(address: &Address, path: &str) -> io::Result<Answer> {
    ask(address, "POST", path)
}

/// In HTTP/1.0, whose answers end with the connection, so that no length needs to be known.
fn ask(address: &Address, method: &str, path: &str) -> io::Result<Answer> {
    let mut stream = connect(address)?;
    stream.set_read_timeout(Some(LONGEST_SILENCE))?;
    stream.set_write_timeout(Some(LONGEST_SILENCE))?;
    let token = address.token.as_ref().map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let length = if method == "POST" { "Content-Length: 0\r\n" } else { "" };
    stream.write_all(format!("{method} {path} HTTP/1.0\r\nHost: {address}\r\n{token}{length}\r\n").as_bytes())?;
    let mut body = BufReader::new(stream);
    let status = status(&head(&mut body)?)?;
    Ok(Answer { status, body })
}

/// A line of at most so many bytes, without its end; `None` where the connection has ended.
pub(crate) fn line(body: &mut impl BufRead, most_bytes: u64) -> io::Result<Option<Vec<u8>>> {
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
/// How long it may say nothing: an event comes every second.
const LONGEST_SILENCE: Duration = Duration::from_secs(15);
/// Bytes of a head.
const MOST_HEAD_BYTES: u64 = 64 << 10;
/// Fields of a head.
const MOST_FIELDS: usize = 100;

fn reason(status: u16, body: &str) -> String {
    let error: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let reason = error.as_ref().and_then(|error| error.get("error")?.as_str()).unwrap_or("no reason was given");
    format!("The program answers {status}: {reason}")
}

fn connect(address: &Address) -> io::Result<TcpStream> {
    let mut last = invalid(format!("{} has no address", address.host));
    for place in (address.host.as_str(), address.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&place, LONGEST_CONNECT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
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

fn status(head: &[u8]) -> io::Result<u16> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut answer = httparse::Response::new(&mut fields);
    match answer.parse(head) {
        Ok(_) => answer.code.ok_or_else(|| invalid("the answer has no status")),
        Err(error) => Err(invalid(format!("the answer is not HTTP: {error}"))),
    }
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
        let read = |text: &str| head(&mut text.as_bytes()).and_then(|head| status(&head)).ok();
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), Some(200));
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b\r\n"), None);
        assert_eq!(read("SSH-2.0-x\r\n\r\n"), None);
    }

    #[test]
    fn a_refusal_has_its_reason() {
        assert_eq!(reason(401, r#"{"error":"A token is needed."}"#), "The program answers 401: A token is needed.");
        assert_eq!(reason(500, "<html>"), "The program answers 500: no reason was given");
    }
}
