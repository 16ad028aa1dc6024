//! A strict reader of both forms of text: it refuses what Prometheus refuses, and what the formats forbid.

use std::collections::{BTreeMap, HashSet};

/// Name of a sample, and its labels in their order.
pub(crate) type Key = (String, Vec<(String, String)>);

/// What a form says: kinds of families, and samples.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) kinds: BTreeMap<String, String>,
    pub(crate) samples: BTreeMap<Key, f64>,
}

/// Reads the text format 0.0.4.
pub(crate) fn text(text: &str) -> Metrics {
    assert!(text.ends_with('\n'));
    read(text, &["HELP", "TYPE"], &|name, kind, _| match kind {
        "histogram" => vec![format!("{name}_bucket"), format!("{name}_sum"), format!("{name}_count")],
        "counter" | "gauge" => vec![name.to_owned()],
        other => panic!("{name}: type {other}"),
    })
}

/// Reads OpenMetrics 1.0.
pub(crate) fn openmetrics(text: &str) -> Metrics {
    let body = text.strip_suffix("# EOF\n").expect("ends with # EOF");
    read(body, &["TYPE", "UNIT", "HELP"], &|name, kind, unit| {
        assert!(unit.is_none_or(|unit| name.ends_with(&format!("_{unit}"))), "{name}: unit {unit:?}");
        match kind {
            "counter" => vec![format!("{name}_total")],
            "gauge" => vec![name.to_owned()],
            "info" => vec![format!("{name}_info")],
            "histogram" => vec![format!("{name}_bucket"), format!("{name}_sum"), format!("{name}_count")],
            other => panic!("{name}: type {other}"),
        }
    })
}

/// The names of the samples that a family of this name, type and unit may have.
type SampleNames<'a> = &'a dyn Fn(&str, &str, Option<&str>) -> Vec<String>;

fn read(text: &str, descriptors: &[&str], sample_names: SampleNames<'_>) -> Metrics {
    let mut metrics = Metrics::default();
    let mut family: BTreeMap<&str, String> = BTreeMap::new();
    let (mut name, mut allowed, mut has_samples) = ("", Vec::new(), true);
    let mut all_names = HashSet::new();
    for line in text.split_terminator('\n') {
        assert!(!line.is_empty(), "an empty line");
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (what, of, rest) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            assert!(descriptors.contains(&what), "{line}");
            if of != name {
                assert!(has_samples, "{name} has no samples");
                assert!(!metrics.kinds.contains_key(of), "{of} twice");
                (name, has_samples) = (of, false);
                family.clear();
            }
            assert!(!has_samples && family.insert(what, rest.to_owned()).is_none(), "{line}");
            if what == "HELP" {
                unescaped(rest, descriptors.contains(&"UNIT"));
            }
            if what == "TYPE" {
                metrics.kinds.insert(of.to_owned(), rest.to_owned());
            }
            allowed.clear();
            continue;
        }
        if allowed.is_empty() {
            allowed = sample_names(name, &family["TYPE"], family.get("UNIT").map(String::as_str));
            assert!(allowed.iter().all(|sample| all_names.insert(sample.clone())), "{name} collides");
        }
        has_samples = true;
        let (key, value) = sample(line);
        assert!(allowed.contains(&key.0), "{line} in {name}");
        assert!(family["TYPE"] == "gauge" || value >= 0.0, "{line}");
        assert!(metrics.samples.insert(key, value).is_none(), "{line} twice");
    }
    metrics
}

fn sample(line: &str) -> (Key, f64) {
    let name_end = line.find(['{', ' ']).expect("a value");
    let (name, mut rest) = line.split_at(name_end);
    assert!(is_name(name, true), "{line}");
    let mut labels: Vec<(String, String)> = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, after) = rest.split_once("=\"").expect("a label");
            assert!(is_name(label, false) && labels.iter().all(|(other, _)| other != label), "{line}");
            let end = end_of_string(after);
            labels.push((label.to_owned(), unescaped(&after[..end], true)));
            rest = &after[end + 1..];
            match rest.split_at(1) {
                ("}", after) => break rest = after,
                (",", after) => rest = after,
                _ => panic!("{line}"),
            }
        }
    }
    let value = rest.strip_prefix(' ').expect("one blank");
    assert!(value.bytes().all(|byte| byte.is_ascii_digit() || b".-+e".contains(&byte)), "{line}");
    ((name.to_owned(), labels), value.parse().unwrap())
}

/// Where the quotation mark is that ends a string.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let is_end = |character| {
        let is_end = character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        is_end
    };
    text.find(is_end).expect("an end")
}

fn unescaped(text: &str, with_quotes: bool) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('\\') => plain.push('\\'),
                Some('n') => plain.push('\n'),
                Some('"') if with_quotes => plain.push('"'),
                other => panic!("\\{other:?} in {text}"),
            },
            '"' if with_quotes => panic!("a bare quotation mark in {text}"),
            _ => plain.push(character),
        }
    }
    plain
}

fn is_name(name: &str, may_have_colons: bool) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_' || may_have_colons && c == ':';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}
