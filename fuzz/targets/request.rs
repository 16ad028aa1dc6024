//! The live server's parser of requests: whatever the bytes are, it does not panic and keeps its promises.
#![no_main]

#[path = "../../crates/hotpath/src/engine/serve/request.rs"]
mod request;

use libfuzzer_sys::fuzz_target;
use request::{
    MOST_BODY_BYTES, MOST_HEADER_BYTES, MOST_TARGET_BYTES, Method, Parsed, Refusal, Request, decode_name, parse,
};

fuzz_target!(|bytes: &[u8]| {
    match parse(bytes) {
        Parsed::Complete(request, header_bytes) => {
            check_limits(&request, header_bytes, bytes.len());
            check_no_control(&request);
            check_what_follows(bytes, header_bytes, &request);
            check_written_again(&request);
        }
        Parsed::Incomplete => assert!(bytes.len() <= MOST_HEADER_BYTES),
        Parsed::Refused(Refusal { status, why }) => {
            assert!((400..600).contains(&status) && why.ends_with('.'));
            // More of the same makes nothing good of it.
            assert_eq!(parse(&[bytes, b"\r\n\r\n"].concat()), Parsed::Refused(Refusal { status, why }));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        check_name(text);
    }
});

fn check_limits(request: &Request, header_bytes: usize, all_bytes: usize) {
    assert!(header_bytes <= all_bytes.min(MOST_HEADER_BYTES));
    assert!(request.body_bytes <= MOST_BODY_BYTES);
    let query = request.query.iter().map(|(name, value)| name.len() + value.len());
    assert!(request.path.len() + query.sum::<usize>() <= MOST_TARGET_BYTES);
    assert!(request.path.starts_with('/'));
}

fn check_no_control(request: &Request) {
    let query = request.query.iter().flat_map(|(name, value)| [name, value]);
    for text in query.chain([&request.path]) {
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
    for text in fields(request).into_iter().filter_map(|(_, value)| value.as_ref()) {
        assert!(text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')), "{text:?}");
    }
}

/// The header alone is the same request, and nothing less of it is one.
fn check_what_follows(bytes: &[u8], header_bytes: usize, request: &Request) {
    let same = Parsed::Complete(Box::new(request.clone()), header_bytes);
    assert_eq!(parse(&bytes[..header_bytes]), same);
    assert_eq!(parse(&[&bytes[..header_bytes], b"GET /other HTTP/1.1\r\n\r\n"].concat()), same);
    assert_eq!(parse(&bytes[..header_bytes - 1]), Parsed::Incomplete);
}

/// What was understood, written down plainly, is understood in the same way.
fn check_written_again(request: &Request) {
    let method = match request.method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Other => "OTHER",
    };
    let query: Vec<String> =
        request.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let mut text = format!("{method} {}?{} HTTP/1.", encode(&request.path), query.join("&"));
    text += if request.host.is_some() { "1\r\n" } else { "0\r\n" };
    for (name, value) in fields(request) {
        text.extend(value.iter().map(|value| format!("{name}: {value}\r\n")));
    }
    text += if request.expects_continue { "Expect: 100-continue\r\n" } else { "" };
    text += &format!("Content-Length: {}\r\n\r\n", request.body_bytes);
    match parse(text.as_bytes()) {
        Parsed::Complete(again, _) => assert_eq!(*again, *request, "{text:?}"),
        // Escapes make it longer.
        Parsed::Refused(refusal) => assert!(matches!(refusal.status, 414 | 431), "{text:?}: {refusal:?}"),
        Parsed::Incomplete => panic!("{text:?}"),
    }
}

fn fields(request: &Request) -> [(&'static str, &Option<String>); 7] {
    [
        ("Host", &request.host),
        ("Origin", &request.origin),
        ("Sec-Fetch-Site", &request.fetch_site),
        ("Sec-Fetch-Mode", &request.fetch_mode),
        ("Sec-Fetch-Dest", &request.fetch_dest),
        ("Authorization", &request.authorization),
        ("Accept", &request.accept),
    ]
}

fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'/';
    let escaped = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") };
    text.bytes().map(escaped).collect()
}

fn check_name(encoded: &str) {
    if let Some(name) = decode_name(encoded) {
        assert!(!name.is_empty() && name.len() <= encoded.len());
        assert_eq!(decode_name(&encoded.replace('+', "-").replace('/', "_")), Some(name));
    }
}
