//! Bytes to the server, and what comes back.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, TcpStream},
};

use serde_json::Value;

use crate::program::{LONGEST, Program, TOKEN};

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        fields.into_iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Program {
    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.port())
    }

    /// Sends bytes as they are.
    #[track_caller]
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> Reply {
        let mut stream = self.connect();
        // The server may have refused it before it is sent.
        let _ = stream.write_all(bytes.as_ref());
        receive(&mut stream).expect("there is an answer")
    }

    /// Sends a request with the fields that every browser sends.
    #[track_caller]
    pub(crate) fn ask(&self, method: &str, target: &str, fields: &[&str]) -> Reply {
        let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
        self.send(format!("{method} {target} HTTP/1.1\r\nHost: localhost:{}\r\n{fields}\r\n", self.port()))
    }

    #[track_caller]
    pub(crate) fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, &[])
    }

    /// With the token of the tests.
    #[track_caller]
    pub(crate) fn get_with_token(&self, target: &str) -> Reply {
        self.ask("GET", target, &[&format!("Authorization: Bearer {TOKEN}")])
    }

    /// With the token of the tests.
    #[track_caller]
    pub(crate) fn post(&self, target: &str) {
        let reply = self.ask("POST", target, &[&format!("Authorization: Bearer {TOKEN}")]);
        assert_eq!((reply.status, reply.body.as_str()), (204, ""), "{reply:?}");
    }
}

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server is there");
    stream.set_read_timeout(Some(LONGEST)).expect("a time");
    stream
}

/// The answer up to the end of the connection; `None` where the connection ends without one.
pub(crate) fn receive(stream: &mut TcpStream) -> Option<Reply> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            panic!("the connection never ends: {:?}", String::from_utf8_lossy(&bytes))
        }
        // Reset: what came before it counts.
        _ => {}
    }
    let text = String::from_utf8(bytes).expect("answers are UTF-8");
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Reply { status, head: head.to_owned(), body: body.to_owned() })
}
