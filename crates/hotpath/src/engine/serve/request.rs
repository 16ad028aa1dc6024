//! From the bytes that anybody may send to a request, or to what is wrong with them.
//!
//! It knows nothing of the rest of hotpath, so that a fuzzer can have it alone.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use httparse::{EMPTY_HEADER, Error, Header, Status};

/// Bytes of the request line and all fields.
pub(crate) const MOST_HEADER_BYTES: usize = 8 * 1024;
/// Fields of a header.
pub(crate) const MOST_FIELDS: usize = 64;
/// Bytes of path and query, as they are sent.
pub(crate) const MOST_TARGET_BYTES: usize = 2 * 1024;
/// Bytes of a body. Nothing in it is ever looked at.
pub(crate) const MOST_BODY_BYTES: usize = 1024;

/// A request, as far as anything of it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Begins with `/`; decoded and free of control characters, like all of the query.
    pub(crate) path: String,
    /// Names and values in their order; a name without `=` has the value "".
    pub(crate) query: Vec<(String, String)>,
    /// Absent in requests of HTTP/1.0 only.
    pub(crate) host: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) fetch_site: Option<String>,
    pub(crate) fetch_mode: Option<String>,
    pub(crate) fetch_dest: Option<String>,
    pub(crate) authorization: Option<String>,
    /// All fields of the name, in one.
    pub(crate) accept: Option<String>,
    /// What follows the header.
    pub(crate) body_bytes: usize,
    /// Does it follow after a word of ours only?
    pub(crate) expects_continue: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Head,
    Post,
    /// None of these.
    Other,
}

/// What bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// The beginning of a header.
    Incomplete,
    /// A request, whose header has so many bytes.
    Complete(Box<Request>, usize),
    /// No request that is answered with what it asks for.
    Refused(Refusal),
}

/// The status of an answer, and one sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) why: &'static str,
}

const fn refusal(status: u16, why: &'static str) -> Refusal {
    Refusal { status, why }
}

