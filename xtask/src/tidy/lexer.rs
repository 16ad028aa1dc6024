//! Splits Rust source into code, comments and literals, so that a word in a comment is not taken for a token.

/// Three texts of the same length as the source, with the same line breaks; each holds its own part and blanks
/// elsewhere.
#[derive(Default)]
pub struct Masks {
    /// Everything else; the quotes of a literal are code, its content is not.
    pub code: String,
    /// Line and block comments, doc comments too.
    pub comments: String,
    /// The contents of string and character literals.
    pub literals: String,
}

/// Splits `text`.
pub fn split(text: &str) -> Masks {
    let mut lexer = Lexer { rest: text, masks: Masks::default(), previous: ' ' };
    while !lexer.rest.is_empty() {
        lexer.step();
    }
    lexer.masks
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Code,
    Comment,
    Literal,
}

struct Lexer<'text> {
    rest: &'text str,
    masks: Masks,
    /// The last character of code: tells the prefix of a raw string from the end of a name.
    previous: char,
}

impl Lexer<'_> {
    fn step(&mut self) {
        let in_word = self.previous.is_alphanumeric() || self.previous == '_';
        if self.rest.starts_with("//") {
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()), Part::Comment);
        } else if self.rest.starts_with("/*") {
            self.take(block_comment(self.rest), Part::Comment);
        } else if let Some((prefix, hashes)) = raw_string(self.rest).filter(|_| !in_word) {
            let end = format!("\"{}", "#".repeat(hashes));
            self.literal(prefix, |content| content.find(&end), end.len());
        } else if self.rest.starts_with('"') {
            self.literal(1, |content| unescaped(content, '"'), 1);
        } else if is_character(self.rest) {
            self.literal(1, |content| unescaped(content, '\''), 1);
        } else {
            self.take(self.rest.chars().next().map_or(0, char::len_utf8), Part::Code);
        }
    }

    /// Takes `open` bytes, the content up to where `find_end` says, and `close` bytes; an open end goes to the last
    /// line.
    fn literal(&mut self, open: usize, find_end: impl Fn(&str) -> Option<usize>, close: usize) {
        self.take(open, Part::Code);
        let end = find_end(self.rest);
        self.take(end.unwrap_or(self.rest.len()), Part::Literal);
        self.take(close.min(self.rest.len()), Part::Code);
    }

    fn take(&mut self, bytes: usize, part: Part) {
        let (taken, rest) = self.rest.split_at(bytes);
        for letter in taken.chars() {
            for (mask, its_part) in [
                (&mut self.masks.code, Part::Code),
                (&mut self.masks.comments, Part::Comment),
                (&mut self.masks.literals, Part::Literal),
            ] {
                if part == its_part || letter == '\n' {
                    mask.push(letter);
                } else {
                    mask.extend(std::iter::repeat_n(' ', letter.len_utf8()));
                }
            }
            if part == Part::Code {
                self.previous = letter;
            }
        }
        self.rest = rest;
    }
}

/// Length of the block comment at the start of `text`; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// If `text` starts with a raw string: bytes up to and with its opening quote, and the number of its hashes.
fn raw_string(text: &str) -> Option<(usize, usize)> {
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let after = &text[prefix.len()..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some((prefix.len() + hashes + 1, hashes))
}

/// Whether the quote at the start of `text` opens a character and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next() == Some('\'') && (letters.next() == Some('\\') || letters.next() == Some('\''))
}

fn unescaped(content: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, letter) in content.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if letter == '\\' {
            is_escaped = true;
        } else if letter == quote {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, comments: &str, literals: &str) {
        let masks = split(text);
        for mask in [&masks.code, &masks.comments, &masks.literals] {
            assert_eq!(mask.len(), text.len());
        }
        let words = |mask: &str| mask.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = (words(&masks.code), words(&masks.comments), words(&masks.literals));
        assert_eq!(found, (code.to_owned(), comments.to_owned(), literals.to_owned()));
    }

    #[test]
    fn strings_hide_their_content() {
        check(r#"f("a // \" b")"#, r#"f(" ")"#, "", r#"a // \" b"#);
        check("f(\"é\")", "f(\" \")", "", "é");
    }

    #[test]
    fn raw_strings_end_at_their_hashes() {
        check(r##"r#"a "b" "#;"##, r##"r#" "#;"##, "", r#"a "b""#);
        check(r#"bar"a""#, r#"bar" ""#, "", "a");
        check("r#fn()", "r#fn()", "", "");
    }

    #[test]
    fn comments_nest_and_end() {
        check("a /* b /* c */ d */ e", "a e", "/* b /* c */ d */", "");
        check("a // it's \"b\"\nc", "a c", "// it's \"b\"", "");
    }

    #[test]
    fn lifetimes_are_not_characters() {
        check("f::<'a>('b', '\\'', '\"')", "f::<'a>(' ', ' ', ' ')", "", "b \\' \"");
    }

    #[test]
    fn an_open_end_does_not_panic() {
        for text in ["\"a", "r#\"a", "/* a", "'\\", "\"a\\"] {
            assert_eq!(split(text).code.len(), text.len());
        }
    }
}
