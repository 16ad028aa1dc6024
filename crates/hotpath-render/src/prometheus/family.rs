//! The metrics of a report, in no form yet: families, and the series in them.

use std::borrow::Cow;
use std::rc::Rc;

use hotpath_report::{Histogram, Report};

use super::names::Names;
use super::{rows, whole};

/// All series of one name.
#[derive(Debug)]
pub(super) struct Family<'a> {
    /// Unique, and without the endings that a form gives to its samples, such as `_total`.
    pub(super) name: String,
    pub(super) unit: MetricUnit,
    /// One line for people.
    pub(super) help: String,
    pub(super) kind: Kind,
    pub(super) series: Vec<Series<'a>>,
}

/// What the numbers of a family do over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// They only grow.
    Counter,
    Gauge,
    /// They are distributions of durations, whose parts only grow.
    Histogram,
    /// They are 1, and the labels say something.
    Info,
}

/// The unit of a family, which its name ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetricUnit {
    /// A number of things.
    None,
    Seconds,
    Bytes,
    Ratio,
}

/// One series.
#[derive(Debug)]
pub(super) struct Series<'a> {
    pub(super) labels: Labels,
    pub(super) value: Value<'a>,
}

/// Names and values of labels. Families share those of their rows.
pub(super) type Labels = Rc<[(String, String)]>;

/// What a series is now.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// In the unit of the family.
    Number(f64),
    /// In nanoseconds, as reports have them.
    Durations(Cow<'a, Histogram>),
}

/// The families of a report: those of the whole, then those of its sections in their order.
pub(super) fn families(report: &Report) -> Vec<Family<'_>> {
    let mut names = Names::default();
    let mut families = whole::families(report, &mut names);
    families.extend(report.sections.iter().flat_map(|section| rows::families(section, &mut names)));
    families.retain(|family| !family.series.is_empty());
    families
}

impl MetricUnit {
    /// As names and `# UNIT` lines have it; empty for a number of things.
    pub(super) fn word(self) -> &'static str {
        match self {
            MetricUnit::None => "",
            MetricUnit::Seconds => "seconds",
            MetricUnit::Bytes => "bytes",
            MetricUnit::Ratio => "ratio",
        }
    }
}

impl Kind {
    /// What the one sample of a series has after the family's name.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Kind::Counter => "_total",
            Kind::Info => "_info",
            Kind::Gauge | Kind::Histogram => "",
        }
    }
}
