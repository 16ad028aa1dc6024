//! Takes a text apart: words, and blocks between brackets within each other.

use std::{collections::HashMap, path::PathBuf};

/// Blocks within each other deeper than this are taken as one: the parser's stack is limited.
const DEEPEST: u64 = 256;

/// Longer words are no words but data.
const LONGEST_WORD_BYTES: usize = 64;

/// What is in a file.
#[derive(Debug)]
pub struct Document {
    pub path: PathBuf,
    pub bytes: u64,
    pub tokens: u64,
    /// Blocks between brackets; the file as a whole is one.
    pub blocks: u64,
    /// Most blocks within each other.
    pub depth: u64,
    /// The words and how often they occur.
    pub words: Vec<(String, u64)>,
}

/// Takes the text of a file apart. Bytes that are not UTF-8 become U+FFFD.
#[hotpath::measure]
pub fn parse(path: PathBuf, bytes: &[u8]) -> Document {
    let text = hotpath::measure_block!("decode", String::from_utf8_lossy(bytes));
    let mut parser =
        Parser { tokens: Tokens { rest: &text }, token_count: 0, blocks: 0, depth: 0, words: HashMap::new() };
    parser.block(0);
    let words = parser.words.into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
    let bytes = bytes.len() as u64;
    Document { path, bytes, tokens: parser.token_count, blocks: parser.blocks, depth: parser.depth, words }
}

struct Parser<'a> {
    tokens: Tokens<'a>,
    token_count: u64,
    blocks: u64,
    depth: u64,
    words: HashMap<&'a str, u64>,
}

#[hotpath::measure_all]
impl Parser<'_> {
    /// Reads to the end of the block that is `depth` blocks deep. Which bracket closes it is for compilers to judge.
    fn block(&mut self, depth: u64) {
        self.blocks += 1;
        self.depth = self.depth.max(depth);
        while let Some(token) = self.tokens.next() {
            self.token_count += 1;
            match token {
                Token::Word(word) if word.len() <= LONGEST_WORD_BYTES => *self.words.entry(word).or_default() += 1,
                Token::Open if depth < DEEPEST => self.block(depth + 1),
                Token::Close if depth > 0 => return,
                _ => {}
            }
        }
    }
}

/// The smallest part of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    /// A number or a string.
    Literal,
    Open,
    Close,
    /// Any other character but white space.
    Symbol,
}

/// Cuts a text into tokens. A token is shorter to find than to measure, so this is measured as a part of
/// [`Parser::block`].
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.rest = self.rest.trim_start();
        let first = self.rest.bytes().next()?;
        let length = match first {
            b'"' => string_bytes(self.rest),
            _ if is_of_word(first) => word_bytes(self.rest),
            _ => 1,
        };
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(match first {
            b'(' | b'[' | b'{' => Token::Open,
            b')' | b']' | b'}' => Token::Close,
            b'"' | b'0'..=b'9' => Token::Literal,
            _ if is_of_word(first) => Token::Word(text),
            _ => Token::Symbol,
        })
    }
}

/// Whether `byte` can be part of a word. All but ASCII are, so a word ends where a character does.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn word_bytes(text: &str) -> usize {
    text.bytes().position(|byte| !is_of_word(byte)).unwrap_or(text.len())
}

/// Length of the string that `text` starts with. It ends with its line: a single quote mark must not hide a file.
fn string_bytes(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let is_end = *byte == b'\n' || (*byte == b'"' && !is_escaped);
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |(index, _)| index + 1)
}
