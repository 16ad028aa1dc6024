//! Rules about unsafe code and memory orderings: where they stand and what must be written beside them.
use super::finding::{Finding, Habit};
use super::rooms::Rooms;
use super::source::Source;

/// `unsafe` stands only in the rooms whose row of the table says `yes`, in files that open with numbered invariants.
pub fn unsafe_rooms(source: &Source, rooms: &Rooms) -> Vec<Finding> {
    let Some(path) = source.path.strip_prefix("crates/") else {
        return Vec::new();
    };
    let Some((_, first)) = source.live_tokens().find(|(_, token)| token.text == "unsafe") else {
        return Vec::new();
    };
    let is_allowed =
        path.strip_prefix("hotpath/src/").and_then(|file| rooms.of_file(file)).is_some_and(|room| room.is_unsafe);
    if !is_allowed {
        let what = "`unsafe` in a room that the table in ARCHITECTURE.md does not allow it";
        return vec![source.finding(first.line, Habit::Unsafe, what)];
    }
    let header = source.lines.iter().take_while(|line| line.starts_with("//!"));
    let has_invariants = header.into_iter().any(|line| line.trim_start_matches("//!").trim_start().starts_with("1. "));
    if has_invariants {
        return Vec::new();
    }
    let what = "a file with `unsafe` opens with numbered invariants (`//! 1. …`) for its SAFETY notes to cite";
    vec![source.finding(0, Habit::Unsafe, what)]
}

/// In the engine, an ordering above `Relaxed` says what it pairs with, in a comment on its line or just above.
pub fn orderings(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut is_import = false;
    for (_, token) in source.live_tokens().filter(|_| source.path.starts_with("crates/hotpath/src/engine/")) {
        match token.text.as_str() {
            "use" => is_import = true,
            ";" => is_import = false,
            name @ ("Acquire" | "Release" | "AcqRel" | "SeqCst")
                if !is_import && !names_partner(source, token.line) =>
            {
                let what = format!("`{name}` without its partner: say `pairs with …` on the line or just above");
                findings.push(source.finding(token.line, Habit::Ordering, what));
            }
            _ => {}
        }
    }
    findings
}

/// Lines above an ordering in which its comment may start.
const REACH: usize = 3;

fn names_partner(source: &Source, line: usize) -> bool {
    let mut first = line.saturating_sub(REACH);
    // A comment that is only partly within reach counts whole.
    while first > 0
        && source.lines[first].trim_start().starts_with("//")
        && source.lines[first - 1].trim_start().starts_with("//")
    {
        first -= 1;
    }
    let words: Vec<&str> = source.comments[first..=line]
        .iter()
        .flat_map(|comment| comment.split_whitespace())
        .filter(|word| !word.starts_with("//"))
        .collect();
    words.windows(2).any(|pair| pair[0].eq_ignore_ascii_case("pairs") && pair[1] == "with")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGINE: &str = "crates/hotpath/src/engine/record.rs";

    fn rooms() -> Rooms {
        let table = "<!-- rooms:begin -->\n| room | may name | unsafe |\n|---|---|---|\n| `engine/record` | – | yes |\n\
                     | `engine/site` | – | no |\n<!-- rooms:end -->\n";
        Rooms::parse(table).unwrap()
    }

    #[track_caller]
    fn check_unsafe(path: &str, text: &str, count: usize) {
        let findings = unsafe_rooms(&Source::new(path, text), &rooms());
        assert_eq!(findings.len(), count, "{path}: {text}: {findings:?}");
    }

    #[test]
    fn unsafe_stands_in_its_rooms() {
        let text = "//! Records.\n//!\n//! 1. One writer.\nfn a() { unsafe { b() } }";
        check_unsafe(ENGINE, text, 0);
        check_unsafe("crates/hotpath/src/engine/site.rs", text, 1);
        check_unsafe("crates/hotpath-render/src/table.rs", text, 1);
        check_unsafe("crates/hotpath/src/engine/site.rs", "// unsafe\nconst A: &str = \"unsafe\";", 0);
        check_unsafe("crates/hotpath/src/engine/site.rs", "#[test]\nfn a() { unsafe { b() } }", 0);
    }

    #[test]
    fn unsafe_rests_on_numbered_invariants() {
        check_unsafe(ENGINE, "//! Records.\nfn a() { unsafe { b() } }", 1);
    }

    #[track_caller]
    fn check_orderings(path: &str, text: &str, count: usize) {
        let findings = orderings(&Source::new(path, text));
        assert_eq!(findings.len(), count, "{path}: {text}: {findings:?}");
    }

    #[test]
    fn an_ordering_names_its_partner() {
        check_orderings(ENGINE, "a.store(1, Ordering::Release);", 1);
        check_orderings(ENGINE, "a.store(1, Ordering::Release); // Pairs with the Acquire in `read`.", 0);
        check_orderings(ENGINE, "// This pairs\n// with the Acquire in `read`.\na.store(\n    1,\n    Release,\n);", 0);
        check_orderings(ENGINE, "// Pairs with the Acquire.\n\n\n\n\na.store(1, Release);", 1);
        check_orderings(ENGINE, "// Pairs with the Acquire\n// a\n// b\n// c\n// d\na.store(1, Release);", 0);
    }

    #[test]
    fn imports_and_relaxed_need_no_partner() {
        check_orderings(ENGINE, "use std::sync::atomic::Ordering::{Acquire, Release};\na.load(Relaxed);", 0);
        check_orderings("crates/hotpath/src/front/guard.rs", "a.store(1, Release);", 0);
    }
}
