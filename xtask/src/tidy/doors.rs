//! Rules about doors: features are chosen there, logic is not written there, macros go through one.
use super::finding::{Finding, Habit};
use super::source::Source;

/// Files beside `lib.rs` and `mod.rs` that may choose by feature: path and why.
const DOORS: &[(&str, &str)] = &[];

/// `cfg(feature = …)` stands only at a door, in front of a `mod` or a `use`.
pub fn features(source: &Source) -> Vec<Finding> {
    let is_door = is_contents(source) || DOORS.iter().any(|(path, _)| *path == source.path);
    let mut findings = Vec::new();
    if !is_library(source) {
        return findings;
    }
    for (index, token) in source.live_tokens().filter(|(_, token)| matches!(token.text.as_str(), "cfg" | "cfg_attr")) {
        let is_macro = source.word(index + 1) == "!";
        let open = index + 1 + usize::from(is_macro);
        if source.word(open) != "(" || !(open..source.closing(open)).any(|at| source.word(at) == "feature") {
            continue;
        }
        if !is_door {
            let what = "a choice by feature outside a door: move it to `lib.rs` or the `mod.rs` in front of the module";
            findings.push(source.finding(token.line, Habit::Features, what));
        } else if !chooses_an_item(source, index, is_macro) {
            let what = "a choice by feature in front of logic: at a door it chooses a `mod`, a `use` or a `const`";
            findings.push(source.finding(token.line, Habit::Features, what));
        }
    }
    findings
}

/// `lib.rs` and `mod.rs` declare; the only bodies are the entry points of a proc-macro crate, which must lie in
/// its root.
pub fn contents(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_contents(source) || !(is_library(source) || source.path.starts_with("xtask/")) {
        return findings;
    }
    let mut report = |line, what: String| findings.push(source.finding(line, Habit::Contents, what));
    for (index, token) in source.live_tokens() {
        let starts_item = matches!(source.word_before(index, 1), "" | "}" | ";" | "]" | "unsafe");
        match token.text.as_str() {
            "fn" if source.word(index + 2) == "(" || source.word(index + 2) == "<" => {
                if let Some(lines) =
                    body_lines(source, index).filter(|lines| *lines > 3 || !is_entry_point(source, index))
                {
                    let name = source.word(index + 1);
                    report(
                        token.line,
                        format!("`fn {name}` has a body of {lines} lines: move it to a file named for its job"),
                    );
                }
            }
            "impl" if starts_item => report(token.line, "an `impl`: move it beside its type".into()),
            "macro_rules" => report(token.line, "`macro_rules!`: macros live in `macros.rs`".into()),
            _ => {}
        }
    }
    findings
}

/// What an expansion names lies behind `$crate::__private`; a call of another macro of the crate may go straight.
pub fn hidden_door(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, token) in source.live_tokens().filter(|_| is_library(source)) {
        let is_crate_path = token.text == "$" && source.word(index + 1) == "crate" && source.word(index + 2) == "::";
        let is_macro_call = source.word(index + 4) == "!";
        if is_crate_path && source.word(index + 3) != "__private" && !is_macro_call {
            let what = format!("`$crate::{}`: an expansion goes through `$crate::__private`", source.word(index + 3));
            findings.push(source.finding(token.line, Habit::HiddenDoor, what));
        }
    }
    findings
}

fn is_contents(source: &Source) -> bool {
    matches!(source.file_name(), "lib.rs" | "mod.rs")
}

fn is_library(source: &Source) -> bool {
    source.path.starts_with("crates/") && source.path.contains("/src/")
}

/// Whether the `cfg` at `index` is an attribute of the file, of a `mod` or of a `use`, or the value of a `const`.
fn chooses_an_item(source: &Source, index: usize, is_macro: bool) -> bool {
    if is_macro {
        let statement = (0..index).rev().take_while(|at| !matches!(source.word(*at), ";" | "{" | "}"));
        return statement.into_iter().any(|at| source.word(at) == "const");
    }
    if source.word_before(index, 2) == "!" {
        return true;
    }
    let mut at = source.after_attributes(source.closing(index.saturating_sub(1)) + 1);
    if source.word(at) == "pub" {
        at += 1;
        if source.word(at) == "(" {
            at = source.closing(at) + 1;
        }
    }
    matches!(source.word(at), "mod" | "use" | "extern" | "compile_error" | "const")
}

