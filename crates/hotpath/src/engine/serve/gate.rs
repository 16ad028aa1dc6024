//! Who is let in: by what the request says of itself.

use std::{
    hint::black_box,
    net::{IpAddr, Ipv6Addr},
};

use super::{
    answer::Answer,
    request::{Method, Request, is_digits},
};

/// What the server knows of its own address and of those who may ask.
pub(super) struct Gate {
    pub(super) address: IpAddr,
    pub(super) port: u16,
    pub(super) token: Option<String>,
}

impl Gate {
    /// Lets the request in, or has the answer for it. Anybody may ask for what is public.
    pub(super) fn check(&self, request: &Request, is_public: bool) -> Result<(), Answer> {
        let refused = |why| Err(Answer::refused(403, why));
        if is(&request.fetch_site, "cross-site") && !is_followed_link(request) {
            return refused("A page of another site asks.");
        }
        let host = request.host.as_deref();
        if request.origin.as_deref().is_some_and(|origin| !is_origin_of(origin, host)) {
            return refused("A page of another origin asks.");
        }
        let has_token = self.is_authorized(request);
        // A page of another site may have its own name lead to this machine. Beyond it the names are not known, and there is a token.
        if !has_token && is_loopback(self.address) && host.is_some_and(|host| !self.is_own_name(host)) {
            return refused("The Host is not a name of this machine for itself, with the port of this server.");
        }
        if self.token.is_some() && !has_token && !is_public {
            let answer = Answer::refused(401, "A token is needed: Authorization: Bearer and the token.");
            return Err(answer.with("WWW-Authenticate", "Bearer realm=\"hotpath\""));
        }
        Ok(())
    }

    fn is_authorized(&self, request: &Request) -> bool {
        let (Some(token), Some(given)) = (&self.token, &request.authorization) else { return false };
        let bearer = given.split_at_checked(7).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer "));
        let given = bearer.map_or(given.as_str(), |(_, given)| given.trim_start());
        is_same(given.as_bytes(), token.as_bytes())
    }

    fn is_own_name(&self, host: &str) -> bool {
        let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((name, "")) => (name, None),
            Some((name, port)) if port.starts_with(':') => (name, Some(&port[1..])),
            Some(_) => return false,
            None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
        };
        let is_name = if host.starts_with('[') {
            name.parse::<Ipv6Addr>().is_ok_and(|address| is_loopback(address.into()))
        } else {
            name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(is_loopback)
        };
        is_name && port.is_none_or(|port| is_digits(port) && port.parse() == Ok(self.port))
    }
}

/// Is it an address of this machine for itself?
pub(super) fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn is(field: &Option<String>, value: &str) -> bool {
    field.as_deref().is_some_and(|field| field.eq_ignore_ascii_case(value))
}

/// Does a browser show the answer as a page of its own? The page with the link reads nothing of it. In a frame of that page it would be another destination.
fn is_followed_link(request: &Request) -> bool {
    matches!(request.method, Method::Get | Method::Head)
        && is(&request.fetch_mode, "navigate")
        && is(&request.fetch_dest, "document")
}

fn is_origin_of(origin: &str, host: Option<&str>) -> bool {
    host.is_some_and(|host| origin.strip_prefix("http://").is_some_and(|name| name.eq_ignore_ascii_case(host)))
}

