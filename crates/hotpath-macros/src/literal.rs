//! The values of literals, read from their source text.

/// The value of a string literal without escapes, raw or not; of one with escapes, its source between the quotes.
/// `None` for every other literal.
pub fn text(literal: &str) -> Option<&str> {
    match literal.strip_prefix('r') {
        Some(raw) => raw.trim_start_matches('#').strip_prefix('"')?.trim_end_matches('#').strip_suffix('"'),
        None => literal.strip_prefix('"')?.strip_suffix('"'),
    }
}

/// The value of an integer literal in any base, with or without a suffix.
pub fn integer(literal: &str) -> Option<u64> {
    let digits = literal.replace('_', "").to_lowercase();
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    u64::from_str_radix(without_suffix(digits, &INTEGERS), radix).ok()
}

/// The value of an integer or float literal, with or without a suffix.
pub fn number(literal: &str) -> Option<f64> {
    let digits = literal.replace('_', "").to_lowercase();
    let digits = without_suffix(without_suffix(&digits, &INTEGERS), &FLOATS);
    // `str::parse` also reads words such as `inf`.
    if digits.starts_with(|first: char| first.is_ascii_digit()) { digits.parse().ok() } else { None }
}

const INTEGERS: [&str; 12] = ["u128", "i128", "usize", "isize", "u64", "i64", "u32", "i32", "u16", "i16", "u8", "i8"];
const FLOATS: [&str; 2] = ["f64", "f32"];

fn without_suffix<'a>(digits: &'a str, suffixes: &[&str]) -> &'a str {
    suffixes.iter().find_map(|suffix| digits.strip_suffix(suffix)).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::{integer, number, text};

    #[test]
    fn text_of_string_literals_only() {
        assert_eq!(text(r#""json""#), Some("json"));
        assert_eq!(text(r#""""#), Some(""));
        assert_eq!(text(r###"r#"a"b"#"###), Some("a\"b"));
        assert_eq!(text(r#"r"json""#), Some("json"));
        for other in [r#"b"json""#, r#"c"json""#, "'j'", "1", "r"] {
            assert_eq!(text(other), None, "{other}");
        }
    }

    #[test]
    fn integers_in_every_base_and_with_suffixes() {
        for (literal, value) in
            [("15", 15), ("1_000", 1000), ("0xFF", 255), ("0b1_01", 5), ("0o17", 15), ("15usize", 15)]
        {
            assert_eq!(integer(literal), Some(value), "{literal}");
        }
        for other in ["1.5", "\"1\"", "'1'", "1e3", "99999999999999999999", "0x", "1f64"] {
            assert_eq!(integer(other), None, "{other}");
        }
    }

    #[test]
    fn numbers_are_integers_or_floats() {
        for (literal, value) in
            [("95", 95.0), ("99.9", 99.9), ("1e1", 10.0), ("50.", 50.0), ("50f64", 50.0), ("5_0u8", 50.0)]
        {
            assert_eq!(number(literal), Some(value), "{literal}");
        }
        for other in ["\"95\"", "'9'", "inf", "0x10", "b'1'"] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