/// Lines of the body of the `fn` at `index`, or nothing for a declaration.
fn body_lines(source: &Source, index: usize) -> Option<usize> {
    let mut at = index;
    while at < source.tokens.len() {
        match source.word(at) {
            ";" => return None,
            "{" => {
                return Some(
                    (source.tokens[source.closing(at)].line - source.tokens[at].line).saturating_sub(1).max(1),
                );
            }
            "(" | "[" => at = source.closing(at) + 1,
            _ => at += 1,
        }
    }
    None
}

fn is_entry_point(source: &Source, index: usize) -> bool {
    let item = (0..index).rev().take_while(|at| !matches!(source.word(*at), ";" | "}"));
    item.into_iter().any(|at| source.word(at).starts_with("proc_macro"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "crates/hotpath/src/engine/record.rs";
    const DOOR: &str = "crates/hotpath/src/lib.rs";

    #[track_caller]
    fn check(rule: fn(&Source) -> Vec<Finding>, path: &str, text: &str, count: usize) {
        let findings = rule(&Source::new(path, text));
        assert_eq!(findings.len(), count, "{path}: {text}: {findings:?}");
    }

    #[test]
    fn features_are_chosen_at_doors() {
        check(features, FILE, "#[cfg(feature = \"a\")]\nmod b;", 1);
        check(features, FILE, "if cfg!(feature = \"a\") {}", 1);
        check(features, FILE, "#[cfg(unix)]\nmod b;", 0);
        check(features, DOOR, "#[cfg(all(feature = \"a\", unix))]\n#[path = \"b.rs\"]\npub(crate) mod b;", 0);
        check(features, DOOR, "#[cfg(feature = \"a\")]\npub use b::C;\n#![cfg_attr(docsrs, feature(doc_cfg))]", 0);
        check(features, DOOR, "const ON: bool = cfg!(feature = \"on\") && !cfg!(feature = \"off\");", 0);
        check(features, "crates/hotpath/tests/a.rs", "#![cfg(feature = \"a\")]", 0);
    }

    #[test]
    fn a_door_chooses_no_logic() {
        check(features, DOOR, "#[cfg(feature = \"a\")]\npub fn b() {}", 1);
        check(features, DOOR, "mod b;\nfn c() { if cfg!(feature = \"a\") {} }", 1);
    }

    #[test]
    fn contents_hold_no_logic() {
        check(
            contents,
            DOOR,
            "//! A.\nmod a;\npub use a::B;\ntrait C { fn d(&self) -> [u8; 2]; }\ntype E = fn(u8) -> u8;",
            0,
        );
        check(contents, DOOR, "fn a() { b() }", 1);
        check(contents, DOOR, "struct A;\nimpl A {}\nmacro_rules! b { () => {} }", 2);
        check(contents, FILE, "fn a() { b() }\nimpl A {}", 0);
        check(contents, DOOR, "#[cfg(test)]\nmod tests { fn a() {} }", 0);
    }

    #[test]
    fn entry_points_of_proc_macros_delegate() {
        let entry = "#[proc_macro_attribute]\npub fn a(b: T, c: T) -> T {\n    d::e(b, c)\n}";
        check(contents, "crates/hotpath-macros/src/lib.rs", entry, 0);
        let long = entry.replace("d::e(b, c)", "let x = 1;\nlet y = 2;\nlet z = 3;\nd::e(x, y, z)");
        check(contents, "crates/hotpath-macros/src/lib.rs", &long, 1);
    }

    #[test]
    fn expansions_go_through_the_hidden_door() {
        check(hidden_door, "crates/hotpath/src/macros.rs", "($a:expr) => { $crate::__private::call($a) };", 0);
        check(hidden_door, "crates/hotpath/src/macros.rs", "($a:expr) => { $crate::measure_block!($a) };", 0);
        check(hidden_door, "crates/hotpath/src/macros.rs", "($a:expr) => { $crate::engine::call($a) };", 1);
    }
}
