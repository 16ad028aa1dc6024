//! An answer, and how it begins on the wire.

use std::borrow::Cow;

/// What a request is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    content_type: &'static str,
    fields: Vec<(&'static str, Cow<'static, str>)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, content_type, fields: Vec::new(), body: body.into() }
    }

    /// JSON with whatever names in it.
    pub(super) fn json(body: String) -> Self {
        Self::new("application/json", hotpath_render::safe_json(body))
    }

    pub(super) fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/plain; charset=utf-8", body)
    }

    /// A page that loads nothing and runs nothing, whatever is in it.
    pub(super) fn html(body: impl Into<Vec<u8>>) -> Self {
        const NOTHING: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        Self::new("text/html; charset=utf-8", body).with("Content-Security-Policy", NOTHING)
    }

    /// The page of the numbers, whose own script runs.
    pub(super) fn page() -> Self {
        Self::new("text/html; charset=utf-8", hotpath_render::page())
            .with("Content-Security-Policy", hotpath_render::page_policy())
    }

    /// Done, and nothing to say.
    pub(super) fn done() -> Self {
        Self { status: 204, ..Self::text("") }
    }

    /// Not what was asked for, and why.
    pub(super) fn refused(status: u16, why: &str) -> Self {
        let body = serde_json::json!({ "error": why }).to_string() + "\n";
        let answer = Self { status, ..Self::json(body) };
        // What is refused for now may be asked again.
        if status == 503 { answer.with("Retry-After", "1") } else { answer }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Status line and fields, with the length of the body where it is known.
    pub(super) fn head(&self, body_bytes: Option<usize>) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut add = |name: &str, value: &str| head += &format!("{name}: {value}\r\n");
        if self.status != 204 {
            add("Content-Type", self.content_type);
            if let Some(bytes) = body_bytes {
                add("Content-Length", &bytes.to_string());
            }
        }
        add("Connection", "close");
        add("Cache-Control", "no-store");
        add("X-Content-Type-Options", "nosniff");
        // A page of another site cannot have it as a script or a picture either.
        add("Cross-Origin-Resource-Policy", "same-origin");
        add("Referrer-Policy", "no-referrer");
        for (name, value) in &self.fields {
            add(name, value);
        }
        head + "\r\n"
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        414 => "URI Too Long",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_with_an_empty_line_and_has_what_every_answer_has() {
        let head = Answer::html("<p>").head(Some(3));
        assert!(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 3\r\n"));
        for field in ["Connection: close", "Cache-Control: no-store", "X-Content-Type-Options: nosniff"] {
            assert!(head.contains(&format!("\r\n{field}\r\n")), "{head}");
        }
        assert!(head.contains("\r\nContent-Security-Policy: default-src 'none'; "));
        assert!(head.ends_with("\r\n\r\n") && !head.contains("Access-Control"));
        assert!(Answer::page().head(None).contains("; script-src 'sha256-"));
        assert!(!Answer::done().head(Some(0)).contains("\r\nContent-"));
    }

    #[test]
    fn what_is_refused_says_why_in_json() {
        let answer = Answer::refused(503, "a \"b\"\n\u{9b}");
        assert_eq!(answer.body, b"{\"error\":\"a \\\"b\\\"\\n\\u009b\"}\n");
        assert!(answer.head(None).contains("\r\nRetry-After: 1\r\n"));
    }
}
