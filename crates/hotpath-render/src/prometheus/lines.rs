//! What both forms of text share: the lines of samples.

use std::fmt::{Display, Write};

use hotpath_report::Histogram;

use super::buckets::{BOUNDS, classic, seconds};
use super::family::{Family, Value};
use crate::text::clean;

/// The lines of a family's samples.
pub(super) fn samples(family: &Family<'_>, lines: &mut String) {
    for series in &family.series {
        match &series.value {
            Value::Number(number) => {
                let name = [&family.name, family.kind.ending()];
                sample(lines, name, &labels(&series.labels), *number);
            }
            Value::Durations(durations) => histogram(&family.name, &labels(&series.labels), durations, lines),
        }
    }
}

/// A label's value, or words of help, as all forms have it: line feeds are a part of it, other characters that would do something to a terminal are escaped.
pub(super) fn label_value(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(clean).collect();
    lines.join("\n")
}

/// `\` and line feeds; in some places also `"`. All else stands for itself.
pub(super) fn escaped(text: &str, also_quotes: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '"' if also_quotes => escaped.push_str("\\\""),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn histogram(name: &str, labels: &str, durations: &Histogram, lines: &mut String) {
    let classic = classic(durations);
    let bounds = BOUNDS.iter().map(|(_, text)| *text).chain(["+Inf"]);
    let mut bounded = String::new();
    for (bound, calls) in bounds.zip(classic.cumulative.iter().chain([&classic.calls])) {
        let comma = if labels.is_empty() { "" } else { "," };
        bounded.clear();
        for part in [labels, comma, "le=\"", bound, "\""] {
            bounded += part;
        }
        sample(lines, [name, "_bucket"], &bounded, calls);
    }
    sample(lines, [name, "_sum"], labels, seconds(durations));
    sample(lines, [name, "_count"], labels, classic.calls);
}

/// A line; the labels are in braces, if there are any.
fn sample(lines: &mut String, name: [&str; 2], labels: &str, value: impl Display) {
    let braced = if labels.is_empty() { ["", "", ""] } else { ["{", labels, "}"] };
    for part in name.into_iter().chain(braced) {
        *lines += part;
    }
    // A text takes all.
    let _ = writeln!(lines, " {value}");
}

/// `name="value"`, separated by commas.
fn labels(labels: &[(String, String)]) -> String {
    let named = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(&label_value(value), true)));
    named.collect::<Vec<_>>().join(",")
}
