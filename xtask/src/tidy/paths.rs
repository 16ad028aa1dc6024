//! Reads from a source which modules of its crate and which other crates it names.
use super::source::Source;

/// A path in the source, from the root of its crate.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// From 0.
    pub line: usize,
    /// `engine`, `clock`, `Mode`; the last parts may be items.
    pub segments: Vec<String>,
}

/// The module that a file is, from the root of its crate: `engine/mod.rs` is `engine`, `lib.rs` the root itself.
pub fn module_of(file: &str) -> Vec<String> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let mut segments: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if matches!(segments.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        segments.pop();
    }
    segments
}

/// The paths outside tests that start with `crate`, `$crate`, `self` or `super`; `module` is that of the file.
pub fn own_paths(source: &Source, module: &[String]) -> Vec<Named> {
    let mut found = Vec::new();
    // The module at the token in hand, and where the inline modules around it end.
    let mut current = module.to_vec();
    let mut ends: Vec<usize> = Vec::new();
    for (index, token) in source.tokens.iter().enumerate() {
        while ends.last().is_some_and(|end| *end <= index) {
            ends.pop();
            current.pop();
        }
        if token.text == "mod" && source.word(index + 2) == "{" {
            ends.push(source.closing(index + 2));
            current.push(source.word(index + 1).to_owned());
        }
        // `pub(in crate::engine)` names who may look in, not what is used.
        let is_visibility = source.word_before(index, 1) == "in" && source.word_before(index, 2) == "(";
        let is_start = source.word(index + 1) == "::" && source.word_before(index, 1) != "::" && !is_visibility;
        if is_start && !source.is_test(token.line) {
            found.extend(start(source, index, &current));
        }
    }
    found
}

/// The lines outside tests that name the crate `name` (with `_`): at the start of a path or in a `use`.
pub fn lines_naming_crate(source: &Source, name: &str) -> Vec<usize> {
    let is_named = |index: usize| {
        let is_first = source.word_before(index, 1) != "::" || is_leading_colons(source, index);
        let is_imported =
            matches!(source.word_before(index, 1), "use" | "crate") && source.word_before(index, 2) != "(";
        is_first && (source.word(index + 1) == "::" || is_imported)
    };
    source
        .live_tokens()
        .filter(|(index, token)| token.text == name && is_named(*index))
        .map(|(_, token)| token.line)
        .collect()
}

/// Whether the `::` before `index` starts a path: `::libc::write`.
fn is_leading_colons(source: &Source, index: usize) -> bool {
    let before = source.word_before(index, 2);
    !before.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_') && before != ">"
        || matches!(before, "use" | "return" | "in" | "as")
}

/// The paths that start at `index`: more than one where it opens a group.
fn start(source: &Source, index: usize, current: &[String]) -> Vec<Named> {
    let mut base = current.to_vec();
    let mut at = index;
    match source.word(index) {
        "crate" => base.clear(),
        "self" => {}
        "super" => drop(base.pop()),
        _ => return Vec::new(),
    }
    while source.word(at + 1) == "::" && source.word(at + 2) == "super" {
        base.pop();
        at += 2;
    }
    let mut found = Vec::new();
    walk(source, at + 1, base, &mut found);
    found
}

/// Follows the path from the `::` at `at`; returns the index after it.
fn walk(source: &Source, mut at: usize, mut segments: Vec<String>, found: &mut Vec<Named>) -> usize {
    let line = source.tokens[at.min(source.tokens.len() - 1)].line;
    while source.word(at) == "::" {
        let next = source.word(at + 1);
        if next == "{" {
            return group(source, at + 1, &segments, found);
        }
        if !next.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
            // A glob or a turbofish: the path so far is what is named.
            at += 2;
            break;
        }
        segments.push(next.to_owned());
        at += 2;
    }
    found.push(Named { line, segments });
    at
}

/// Follows each path of the group that opens at `open`.
fn group(source: &Source, open: usize, segments: &[String], found: &mut Vec<Named>) -> usize {
    let close = source.closing(open);
    let mut at = open + 1;
    while at < close {
        let mut inner = segments.to_vec();
        match source.word(at) {
            "self" | "*" => {
                found.push(Named { line: source.tokens[at].line, segments: inner });
            }
            word => {
                inner.push(word.to_owned());
                at = walk(source, at + 1, inner, found);
            }
        }
        // What follows a path up to the comma is an alias.
        while at < close && source.word(at) != "," {
            at += 1;
        }
        at += 1;
    }
    close + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let source = Source::new("crates/hotpath/src/engine/clock/tsc.rs", text);
        let found = own_paths(&source, &module_of("engine/clock/tsc.rs"));
        let paths: Vec<String> = found.iter().map(|named| named.segments.join("::")).collect();
        assert_eq!(paths, expected, "{text}");
    }

    #[test]
    fn files_are_modules() {
        assert_eq!(module_of("lib.rs"), [""; 0]);
        assert_eq!(module_of("engine/mod.rs"), ["engine"]);
        assert_eq!(module_of("engine/clock/tsc.rs"), ["engine", "clock", "tsc"]);
    }

    #[test]
    fn paths_are_resolved_from_the_root() {
        check("crate::engine::site::register();", &["engine::site::register"]);
        check("use super::super::site::Site;", &["engine::site::Site"]);
        check("use self::x86::read; let a = self.b;", &["engine::clock::tsc::x86::read"]);
        check("$crate::__private::call::<u8>()", &["__private::call"]);
    }

    #[test]
    fn groups_are_walked() {
        check(
            "use crate::{engine::{clock::{self, Mode as M}, site::*}, front};",
            &["engine::clock", "engine::clock::Mode", "engine::site", "front"],
        );
        check("use crate::engine::Site as S;\nuse crate::front::{};", &["engine::Site"]);
    }

    #[test]
    fn inline_modules_shift_super() {
        check("mod a { use super::b; }\nuse super::c;", &["engine::clock::tsc::b", "engine::clock::c"]);
    }

    #[test]
    fn visibility_and_tests_name_nothing() {
        check("pub(in crate::engine) fn a() {}\npub(crate) fn b() {}", &[]);
        check("#[cfg(test)]\nmod tests { use super::super::record::Node; }", &[]);
        check("// crate::front::a\nother::crate_name::b();", &[]);
    }

    #[test]
    fn other_crates_are_seen_where_a_path_starts() {
        let lines = |text: &str| lines_naming_crate(&Source::new("a.rs", text), "libc");
        assert_eq!(lines("use libc::c_int;\nlet a = libc::write(1);\nuse libc;\n::libc::fork();"), [0, 1, 2, 3]);
        assert_eq!(lines("let libc = 1;\nsys::libc::write();\n// libc::write"), [0_usize; 0]);
    }
}
