//! A Rust file as the rules see it: its lines, its tokens, its comments, and which lines are tests.
use super::finding::{Finding, Habit};
use super::lexer;

/// One `.rs` file.
pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// The text of each line.
    pub lines: Vec<String>,
    /// The comments of each line, blanks elsewhere.
    pub comments: Vec<String>,
    /// The contents of the literals of each line, blanks elsewhere.
    pub literals: Vec<String>,
    /// Names and punctuation; `::` is one token.
    pub tokens: Vec<Token>,
    is_test_line: Vec<bool>,
}

/// A word or one mark of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As written.
    pub text: String,
    /// From 0.
    pub line: usize,
}

impl Source {
    /// Reads `text` as the file at `path`.
    pub fn new(path: &str, text: &str) -> Self {
        let masks = lexer::split(text);
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let tokens = tokenize(&masks.code);
        let mut source = Self {
            path: path.to_owned(),
            lines: lines(text),
            comments: lines(&masks.comments),
            literals: lines(&masks.literals),
            tokens,
            is_test_line: Vec::new(),
        };
        source.is_test_line = vec![is_test_path(path); source.lines.len()];
        for (first, last) in source.test_items() {
            source.is_test_line[first..=last].fill(true);
        }
        source
    }

    /// Whether the line (from 0) is only compiled for tests.
    pub fn is_test(&self, line: usize) -> bool {
        self.is_test_line.get(line).copied().unwrap_or(false)
    }

    /// Makes the whole file a test: its module is declared under `cfg(test)`.
    pub fn set_test(&mut self) {
        self.is_test_line.fill(true);
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The text of a token, or nothing beyond the end.
    pub fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| &token.text)
    }

    /// The text of the token `back` places before `index`.
    pub fn word_before(&self, index: usize, back: usize) -> &str {
        index.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// The tokens outside tests, with their indices.
    pub fn live_tokens(&self) -> impl Iterator<Item = (usize, &Token)> {
        self.tokens.iter().enumerate().filter(|(_, token)| !self.is_test(token.line))
    }

    /// The index of the bracket that closes the one at `open`; the last token if none does.
    pub fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for index in open..self.tokens.len() {
            match self.word(index) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return index;
            }
        }
        self.tokens.len().saturating_sub(1)
    }

    /// The index of the first token after the attributes that start at `index`.
    pub fn after_attributes(&self, mut index: usize) -> usize {
        while self.word(index) == "#" && self.word(index + 1) == "[" {
            index = self.closing(index + 1) + 1;
        }
        index
    }

    /// A finding of `habit` at a line counted from 0.
    pub fn finding(&self, line: usize, habit: Habit, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line: line + 1, what: what.into(), habit }
    }

    /// Names of the modules that are declared `#[cfg(test)] mod name;`.
    pub fn test_modules(&self) -> Vec<&str> {
        let is_declaration = |at: &usize| self.word(*at) == "mod" && self.word(at + 2) == ";";
        let declarations = (0..self.tokens.len()).filter(is_declaration);
        declarations.filter(|at| self.is_test(self.tokens[*at].line)).map(|at| self.word(at + 1)).collect()
    }

    /// First and last lines of the items under `cfg(test)`.
    fn test_items(&self) -> Vec<(usize, usize)> {
        let mut items = Vec::new();
        for index in 0..self.tokens.len() {
            let is_inner = self.word(index + 1) == "!";
            let open = index + 1 + usize::from(is_inner);
            if self.word(index) != "#" || self.word(open) != "[" || !self.is_for_tests(open) {
                continue;
            }
            let first = self.tokens[index].line;
            let last = if is_inner { self.lines.len() - 1 } else { self.tokens[self.item_end(index)].line };
            items.push((first, last));
        }
        items
    }

    /// Whether the attribute in the brackets at `open` is `test`, or a `cfg` that names `test` and not its negation.
    fn is_for_tests(&self, open: usize) -> bool {
        let inside = open..self.closing(open);
        let negations = inside.clone().filter(|at| self.word(*at) == "not" && self.word(at + 1) == "(");
        let negated: Vec<_> = negations.map(|at| at..self.closing(at + 1)).collect();
        let is_negated = |at: usize| negated.iter().any(|range| range.contains(&at));
        let names_test = inside.into_iter().any(|at| self.word(at) == "test" && !is_negated(at));
        names_test && matches!(self.word(open + 1), "cfg" | "test")
    }

    /// The last token of the item whose first attribute is at `index`: its `;` or the end of its body.
    fn item_end(&self, index: usize) -> usize {
        let mut at = self.after_attributes(index);
        while at < self.tokens.len() {
            match self.word(at) {
                ";" => return at,
                "{" => return self.closing(at),
                "(" | "[" => at = self.closing(at) + 1,
                _ => at += 1,
            }
        }
        self.tokens.len() - 1
    }
}

fn is_test_path(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "benches" || part == "tests.rs")
}

fn tokenize(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
            let length = if is_word(first) {
                rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push(Token { text: rest[..length].to_owned(), line });
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_lines(text: &str) -> Vec<usize> {
        let source = Source::new("crates/a/src/b.rs", text);
        (0..source.lines.len()).filter(|line| source.is_test(*line)).collect()
    }

    #[test]
    fn items_under_cfg_test_are_tests() {
        assert_eq!(test_lines("fn a() {}\n#[cfg(test)]\n#[path = \"x.rs\"]\nmod tests {\n}\nfn b() {}"), [1, 2, 3, 4]);
        assert_eq!(test_lines("#[test]\nfn a(b: [u8; 2]) {\n}\nfn c() {}"), [0, 1, 2]);
        assert_eq!(test_lines("#[cfg(all(test, loom))]\nmod a;\nfn b() {}"), [0, 1]);
        assert_eq!(test_lines("#![cfg(test)]\nfn a() {}"), [0, 1]);
    }

    #[test]
    fn items_that_only_mention_tests_are_not() {
        assert_eq!(test_lines("#[cfg(not(test))]\nfn a() {}"), [0_usize; 0]);
        assert_eq!(test_lines("#[cfg(not(all(loom, test)))]\nfn a() {}"), [0_usize; 0]);
        assert_eq!(test_lines("#[derive(test)]\nstruct A;"), [0_usize; 0]);
        assert_eq!(test_lines("// #[cfg(test)]\nfn a() {}"), [0_usize; 0]);
    }

    #[test]
    fn folders_of_tests_are_tests() {
        assert!(Source::new("tests/suite/src/a.rs", "fn a() {}").is_test(0));
        assert!(Source::new("crates/a/src/b/tests.rs", "fn a() {}").is_test(0));
        assert!(!Source::new("crates/a/examples/tests_all.rs", "fn a() {}").is_test(0));
    }

    #[test]
    fn out_of_line_test_modules_are_named() {
        let source = Source::new("crates/a/src/b.rs", "mod c;\n#[cfg(test)]\nmod d;\n#[cfg(test)] mod e { }");
        assert_eq!(source.test_modules(), ["d"]);
    }

    #[test]
    fn tokens_are_words_paths_and_marks() {
        let source = Source::new("a.rs", "use a::{b, r_2}; // c");
        let words: Vec<&str> = source.tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(words, ["use", "a", "::", "{", "b", ",", "r_2", "}", ";"]);
    }
}
