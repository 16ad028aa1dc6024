//! Which place in the source a row stands for, and the number that it is asked for by.

use crate::{Cell, Row, RowView, Section, Source};

/// The fields that channels, streams and futures have in common.
pub(super) struct Place {
    pub(super) id: u64,
    pub(super) source: Option<String>,
    pub(super) label: String,
    pub(super) has_custom_label: bool,
    pub(super) iter: u64,
}

impl Place {
    pub(super) fn of(row: RowView<'_>) -> Self {
        let instance = unsigned(row, "instance");
        let source = row.row.source.as_ref();
        Place {
            id: id(row.row),
            source: source.map(|source| format!("{}:{}", source.file, source.line)),
            label: row.name().into(),
            has_custom_label: is_given(base(row.name(), instance), source),
            iter: instance.unwrap_or(0),
        }
    }
}

/// The row of a section that has this id; the first one, where several things of one name are made at one place.
pub(super) fn find(section: &Section, wanted: u64) -> Option<RowView<'_>> {
    section.iter().find(|row| id(row.row) == wanted)
}

/// The number in a column, unless it is absent or below 0.
pub(super) fn unsigned(row: RowView<'_>, column: &str) -> Option<u64> {
    row.number(column)?.try_into().ok()
}

/// The text in a column.
pub(super) fn text(row: RowView<'_>, column: &str) -> Option<String> {
    match row.row.cell(row.section.column(column)?) {
        Cell::Text(text) => Some(text.clone()),
        Cell::Absent | Cell::Number(_) => None,
    }
}

/// Fits a number of JavaScript, and stays the same while the program's source does.
fn id(row: &Row) -> u64 {
    let source = row.source.clone().unwrap_or_default();
    let mut hash = Fnv::default();
    // The zeros keep the parts apart: neither holds one.
    for part in [row.name.as_bytes(), &[0], source.file.as_bytes(), &[0]] {
        hash.add(part);
    }
    hash.add(&source.line.to_le_bytes());
    hash.add(&source.column.to_le_bytes());
    hash.folded()
}

/// Whether a label is neither that of its place nor the path of a function, which is the name of futures that functions make.
fn is_given(label: &str, source: Option<&Source>) -> bool {
    source.is_none_or(|source| label != default_label(source)) && !is_path(label)
}

/// Names of Rust joined by `::`, at least two of them.
fn is_path(label: &str) -> bool {
    let is_name = |name: &str| {
        let name = name.strip_prefix("r#").unwrap_or(name);
        name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name.chars().all(|character| character.is_alphanumeric() || character == '_')
    };
    label.contains("::") && label.split("::").all(is_name)
}

/// The label of what was given none: the last two parts of the path, and the line.
fn default_label(source: &Source) -> String {
    let start = source.file.rmatch_indices(['/', '\\']).nth(1).map_or(0, |(index, _)| index + 1);
    format!("{}:{}", source.file[start..].replace('\\', "/"), source.line)
}

/// The label without what is added to it where instances are listed.
fn base(name: &str, instance: Option<u64>) -> &str {
    let numbered = instance.filter(|&instance| instance > 0).map(|instance| format!("-{}", instance.saturating_add(1)));
    match numbered {
        Some(number) => name.strip_suffix(number.as_str()),
        None => name.strip_suffix(" (all)").or_else(|| name.strip_suffix(" <other>")),
    }
    .unwrap_or(name)
}

/// FNV-1a of 64 bits, by Glenn Fowler, Landon Curt Noll and Kiem-Phong Vo, folded to 32 bits by the exclusive or of both halves
/// as they describe it (“The FNV Non-Cryptographic Hash Algorithm”).
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn folded(&self) -> u64 {
        (self.0 >> 32) ^ (self.0 & 0xffff_ffff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_its_authors() {
        for (text, expected) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8u64)]
        {
            let mut hash = Fnv::default();
            hash.add(text.as_bytes());
            assert_eq!(hash.0, expected, "{text}");
            assert_eq!(hash.folded(), (expected >> 32) ^ (expected & 0xffff_ffff), "{text}");
        }
    }

    #[test]
    fn the_path_of_a_function_is_no_label_that_was_given() {
        let source = Source { file: "src/fetch.rs".into(), line: 8, column: 1 };
        for label in ["app::fetch", "app::r#async::größe_2", "_a::b", "src/fetch.rs:8"] {
            assert!(!is_given(label, Some(&source)), "{label}");
        }
        for label in ["jobs", "src/fetch.rs:9", "a b::c", "a::", "::a", "a::2", "a:b", "a::b-c", ""] {
            assert!(is_given(label, Some(&source)), "{label}");
        }
        assert!(is_given("jobs", None) && !is_given("app::fetch", None));
    }

    #[test]
    fn a_label_is_known_without_what_listing_adds() {
        for (name, instance, expected) in [
            ("src/a.rs:3", None, "src/a.rs:3"),
            ("src/a.rs:3", Some(0), "src/a.rs:3"),
            ("src/a.rs:3-2", Some(1), "src/a.rs:3"),
            ("src/a.rs:3 (all)", None, "src/a.rs:3"),
            ("src/a.rs:3 <other>", None, "src/a.rs:3"),
            ("job-2", None, "job-2"),
            ("job-2", Some(7), "job-2"),
        ] {
            assert_eq!(base(name, instance), expected, "{name}, {instance:?}");
        }
        let source = |file: &str| Source { file: file.into(), line: 7, column: 1 };
        assert_eq!(default_label(&source("crates/app/src/main.rs")), "src/main.rs:7");
        assert_eq!(default_label(&source("src\\main.rs")), "src/main.rs:7");
        assert_eq!(default_label(&source("main.rs")), "main.rs:7");
    }
}
