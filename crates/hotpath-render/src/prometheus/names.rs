//! Names of families and labels: made of the ids of sections and columns, valid and unique.

use std::collections::HashSet;

use hotpath_report::{ALLOC, CHANNELS, LOCKS, STREAMS};

use super::family::MetricUnit;

/// The names given away so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

/// What some form, or a later version of one, adds to the name of a family for its samples.
const ENDINGS: [&str; 9] = ["", "_total", "_created", "_bucket", "_count", "_sum", "_gcount", "_gsum", "_info"];

impl Names {
    /// The name of a family: `stem` and the unit, with a number between them where another family has such samples.
    pub(super) fn family(&mut self, stem: &str, unit: MetricUnit) -> String {
        let stem = sanitised(stem);
        let unit = if unit.word().is_empty() { String::new() } else { format!("_{}", unit.word()) };
        let mut name = format!("{stem}{unit}");
        let mut number = 2;
        while ENDINGS.iter().any(|ending| self.taken.contains(&format!("{name}{ending}"))) {
            name = format!("{stem}_{number}{unit}");
            number += 1;
        }
        self.taken.extend(ENDINGS.iter().map(|ending| format!("{name}{ending}")));
        name
    }
}

/// The stem of a column's family: `hotpath_function_self` of the column `self` of the section `functions`. The word
/// `total` is left out where the column is one, because the name of a counter ends with it anyway; so is what the unit
/// says again.
pub(super) fn stem(section: &str, column: &str, unit: MetricUnit) -> String {
    let said_by_unit: &[&str] = match unit {
        MetricUnit::None => &["total"],
        MetricUnit::Seconds => &["total", "seconds", "ns"],
        MetricUnit::Bytes => &["total", "bytes"],
        MetricUnit::Ratio => &["ratio", "percent", "share"],
    };
    let mut words: Vec<&str> = column.split('_').collect();
    if words.first().is_some_and(|first| *first == "total" || unit == MetricUnit::Ratio && said_by_unit.contains(first))
    {
        words.remove(0);
    }
    while words.last().is_some_and(|last| said_by_unit.contains(last)) {
        words.pop();
    }
    let words = words.join("_");
    let section = singular(section);
    if words.is_empty() { format!("hotpath_{section}") } else { format!("hotpath_{section}_{words}") }
}

/// The stem of the family of a section's histograms. Of what has several kinds of durations, it says which one it is.
pub(super) fn histogram_stem(section: &str) -> String {
    let which = match section {
        CHANNELS => "queue_duration",
        LOCKS => "hold_duration",
        STREAMS => "gap_duration",
        _ => "duration",
    };
    format!("hotpath_{}_{which}", singular(section))
}

/// The label that holds the name of a section's rows: `function`, `channel`, `thread`.
pub(super) fn label(section: &str) -> String {
    let thing = if section == ALLOC { "function" } else { singular(section) };
    let thing = sanitised(thing);
    let word = thing.rsplit('_').next().unwrap_or(&thing);
    let is_valid = word.starts_with(|first: char| first.is_ascii_alphabetic());
    // Those have a meaning of their own, here or in every Prometheus.
    let is_taken = ["file", "line", "le", "quantile", "job", "instance"].contains(&word);
    if is_valid && !is_taken { word.into() } else { "name".into() }
}

/// `functions` as `function`.
fn singular(section: &str) -> &str {
    let one = section.strip_suffix('s').filter(|one| !one.ends_with('s') && !one.is_empty());
    one.unwrap_or(section)
}

/// `[a-zA-Z0-9_]*`; what it is put after makes it a valid name.
fn sanitised(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