const LONG_HEADER: Refusal = refusal(431, "The header has more than 8192 bytes or more than 64 fields.");
const LONG_TARGET: Refusal = refusal(414, "The address has more than 2048 bytes.");
const NO_HTTP: Refusal = refusal(400, "This is not HTTP.");
const WRONG_VERSION: Refusal = refusal(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");

/// Reads what has come so far.
pub(crate) fn parse(bytes: &[u8]) -> Parsed {
    // A request that is too long is refused before it is complete.
    let (bytes, is_cut) = (&bytes[..bytes.len().min(MOST_HEADER_BYTES)], bytes.len() > MOST_HEADER_BYTES);
    let mut fields = [EMPTY_HEADER; MOST_FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    match parsed.parse(bytes) {
        Ok(Status::Complete(header_bytes)) => match understand(&parsed) {
            Ok(request) => Parsed::Complete(Box::new(request), header_bytes),
            Err(refusal) => Parsed::Refused(refusal),
        },
        Ok(Status::Partial) if has_long_target(bytes) => Parsed::Refused(LONG_TARGET),
        Ok(Status::Partial) if is_cut => Parsed::Refused(LONG_HEADER),
        Ok(Status::Partial) => Parsed::Incomplete,
        Err(Error::TooManyHeaders) => Parsed::Refused(LONG_HEADER),
        Err(Error::Version) => Parsed::Refused(WRONG_VERSION),
        Err(_) => Parsed::Refused(NO_HTTP),
    }
}

/// The text behind base64: standard or safe in addresses, with or without its padding.
pub(crate) fn decode_name(encoded: &str) -> Option<String> {
    const ANY: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let standard = encoded.replace('-', "+").replace('_', "/");
    String::from_utf8(ANY.decode(standard).ok()?).ok().filter(|name| !name.is_empty())
}

/// Is the target longer than it may be, in a header of which more is to come?
fn has_long_target(bytes: &[u8]) -> bool {
    let mut words = bytes.trim_ascii_start().splitn(3, |byte| *byte == b' ');
    words.nth(1).is_some_and(|target| target.len() > MOST_TARGET_BYTES)
}

fn understand(parsed: &httparse::Request<'_, '_>) -> Result<Request, Refusal> {
    let target = parsed.path.unwrap_or_default();
    if target.len() > MOST_TARGET_BYTES {
        return Err(LONG_TARGET);
    }
    let fields = Fields(parsed.headers);
    if fields.all("transfer-encoding").next().is_some() {
        return Err(refusal(411, "A body is sent with its Content-Length."));
    }
    let host = fields.one("host")?;
    if host.is_none() && parsed.version == Some(1) {
        return Err(refusal(400, "HTTP/1.1 asks for a Host."));
    }
    let (path, query) = split_target(target).ok_or(refusal(
        400,
        "The address is no path that begins with `/`, or its `%` escapes are no text without control characters.",
    ))?;
    Ok(Request {
        method: match parsed.method {
            Some("GET") => Method::Get,
            Some("HEAD") => Method::Head,
            Some("POST") => Method::Post,
            _ => Method::Other,
        },
        path,
        query,
        host,
        origin: fields.one("origin")?,
        fetch_site: fields.one("sec-fetch-site")?,
        fetch_mode: fields.one("sec-fetch-mode")?,
        fetch_dest: fields.one("sec-fetch-dest")?,
        authorization: fields.one("authorization")?,
        accept: fields.joined("accept")?,
        body_bytes: body_bytes(fields.one("content-length")?)?,
        // In HTTP/1.0 it means nothing.
        expects_continue: parsed.version == Some(1) && fields.expects_continue(),
    })
}

/// The fields of a header.
struct Fields<'a>(&'a [Header<'a>]);

impl<'a> Fields<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value)
    }

    /// The value of a field that may be there once.
    fn one(&self, name: &str) -> Result<Option<String>, Refusal> {
        let mut values = self.all(name);
        let value = values.next().map(text).transpose()?;
        if values.next().is_some() {
            return Err(refusal(400, "A field is there twice that may be there once."));
        }
        Ok(value)
    }

    fn joined(&self, name: &str) -> Result<Option<String>, Refusal> {
        let mut values = self.all(name).map(text).collect::<Result<Vec<_>, _>>()?;
        let is_there = !values.is_empty();
        values.retain(|value| !value.is_empty());
        Ok(is_there.then(|| values.join(", ")))
    }

    fn expects_continue(&self) -> bool {
        let mut expected = self.all("expect").flat_map(|value| value.split(|byte| *byte == b','));
        expected.any(|expected| expected.trim_ascii().eq_ignore_ascii_case(b"100-continue"))
    }
}

/// Is it a number without a sign?
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn text(value: &[u8]) -> Result<String, Refusal> {
    let is_printable = value.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    let text = std::str::from_utf8(value).ok().filter(|_| is_printable);
    text.map(|text| text.trim().to_owned()).ok_or(refusal(400, "A field has other than visible ASCII characters."))
}

fn body_bytes(length: Option<String>) -> Result<usize, Refusal> {
    let Some(length) = length else { return Ok(0) };
    if !is_digits(&length) {
        return Err(refusal(400, "The Content-Length is no number."));
    }
    // A number that is too long for its type is too long in any case.
    let length = length.parse().unwrap_or(usize::MAX);
    if length > MOST_BODY_BYTES { Err(refusal(413, "The body has more than 1024 bytes.")) } else { Ok(length) }
}

/// Path and query, decoded; `None` where that is not possible or leads to what no path may hold.
fn split_target(target: &str) -> Option<(String, Vec<(String, String)>)> {
    if !target.starts_with('/') || target.contains('#') || !target.is_ascii() {
        return None;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, decode(value)?))
    };
    let query = query.split('&').filter(|part| !part.is_empty()).map(pair).collect::<Option<_>>()?;
    Some((decode(path)?, query))
}

