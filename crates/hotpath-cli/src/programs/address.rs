//! Where a program's server is, and with which token it answers.

use std::fmt;

use super::http;

/// The server of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) token: Option<String>,
}

impl Address {
    /// Where a server is that nobody has said more about.
    pub(crate) const DEFAULT_HOST: &str = "127.0.0.1";
    /// The port that a server takes if it can.
    pub(crate) const DEFAULT_PORT: u16 = 6770;

    /// # Errors
    ///
    /// When the token or the host has a character that no header of a request may have.
    pub(crate) fn new(host: &str, port: u16, token: Option<String>) -> Result<Self, String> {
        let is_plain = |text: &str| !text.is_empty() && text.chars().all(|character| character.is_ascii_graphic());
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if !is_plain(host) {
            return Err("the host must be a name or an address".into());
        }
        if token.as_deref().is_some_and(|token| !is_plain(token)) {
            return Err("the token must be of visible ASCII characters".into());
        }
        Ok(Address { host: host.into(), port, token })
    }

    /// Whether a server answers there.
    pub(crate) fn answers(&self) -> bool {
        http::get(self, "/health").is_ok_and(|answer| answer.status == 200)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}
