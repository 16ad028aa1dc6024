//! What both forms of text share: the lines of samples.

use hotpath_report::Histogram;

use super::buckets::{BOUNDS, classic, seconds};
use super::family::{Family, Value};
use crate::text::clean;

/// The lines of a family's samples.
pub(super) fn samples(family: &Family<'_>, lines: &mut String) {
    for series in &family.series {
        match &series.value {
            Value::Number(number) => {
                let labels = labels(&series.labels, None);
                *lines += &format!("{}{}{labels} {number}\n", family.name, family.kind.ending());
            }
            Value::Durations(durations) => histogram(&family.name, &series.labels, durations, lines),
        }
    }
}

/// A label's value as all forms have it: line feeds are a part of it, other characters that would do something to a terminal are escaped.
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

fn histogram(name: &str, names: &[(String, String)], durations: &Histogram, lines: &mut String) {
    let classic = classic(durations);
    let bounds = BOUNDS.iter().map(|(_, text)| *text).chain(["+Inf"]);
    for (bound, calls) in bounds.zip(classic.cumulative.iter().chain([&classic.calls])) {
        *lines += &format!("{name}_bucket{} {calls}\n", labels(names, Some(bound)));
    }
    let plain = labels(names, None);
    *lines += &format!("{name}_sum{plain} {}\n{name}_count{plain} {}\n", seconds(durations), classic.calls);
}

/// `{name="value"}`, with the bound of a bucket; nothing where there are none.
fn labels(labels: &[(String, String)], bound: Option<&str>) -> String {
    let named = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(&label_value(value), true)));
    let all: Vec<String> = named.chain(bound.map(|bound| format!("le=\"{bound}\""))).collect();
    if all.is_empty() { String::new() } else { format!("{{{}}}", all.join(",")) }
}