/// The text behind `%` escapes. A `+` stays what it is: it is a character of base64 and of patterns.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { digit(rest.next()?)? << 4 | digit(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(text: &str) -> Request {
        match parse(text.as_bytes()) {
            Parsed::Complete(request, bytes) => {
                assert_eq!(bytes, text.len());
                *request
            }
            other => panic!("{text:?} is {other:?}"),
        }
    }

    fn get(target: &str) -> String {
        format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }

    #[track_caller]
    fn check_refused(text: &str, status: u16) {
        match parse(text.as_bytes()) {
            Parsed::Refused(refusal) => assert_eq!(refusal.status, status, "{text:?}: {}", refusal.why),
            other => panic!("{text:?} is {other:?}"),
        }
    }

    #[test]
    fn what_matters_is_kept() {
        let request = complete(
            "POST /a%20b/c?limit=5&filter=%2Fx.%2By%2f&bare HTTP/1.1\r\nhost: a:1 \r\nAccept: text/html\r\n\
             ACCEPT: */*;q=0.1\r\nAccept:\r\nAuthorization: Bearer x\r\nOrigin: null\r\nSec-Fetch-Site: none\r\n\
             Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nContent-Length: 12\r\nExpect: x, 100-Continue\r\n\
             X-Other: \u{e4}\r\n\r\n",
        );
        let query = [("limit", "5"), ("filter", "/x.+y/"), ("bare", "")];
        let expected = Request {
            method: Method::Post,
            path: "/a b/c".into(),
            query: query.map(|(name, value)| (name.into(), value.into())).into(),
            host: Some("a:1".into()),
            origin: Some("null".into()),
            fetch_site: Some("none".into()),
            fetch_mode: Some("navigate".into()),
            fetch_dest: Some("document".into()),
            authorization: Some("Bearer x".into()),
            accept: Some("text/html, */*;q=0.1".into()),
            body_bytes: 12,
            expects_continue: true,
        };
        assert_eq!(request, expected);
        assert_eq!(complete("GET / HTTP/1.0\r\n\r\n").host, None);
        assert!(!complete("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
        assert_eq!(complete("BREW / HTTP/1.0\r\n\r\n").method, Method::Other);
    }

    #[test]
    fn a_header_is_complete_with_its_empty_line() {
        let text = get("/report");
        for end in 0..text.len() {
            assert_eq!(parse(&text.as_bytes()[..end]), Parsed::Incomplete, "{:?}", &text[..end]);
        }
        let more = format!("{text}GET /other HTTP/1.1\r\n\r\n");
        assert_eq!(parse(more.as_bytes()), parse(text.as_bytes()));
    }

    #[test]
    fn targets_are_paths_of_text() {
        for target in ["a", "*", "http://localhost/", "localhost:80", "/%00", "/%0a", "/a?b=%1b[31m", "/%7f", "/%c2%9b"]
        {
            check_refused(&get(target), 400);
        }
        for target in ["/%", "/%2", "/%zz", "/%+1", "/%ff", "/a#b", "/\u{e4}"] {
            check_refused(&get(target), 400);
        }
        assert_eq!(complete(&get("//a/../%2e%2e/%C3%A4")).path, "//a/../../\u{e4}");
    }

    #[test]
    fn limits_hold() {
        let long = |bytes: usize| "a".repeat(bytes);
        assert_eq!(complete(&get(&format!("/{}", long(MOST_TARGET_BYTES - 1)))).path.len(), MOST_TARGET_BYTES);
        check_refused(&get(&format!("/{}", long(MOST_TARGET_BYTES))), 414);
        check_refused(&format!("GET /{}", long(MOST_TARGET_BYTES)), 414);
        check_refused(&format!("GET / HTTP/1.1\r\nA: {}", long(MOST_HEADER_BYTES)), 431);
        let fields = |count: usize| format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "A: b\r\n".repeat(count - 1));
        complete(&fields(MOST_FIELDS));
        check_refused(&fields(MOST_FIELDS + 1), 431);
        let body = |length: &str| format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
        assert_eq!(complete(&body("1024")).body_bytes, MOST_BODY_BYTES);
        check_refused(&body("1025"), 413);
        check_refused(&body("99999999999999999999999999"), 413);
        for length in ["", "-1", "+1", "1,1", "0x1"] {
            check_refused(&body(length), 400);
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        check_refused("GET / HTTP/1.1\r\n\r\n", 400);
        check_refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
        check_refused("GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", 400);
        check_refused("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: \u{e4}\r\n\r\n", 400);
        check_refused("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400);
        check_refused("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400);
        check_refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411);
        check_refused("GET / HTTP/2.0\r\n\r\n", 505);
        check_refused("\u{16}\u{3}\u{1}\u{2}", 400);
    }

    #[test]
    fn names_come_in_every_kind_of_base64() {
        for encoded in ["YXBwOjpsb2FkPj8_", "YXBwOjpsb2FkPj8/"] {
            assert_eq!(decode_name(encoded).as_deref(), Some("app::load>??"));
        }
        for encoded in ["YQ", "YQ=", "YQ=="] {
            assert_eq!(decode_name(encoded).as_deref(), Some("a"), "{encoded}");
        }
        for encoded in ["", "!", "YQ===", "/w", "Y Q"] {
            assert_eq!(decode_name(encoded), None, "{encoded}");
        }
    }
}
