//! The text format 0.0.4, which every version of Prometheus reads.

use hotpath_report::Report;

use super::family::{Kind, families};
use super::lines::{escaped, label_value, samples};

/// The content type of [`prometheus`].
pub const TEXT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The report as metrics in the text format 0.0.4 of Prometheus.
///
/// Times are in seconds, sizes in bytes, shares from 0 to 1. A section of rows is a family for each counter
/// (`hotpath_function_calls_total`), for each number that goes up and down (`hotpath_channel_queued`), and for the
/// distribution of durations (`hotpath_function_duration_seconds`), with the rows' full names and places in the source
/// as labels. Call paths, averages and percentiles are left out: there may be too many of the former, and Prometheus
/// makes the latter from what it has, over many processes as well. What is not known has no sample.
///
/// ```
/// use hotpath_render::prometheus;
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always).counter();
/// let load = Row { name: "app::load".into(), cells: vec![Cell::Number(1_500_000)], ..Row::default() };
/// let functions = Section { id: "functions".into(), title: "Functions".into(), columns: vec![own], rows: vec![load] };
/// let text = prometheus(&Report { sections: vec![functions], ..Report::default() });
/// assert!(text.contains("\nhotpath_function_self_seconds_total{function=\"app::load\"} 0.0015\n"));
/// ```
#[must_use]
pub fn prometheus(report: &Report) -> String {
    let mut lines = String::new();
    for family in families(report) {
        let name = format!("{}{}", family.name, family.kind.ending());
        let kind = match family.kind {
            Kind::Counter => "counter",
            Kind::Gauge | Kind::Info => "gauge",
            Kind::Histogram => "histogram",
        };
        lines += &format!("# HELP {name} {}\n# TYPE {name} {kind}\n", escaped(&label_value(&family.help), false));
        samples(&family, &mut lines);
    }
    lines
}
