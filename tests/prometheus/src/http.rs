//! As much of HTTP as it takes to ask for something.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer.
pub(crate) struct Answer {
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// Long enough for every answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks a server on this machine for `path`, with fields such as `Accept: text/plain`.
pub(crate) fn get(port: u16, path: &str, fields: &[String]) -> Result<Answer, String> {
    exchange(port, path, fields).map_err(|why| format!("http://127.0.0.1:{port}{path}: {why}"))
}

/// `text` as it may stand in a query.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn exchange(port: u16, path: &str, fields: &[String]) -> Result<Answer, String> {
    let said = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(said)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(said)?;
    let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
    // An answer to version 1.0 is in one piece and ends with the connection.
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{fields}\r\n");
    stream.write_all(request.as_bytes()).map_err(said)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(said)?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or("no header")?;
    let (head, body) = (String::from_utf8_lossy(&bytes[..end]).into_owned(), bytes[end + 4..].to_vec());
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        return Err(format!("{}\n{}", head.lines().next().unwrap_or_default(), String::from_utf8_lossy(&body)));
    }
    let content_type = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-type").then(|| value.to_owned())
    });
    Ok(Answer { content_type: content_type.unwrap_or_default(), body })
}