/// Compares all of what is given, so that the time tells nothing of where the first difference is.
fn is_same(given: &[u8], token: &[u8]) -> bool {
    let wrapped = token.iter().cycle();
    let difference =
        given.iter().zip(wrapped).fold(0, |difference, (given, token)| black_box(difference | (given ^ token)));
    black_box(difference) == 0 && given.len() == token.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::serve::request::{Parsed, parse};

    fn request(method: &str, fields: &str) -> Request {
        match parse(format!("{method} / HTTP/1.1\r\n{fields}\r\n\r\n").as_bytes()) {
            Parsed::Complete(request, _) => *request,
            other => panic!("{other:?}"),
        }
    }

    fn gate(address: &str, token: Option<&str>) -> Gate {
        Gate { address: address.parse().unwrap(), port: 6770, token: token.map(Into::into) }
    }

    #[track_caller]
    fn check(gate: &Gate, fields: &str, status: u16) {
        check_method(gate, "GET", fields, status);
    }

    #[track_caller]
    fn check_method(gate: &Gate, method: &str, fields: &str, status: u16) {
        let found = gate.check(&request(method, fields), false).map_or_else(|answer| answer.status, |()| 200);
        assert_eq!(found, status, "{method} {fields}");
    }

    #[test]
    fn only_names_of_this_machine_for_itself_are_ours() {
        let gate = gate("127.0.0.1", None);
        for host in ["localhost", "LocalHost:6770", "127.0.0.1", "127.0.0.1:6770", "127.0.0.2", "[::1]", "[::1]:6770"] {
            check(&gate, &format!("Host: {host}"), 200);
        }
        let hosts = [
            "",
            "evil.example",
            "localhost:80",
            "localhost:",
            "localhost:+6770",
            "localhost.",
            "localhost.evil.example",
        ];
        for host in hosts {
            check(&gate, &format!("Host: {host}"), 403);
        }
        for host in
            ["::1", "[::1", "[::1]x", "[::1]:", "[127.0.0.1]", "[::2]", "10.0.0.1", "0.0.0.0", "127.1", "2130706433"]
        {
            check(&gate, &format!("Host: {host}"), 403);
        }
    }

    #[test]
    fn pages_of_others_are_kept_out() {
        for gate in
            [gate("127.0.0.1", None), gate("127.0.0.1", Some("secret token")), gate("10.0.0.1", Some("secret token"))]
        {
            let with = |fields: &str| format!("Host: localhost:6770\r\nAuthorization: secret token\r\n{fields}");
            check(&gate, &with("Origin: http://localhost:6770\r\nSec-Fetch-Site: same-origin"), 200);
            check(&gate, &with("Sec-Fetch-Site: none"), 200);
            check(&gate, &with("Sec-Fetch-Site: cross-site"), 403);
            for origin in [
                "null",
                "",
                "https://localhost:6770",
                "http://localhost",
                "http://localhost:3000",
                "http://evil.example",
            ] {
                check(&gate, &with(&format!("Origin: {origin}")), 403);
            }
        }
    }

    #[test]
    fn a_link_on_a_page_of_others_may_be_followed() {
        let gate = gate("127.0.0.1", None);
        let of = |mode: &str, dest: &str| {
            format!(
                "Host: localhost:6770\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}"
            )
        };
        for (method, status) in [("GET", 200), ("HEAD", 200), ("POST", 403), ("PUT", 403)] {
            check_method(&gate, method, &of("navigate", "document"), status);
        }
        for dest in ["iframe", "frame", "object", "embed", "empty", ""] {
            check(&gate, &of("navigate", dest), 403);
        }
        for mode in ["cors", "no-cors", "same-origin", "websocket", ""] {
            check(&gate, &of(mode, "document"), 403);
        }
        check(&gate, "Host: localhost:6770\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 403);
        check(&gate, &(of("navigate", "document") + "\r\nOrigin: http://evil.example"), 403);
        check(&gate, &of("navigate", "document").replace("localhost", "evil.example"), 403);
    }

    #[test]
    fn a_token_opens_the_gate_under_any_name() {
        let token = "c0rrect-horse";
        for (address, without) in [("127.0.0.1", 403), ("0.0.0.0", 401)] {
            let gate = gate(address, Some(token));
            check(&gate, &format!("Host: profiler.example\r\nAuthorization: Bearer {token}"), 200);
            check(&gate, "Host: profiler.example", without);
            check(&gate, "Host: localhost", 401);
            for given in [token.into(), format!("bearer  {token}"), format!("BEARER {token}")] {
                check(&gate, &format!("Host: a\r\nAuthorization: {given}"), 200);
            }
            let near =
                ["", "Bearer", "c", "c0rrect-hors", "c0rrect-horse-", "c0rrect-horsec0rrect-horse", "C0rrect-horse"];
            for given in near.map(|given| format!("Bearer {given}")).into_iter().chain([format!("Basic {token}")]) {
                check(&gate, &format!("Host: localhost\r\nAuthorization: {given}"), 401);
            }
        }
    }

    #[test]
    fn what_is_public_needs_no_token() {
        let public = |gate: &Gate, fields: &str| gate.check(&request("GET", fields), true).is_ok();
        assert!(public(&gate("127.0.0.1", Some("12345678")), "Host: localhost"));
        assert!(!public(&gate("127.0.0.1", Some("12345678")), "Host: evil.example"));
        assert!(public(&gate("0.0.0.0", Some("12345678")), "Host: anything"));
    }
}
