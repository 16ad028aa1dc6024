//! The families of a section: one per column that says something over time, and its histograms.

use std::borrow::Cow;
use std::collections::HashMap;

use hotpath_report::{Cell, Column, Histogram, IN_FLIGHT, Mark, Row, Section, Show, TREE, Unit, percentile_id};

use super::family::{Family, Kind, Labels, MetricUnit, Series, Value};
use super::names::{Names, histogram_stem, label, stem};
use crate::tree::is_tree;

/// The families of a section; none of a tree, whose rows are as many as there are call paths, and of the calls in
/// flight, which come and go.
pub(super) fn families<'a>(section: &'a Section, names: &mut Names) -> Vec<Family<'a>> {
    if is_tree(section) || [TREE, IN_FLIGHT].contains(&section.id.as_str()) {
        return Vec::new();
    }
    let things = things(section);
    let mut families = Vec::new();
    for (index, column) in section.columns.iter().enumerate().filter(|(_, column)| is_shown(column, section)) {
        let unit = unit(column);
        let kind = if column.is_counter { Kind::Counter } else { Kind::Gauge };
        let help = match kind {
            Kind::Counter => format!("{}: {}, since the session began.", section.title, column.title),
            _ => format!("{}: {}.", section.title, column.title),
        };
        let series = things.iter().filter_map(|thing| thing.number(index, column)).collect();
        families.push(Family {
            name: names.family(&stem(&section.id, &column.id, unit), unit),
            unit,
            help,
            kind,
            series,
        });
    }
    if is_of_durations(section) {
        families.push(Family {
            name: names.family(&histogram_stem(&section.id), MetricUnit::Seconds),
            unit: MetricUnit::Seconds,
            help: format!("{}: how the durations are distributed, within 0.8 %.", section.title),
            kind: Kind::Histogram,
            series: things.iter().filter_map(Thing::durations).collect(),
        });
    }
    families
}

/// The rows of one set of labels: several where a place has several names that are equal, on one line.
struct Thing<'a> {
    labels: Labels,
    rows: Vec<&'a Row>,
}

/// What the rows are of, in their order. The row of the whole program is none of them: it holds the others, and sums
/// over all would count them twice. For the same reason a place whose channels or streams are listed is one thing, by
/// its first row, and those listed after it are left out. So is a row of others: what joins it brings what was counted
/// before.
fn things(section: &Section) -> Vec<Thing<'_>> {
    let label = label(&section.id);
    let instance = section.columns.iter().position(|column| column.id == "instance");
    let name = section.columns.iter().position(|column| column.id == "name" && column.unit == Unit::Text);
    let is_left_out = |row: &Row| row.has(Mark::Wrapper) || row.has(Mark::Others) || is_instance(row, instance);
    let mut things: Vec<Thing<'_>> = Vec::new();
    let mut found: HashMap<Labels, usize> = HashMap::new();
    for row in section.rows.iter().filter(|row| !is_left_out(row)) {
        let name = match name.map(|index| row.cell(index)) {
            Some(Cell::Text(name)) => name,
            _ => row.name.strip_suffix(" (all)").filter(|_| instance.is_some()).unwrap_or(&row.name),
        };
        let mut labels = vec![(label.clone(), name.to_owned())];
        if let Some(source) = &row.source {
            labels.push(("file".into(), source.file.clone()));
            labels.push(("line".into(), source.line.to_string()));
        }
        let labels: Labels = labels.into();
        let index = *found.entry(labels.clone()).or_insert(things.len());
        match things.get_mut(index) {
            Some(thing) => thing.rows.push(row),
            None => things.push(Thing { labels, rows: vec![row] }),
        }
    }
    things
}

/// Whether a row is one of those that are listed below that of their place.
fn is_instance(row: &Row, column: Option<usize>) -> bool {
    column.is_some_and(|column| matches!(row.cell(column), Cell::Number(_)))
}

impl<'a> Thing<'a> {
    /// What is known in a column. A counter is the sum over the rows, and is not known if one of them is not: their part in
    /// it would come and go. Of other numbers it is the sum of those that are known, or the largest.
    fn number(&self, index: usize, column: &Column) -> Option<Series<'a>> {
        let known = |row: &&Row| match row.cell(index) {
            Cell::Number(number) if *number >= 0 || !column.is_counter => Some(*number),
            _ => None,
        };
        let numbers: Vec<i64> = self.rows.iter().filter_map(known).collect();
        if column.is_counter && numbers.len() < self.rows.len() {
            return None;
        }
        let together = if is_largest(column) { i64::max } else { i64::saturating_add };
        let number = numbers.into_iter().reduce(together)?;
        Some(Series { labels: self.labels.clone(), value: Value::Number(in_unit(number, column.unit)) })
    }

    /// How its durations are distributed.
    fn durations(&self) -> Option<Series<'a>> {
        let mut known = self.rows.iter().filter_map(|row| row.histogram.as_ref());
        let mut all = Cow::Borrowed(known.next()?);
        for more in known {
            Histogram::merge(all.to_mut(), more);
        }
        Some(Series { labels: self.labels.clone(), value: Value::Durations(all) })
    }
}

/// Whether a column becomes a family: all counters do, and numbers that go up and down where they are shown to people.
/// What Prometheus makes of counters and histograms itself, and rightly over many processes, is left to it.
fn is_shown(column: &Column, section: &Section) -> bool {
    match column.unit {
        Unit::Text => false,
        _ if column.is_counter => true,
        Unit::BasisPoints if is_share(column, section) => false,
        _ => column.show != Show::Detail && !is_derived(column),
    }
}

/// Whether a column is of the shares of another's numbers, such as `percent_total`.
fn is_share(column: &Column, section: &Section) -> bool {
    column.id.strip_prefix("percent_").is_some_and(|whole| section.column(whole).is_some())
}

/// Whether a column is of averages or of a percentile, by the words of its id: `avg`, `queue_p99.9`.
fn is_derived(column: &Column) -> bool {
    let is_percentile = |word: &str| {
        let p = word.strip_prefix('p').and_then(|p| p.parse::<f64>().ok());
        p.is_some_and(|p| percentile_id(p) == word)
    };
    column.id.split('_').any(|word| word == "avg" || word == "mean" || is_percentile(word))
}

/// Whether a column is of the largest of something, by the words of its id: `cpu_max`, `longest_poll`.
fn is_largest(column: &Column) -> bool {
    !column.is_counter && column.id.split('_').any(|word| ["max", "longest", "largest"].contains(&word))
}

/// Whether histograms of the section are of durations: as its first average or percentile, or else as any column.
fn is_of_durations(section: &Section) -> bool {
    let is_duration = |column: &Column| column.unit == Unit::Nanoseconds;
    let derived = section.columns.iter().find(|column| is_derived(column));
    derived.map_or_else(|| section.columns.iter().any(is_duration), is_duration)
}

fn unit(column: &Column) -> MetricUnit {
    match column.unit {
        Unit::Nanoseconds => MetricUnit::Seconds,
        Unit::Bytes => MetricUnit::Bytes,
        Unit::BasisPoints => MetricUnit::Ratio,
        Unit::Count | Unit::Text | Unit::Unknown => MetricUnit::None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus keeps every number as an f64")]
fn in_unit(number: i64, unit: Unit) -> f64 {
    match unit {
        Unit::Nanoseconds => number as f64 / 1e9,
        Unit::BasisPoints => number as f64 / 1e4,
        Unit::Count | Unit::Bytes | Unit::Text | Unit::Unknown => number as f64,
    }
}
