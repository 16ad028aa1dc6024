//! The ids of benchmarks: what one may be, and how it stands in a file's name and in a comment.

/// The id of a benchmark that nobody gave one.
pub(super) const DEFAULT: &str = "default";
/// Characters of an id.
const LONGEST: usize = 64;

/// Reads an id.
///
/// # Errors
///
/// When it is empty, too long, or would not stay on a line.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let is_valid = !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.contains(char::is_control);
    if is_valid { Ok(text.into()) } else { Err(format!("an id has 1 to {LONGEST} characters on one line")) }
}

/// The id in letters that mean nothing to file systems, HTML and Markdown: others are bytes as `%` and two digits.
fn encoded(id: &str) -> String {
    let mut encoded = String::new();
    for byte in id.bytes() {
        match byte {
            b'.' if encoded.is_empty() => encoded += "%2E",
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' => encoded.push(char::from(byte)),
            // Two of them end a comment in HTML.
            b'-' if !encoded.ends_with('-') => encoded.push('-'),
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

/// Name of the file that a benchmark's report is in.
pub(super) fn file_name(id: &str) -> String {
    format!("{}.json", encoded(id))
}

/// The id of the benchmark whose report is in the file of this name. People name files as they like: one that nobody encoded is its own id.
pub(super) fn of_file(name: &str) -> Option<String> {
    let encoded = name.strip_suffix(".json").filter(|stem| !stem.is_empty() && !stem.starts_with('.'))?;
    let mut bytes = Vec::new();
    let mut rest = encoded.as_bytes();
    while let [first, more @ ..] = rest {
        let digit = |at: usize| more.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let byte = (*first == b'%').then(|| Some(digit(0)? * 16 + digit(1)?)).flatten();
        let (byte, length) = byte.and_then(|byte| u8::try_from(byte).ok()).map_or((*first, 1), |byte| (byte, 3));
        bytes.push(byte);
        rest = &rest[length..];
    }
    parse(&String::from_utf8(bytes).ok()?).ok()
}

/// The first line of the benchmark's comment, which nobody sees.
pub(super) fn marker(id: &str) -> String {
    format!("<!-- hotpath-ci: {} -->", encoded(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_id_is_a_name_of_a_file_and_comes_back() {
        for id in ["parse", "a/b", "../x", ".hidden", "a-->b", "-->", "---", "50 %", "ä€𝕏", "a%2Fb", "x.json", "\\:*?"]
        {
            let (name, marker) = (file_name(id), marker(id));
            assert_eq!(of_file(&name).as_deref(), Some(id), "{name}");
            assert!(!name.contains(['/', '\\', ':', '*', '?', ' ']) && !name.starts_with('.'), "{name}");
            let inner = marker.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")).unwrap();
            assert!(!inner.contains("--") && !inner.contains('>'), "{marker}");
        }
        assert_eq!(of_file("plain name.json").as_deref(), Some("plain name"));
        assert!([".json", ".a.json", "a.txt", "%FF.json", "%0A.json"].iter().all(|name| of_file(name).is_none()));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        assert!(["", "  ", "a\nb", &"x".repeat(65)].iter().all(|id| parse(id).is_err()));
        assert!(["x", &"ä".repeat(64)].iter().all(|id| parse(id).is_ok()));
    }
}
