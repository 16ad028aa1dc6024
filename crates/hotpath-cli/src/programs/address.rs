//! Where a program's server is, and with which token it answers.

use std::{fmt, net::Ipv6Addr, time::Duration};

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
    /// When the host is neither a name nor an address, or the token has a character that no header of a request may have.
    pub(crate) fn new(host: &str, port: u16, token: Option<String>) -> Result<Self, String> {
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if !is_name(host) && !is_ipv6(host) {
            return Err(
                "the host must be a name or an address, such as localhost or ::1, without http:// and port".into()
            );
        }
        let is_plain = |text: &str| !text.is_empty() && text.chars().all(|character| character.is_ascii_graphic());
        if token.as_deref().is_some_and(|token| !is_plain(token)) {
            return Err("the token must be of visible ASCII characters".into());
        }
        Ok(Address { host: host.into(), port, token })
    }

    /// Whether a server answers there.
    pub(crate) fn answers(&self) -> bool {
        http::get(self, "/health", PATIENCE).is_ok_and(|answer| answer.status == 200)
    }
}

/// How long a program may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether it is the name of a machine, or an address with dots.
fn is_name(host: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    !host.is_empty() && host.chars().all(is_part)
}

/// Whether it is an address with colons, with the zone that some have: `fe80::1%eth0`.
fn is_ipv6(host: &str) -> bool {
    let (address, zone) = host.split_once('%').unwrap_or((host, "none"));
    address.parse::<Ipv6Addr>().is_ok() && is_name(zone)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_else() {
        for (host, shown) in [
            ("localhost", "localhost:1"),
            ("my_box.example.", "my_box.example.:1"),
            ("127.0.0.1", "127.0.0.1:1"),
            ("::1", "[::1]:1"),
            ("[::1]", "[::1]:1"),
            ("fe80::1%eth0", "[fe80::1%eth0]:1"),
        ] {
            assert_eq!(Address::new(host, 1, None).unwrap().to_string(), shown);
        }
        let wrong =
            ["", "http://a", "a:80", "[::1", "::1]", "[[::1]]", "[]", "a/b", "a b", "a\r\nb", "é", "::1%", "a@b"];
        for host in wrong {
            let error = Address::new(host, 1, None).unwrap_err();
            assert!(error.starts_with("the host must be a name or an address"), "{host}: {error}");
        }
    }
}
